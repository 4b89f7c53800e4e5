/**
 * One run as the commands `run` and `replay` need it: load, simulate, explain. Whatever breaks after the description was
 * accepted is an internal error and carries the line that repeats it.
 */

import { explainRun } from '../../analysis/explain-run.ts';
import type { RunFacts } from '../../analysis/fact.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { run } from '../../scenarios/run.ts';
import { BadInput } from './command.ts';
import { formatReplayLine, type ReplayOrder } from './replay-line.ts';
import { RunFailure } from './terminal/failure-face.ts';

export interface SimulationOrder {
  readonly ecu: EcuDescription;
  /** Name or path as the user gave it. */
  readonly name: string;
  readonly seed: number;
  readonly horizonPs: number;
  readonly overrides: readonly string[];
  readonly onProgress?: (nowPs: number) => undefined;
  readonly nowMs: () => number;
}

export interface Simulation {
  readonly facts: RunFacts;
  readonly line: string;
  readonly order: ReplayOrder;
  readonly elapsedMs: number;
  readonly events: number;
}

/** @throws BadInput when nothing would be judged, RunFailure when Bulkhead itself is wrong */
export function simulate({ ecu, name, seed, horizonPs, overrides, onProgress, nowMs }: SimulationOrder): Simulation {
  if (horizonPs <= ecu.run.warmUpPs)
    throw new BadInput(
      '--horizon: the run ends before its warm-up does, so nothing would be judged\n       make it longer than run.warm_up',
    );
  const order: ReplayOrder = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
  try {
    const begunMs = nowMs();
    const { recording, fingerprint, events } = run(ecu, {
      seed,
      horizonPs,
      ledger: true,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const elapsedMs = nowMs() - begunMs;
    const facts = explainRun(ecu, recording, { seed, fingerprint });
    const finished = { ...order, fingerprint };
    return { facts, line: formatReplayLine(finished), order: finished, elapsedMs, events };
  } catch (error) {
    throw new RunFailure(order, error);
  }
}
