/**
 * Bounds of one ECU with runs beside them, for the commands `bound` and `search`. A run beyond its bound is an error of
 * Bulkhead, in the model or in the theory, and carries the line that repeats the run.
 */
import type { BoundFacts, BoundRow } from '../../analysis/bound/bound-fact.ts';
import { boundRows, loadsOf, supplyDemand } from '../../analysis/bound/bound-rows.ts';
import { boundEcu, type EcuBounds } from '../../analysis/bound/ecu-bounds.ts';
import { ExtremesObserver, longestOf, type RunExtremes } from '../../analysis/bound/extremes.ts';
import { type Calm, leaveOut, whole, withoutEmptied } from '../../analysis/bound/leave-out.ts';
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
  /** Leave nothing out, whether theory counts it or not. */
  readonly whole: boolean;
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

/** Rows of the ECU that was bounded and run, each with what it is without. */
function rowsOf({ ecu, without, emptied }: Calm, bounds: EcuBounds, seen?: RunExtremes): BoundRow[] {
  return boundRows(ecu, bounds, seen).map((row) => {
    const chain = ecu.chains.find(({ name }) => row.kind !== 'task' && name === row.subject);
    const parts = (chain?.path ?? [row.subject]).filter((task) => without.has(task));
    if (parts.length === 0) return row;
    const said = chain === undefined ? without.get(row.subject)! : `with what ${parts.join(', ')} is without`;
    const isEmpty = (chain?.path ?? [row.subject]).some((task) => emptied.has(task));
    return { ...row, without: said, simulatedPs: isEmpty ? null : row.simulatedPs };
  });
}

/** Runs as many times as there are seeds, each held against the bounds. */
function extremesOfRuns(order: BoundOrder, calm: Calm, bounds: EcuBounds) {
  const { ecu, name, seeds, horizonPs, overrides, onProgress } = order;
  const runs: RunExtremes[] = [];
  const samples = new Map<string, number[]>();
  for (const [index, seed] of seeds.entries()) {
    const failed = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
    // A run of less than the ECU is made again by this command alone.
    const failure = (cause: unknown) => (calm.leftOut.length === 0 ? new RunFailure(failed, cause) : cause);
    let seen: RunExtremes;
    try {
      const observer = observed(calm.ecu, seed, horizonPs, order.tails, (nowPs) =>
        onProgress?.((index + nowPs / horizonPs) / seeds.length),
      );
      seen = observer.extremes(horizonPs);
      for (const [task, more] of observer.samples()) samples.set(task, [...(samples.get(task) ?? []), ...more]);
    } catch (error) {
      throw failure(error);
    }
    const over = exceeded(rowsOf(calm, bounds, seen));
    if (over !== null)
      throw failure(
        new Error(
          `${over.subject} took ${over.simulatedPs} ps with seed ${seed}, beyond its bound of ${over.boundPs} ps`,
        ),
      );
    runs.push(seen);
  }
  return { seen: longestOf(runs), samples };
}

export function boundFacts(order: BoundOrder): BoundFacts {
  const { ecu, seeds, horizonPs, perTask } = order;
  const calm = order.whole ? whole(ecu) : leaveOut(ecu);
  const bounds = withoutEmptied(boundEcu(calm.ecu), calm.emptied);
  const { seen, samples } = extremesOfRuns(order, calm, bounds);
  const rows = rowsOf(calm, bounds, seen);
  return {
    ecu: { name: ecu.name, sha256: ecu.sha256, policy: ecu.hypervisor.pools[0]?.policy ?? '' },
    seeds,
    horizonPs,
    leftOut: calm.leftOut,
    rows,
    supplies: supplyDemand(bounds),
    loads: loadsOf(calm.ecu, bounds),
    sensitivity: [
      breakdown(calm.ecu, rows),
      ...budgetSensitivity(calm.ecu, rows),
      ...(perTask ? taskScaling(calm.ecu, rows) : []),
    ],
    tails: [...samples].flatMap(([task, responses]) =>
      methods.map((method) => ({
        task,
        estimate: estimateTail(responses, method),
        boundPs: bounds.tasks.get(task)?.response ?? null,
      })),
    ),
    rounds: bounds.rounds,
    boundedWithoutContention: withoutContention(calm.ecu),
  };
}
