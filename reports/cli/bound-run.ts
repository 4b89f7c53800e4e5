/**
 * Bounds of one ECU with runs beside them, for the commands `bound` and `search`. A run beyond its bound is an error of
 * Bulkhead, in the model or in the theory, and carries the line that repeats the run.
 */
import type { BoundFacts, BoundRow } from '../../analysis/bound/bound-fact.ts';
import { boundRows, loadsOf, supplyDemand } from '../../analysis/bound/bound-rows.ts';
import { boundEcu } from '../../analysis/bound/ecu-bounds.ts';
import { ExtremesObserver, longestOf, type RunExtremes } from '../../analysis/bound/extremes.ts';
import { breakdown, budgetSensitivity, taskScaling } from '../../analysis/bound/sensitivity.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import { run } from '../../scenarios/run.ts';
import { RunFailure } from './terminal/failure-face.ts';

export interface BoundOrder {
  readonly ecu: EcuDescription;
  /** Name or path as the user gave it. */
  readonly name: string;
  readonly seeds: readonly number[];
  readonly horizonPs: number;
  readonly overrides: readonly string[];
  /** Also how long each task may run, not only all together. */
  readonly perTask: boolean;
  readonly onProgress?: (share: number) => void;
}

/** The longest that one run shows. */
export function extremesOf(
  ecu: EcuDescription,
  seed: number,
  horizonPs: number,
  onProgress?: (nowPs: number) => void,
): RunExtremes {
  const observer = new ExtremesObserver(ecu, new EntityTable(ecu).entities);
  run(ecu, {
    seed,
    horizonPs,
    ledger: false,
    fingerprint: false,
    keep: () => false,
    observers: [observer],
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: (nowPs: number) => {
            onProgress(nowPs);
            return undefined;
          },
        }),
  });
  return observer.extremes(horizonPs);
}

/** The first row that a run exceeds, or null. */
export function exceeded(rows: readonly BoundRow[]): BoundRow | null {
  return (
    rows.find(({ simulatedPs, boundPs }) => simulatedPs !== null && boundPs !== null && simulatedPs > boundPs) ?? null
  );
}

export function boundFacts(order: BoundOrder): BoundFacts {
  const { ecu, name, seeds, horizonPs, overrides, perTask, onProgress } = order;
  const bounds = boundEcu(ecu);
  const runs: RunExtremes[] = [];
  for (const [index, seed] of seeds.entries()) {
    const failed = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
    let seen: RunExtremes;
    try {
      seen = extremesOf(ecu, seed, horizonPs, (nowPs) => onProgress?.((index + nowPs / horizonPs) / seeds.length));
    } catch (error) {
      throw new RunFailure(failed, error);
    }
    const over = exceeded(boundRows(ecu, bounds, seen));
    if (over !== null)
      throw new RunFailure(
        failed,
        new Error(`${over.subject} took ${over.simulatedPs} ps, beyond its bound of ${over.boundPs} ps`),
      );
    runs.push(seen);
  }
  const rows = boundRows(ecu, bounds, longestOf(runs));
  return {
    ecu: { name: ecu.name, sha256: ecu.sha256, policy: ecu.hypervisor.pools[0]?.policy ?? '' },
    seeds,
    horizonPs,
    rows,
    supplies: supplyDemand(bounds),
    loads: loadsOf(ecu, bounds),
    sensitivity: [breakdown(ecu, rows), ...budgetSensitivity(ecu, rows), ...(perTask ? taskScaling(ecu, rows) : [])],
    rounds: bounds.rounds,
  };
}
