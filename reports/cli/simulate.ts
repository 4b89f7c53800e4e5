/**
 * One run as the commands `run` and `replay` need it: load, simulate, explain. Whatever breaks after the description was
 * accepted is an internal error and carries the line that repeats it.
 *
 * Records are explained as they are made. The story of one job needs them a second time, when it is known which job that
 * is: a short run is kept in memory (33 bytes a record), a long one is made again, without fingerprint and only as far as
 * the story goes, so that memory hardly grows with the horizon.
 */
import type { JobStory, RunFacts } from '../../analysis/fact.ts';
import { RunObserver } from '../../analysis/run-observer.ts';
import { storyTeller } from '../../analysis/story/job-story.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import { type RunResult, run } from '../../scenarios/run.ts';
import { bootBeside } from './boot-study.ts';
import { BadInput } from './command.ts';
import { formatReplayLine, type ReplayOrder } from './replay-line.ts';
import { RunFailure } from './terminal/failure-face.ts';

/** 33 MB. */
const mostRecordsKept = 1_000_000;

export interface SimulationOrder {
  readonly ecu: EcuDescription;
  /** Name or path as the user gave it. */
  readonly name: string;
  readonly seed: number;
  readonly horizonPs: number;
  readonly overrides: readonly string[];
  readonly onProgress?: (nowPs: number) => undefined;
  readonly nowMs: () => number;
  /** The same ECU with more overrides; without it boot is not compared with the ECU without hypervisor. */
  readonly reload?: (more: readonly string[]) => EcuDescription;
  /** Runs of more records are made again for the story of a job. Default: a million. */
  readonly mostRecordsKept?: number;
}

export interface Simulation {
  readonly facts: RunFacts;
  readonly line: string;
  readonly order: ReplayOrder;
  readonly elapsedMs: number;
  readonly events: number;
}

/** @throws BadInput when nothing would be judged, RunFailure when Bulkhead itself is wrong */
export function simulate(simulation: SimulationOrder): Simulation {
  const { ecu, name, seed, horizonPs, overrides, nowMs } = simulation;
  if (horizonPs <= ecu.run.warmUpPs)
    throw new BadInput(
      '--horizon: the run ends before its warm-up does, so nothing would be judged\n       make it longer than run.warm_up',
    );
  const order: ReplayOrder = { ecu: name, seed, horizonPs, overrides, sha256: ecu.sha256, fingerprint: null };
  try {
    const begunMs = nowMs();
    const observer = new RunObserver(ecu, new EntityTable(ecu).entities, { horizonPs, warmUpPs: ecu.run.warmUpPs });
    const result = run(ecu, {
      seed,
      horizonPs,
      observers: [observer],
      keepAtMost: simulation.mostRecordsKept ?? mostRecordsKept,
      ...(simulation.onProgress === undefined ? {} : { onProgress: simulation.onProgress }),
    });
    const elapsedMs = nowMs() - begunMs;
    const beside = bootBeside(ecu, simulation.reload ?? null, seed);
    observer.boot = beside?.times ?? null;
    observer.end();
    const { fingerprint, events } = result;
    const story = storyOf(observer, result, simulation);
    const facts = { ...observer.facts({ seed, fingerprint }), story, boot: beside?.facts ?? null };
    const finished = { ...order, fingerprint };
    return { facts, line: formatReplayLine(finished), order: finished, elapsedMs, events };
  } catch (error) {
    throw new RunFailure(order, error);
  }
}

function storyOf(observer: RunObserver, { recording }: RunResult, order: SimulationOrder): JobStory | null {
  const teller = storyTeller(observer);
  if (teller === null) return null;
  const { trace } = recording;
  if (trace.isWhole) trace.forEach(teller);
  else {
    const { ecu, seed, horizonPs, onProgress } = order;
    run(ecu, {
      seed,
      horizonPs,
      keep: () => false,
      fingerprint: false,
      observers: [teller],
      onProgress: (nowPs) => {
        onProgress?.(nowPs);
        return teller.isDone;
      },
    });
  }
  return teller.story();
}
