/**
 * Bounds of one ECU with runs beside them, for the commands `bound` and `search`. A run beyond its bound is an error of
 * Bulkhead, in the model or in the theory, and carries the line that repeats the run.
 */
import type { BoundFacts, BoundRow } from '../../analysis/bound/bound-fact.ts';
import { boundRows, loadsOf, supplyDemand } from '../../analysis/bound/bound-rows.ts';
import { boundEcu } from '../../analysis/bound/ecu-bounds.ts';
import { ExtremesObserver, longestOf, type RunExtremes } from '../../analysis/bound/extremes.ts';
import { breakdown, budgetSensitivity, taskScaling } from '../../analysis/bound/sensitivity.ts';
import { estimateTail, type TailMethod } from '../../analysis/extreme-value/tail.ts';
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
  /** Extreme-value estimates beside the bounds. */
  readonly tails: boolean;
  readonly onProgress?: (share: number) => void;
}

/** The longest that one run shows. */
export function extremesOf(ecu: EcuDescription, seed: number, horizonPs: number): RunExtremes {
  return observed(ecu, seed, horizonPs, false).extremes(horizonPs);
}

function observed(
  ecu: EcuDescription,
  seed: number,
  horizonPs: number,
  keepsSamples: boolean,
  onProgress?: (nowPs: number) => void,
): ExtremesObserver {
  const observer = new ExtremesObserver(ecu, new EntityTable(ecu).entities, keepsSamples);
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
  return observer;
}

/** How many rows contention for memory alone keeps from a bound. */
function withoutContention(ecu: EcuDescription): number | null {
  if (ecu.memory.fidelity === 'none') return null;
  const calm: EcuDescription = { ...ecu, memory: { ...ecu.memory, fidelity: 'none' } };
  return boundRows(calm, boundEcu(calm)).filter(({ boundPs }) => boundPs !== null).length;
}

const methods: readonly TailMethod[] = ['block-maxima', 'peaks-over-threshold'];

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
  const samples = new Map<string, number[]>();
  for (const [index, seed] of seeds.entries()) {
    const failed = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
    let seen: RunExtremes;
    try {
      const observer = observed(ecu, seed, horizonPs, order.tails, (nowPs) =>
        onProgress?.((index + nowPs / horizonPs) / seeds.length),
      );
      seen = observer.extremes(horizonPs);
      for (const [task, more] of observer.samples()) samples.set(task, [...(samples.get(task) ?? []), ...more]);
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
    tails: [...samples].flatMap(([task, responses]) =>
      methods.map((method) => ({
        task,
        estimate: estimateTail(responses, method),
        boundPs: bounds.tasks.get(task)?.response ?? null,
      })),
    ),
    rounds: bounds.rounds,
    boundedWithoutContention: withoutContention(ecu),
  };
}
