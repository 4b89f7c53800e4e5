/**
 * The longest response of every task and the longest reaction and data age of every chain in one run, read from its records:
 * what stands beside the bounds. Every job that finished counts, warm-up or not, since a bound holds for all. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { type Entities, recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { chainTaskIds, followChain } from '../latency/chains.ts';
import { JobTable } from '../latency/job-table.ts';
import { indexRun, type RunIndex } from '../run-index.ts';

export interface RunExtremes {
  /** By `vm/task`. */
  readonly responses: ReadonlyMap<string, number>;
  /** By chain. */
  readonly reactions: ReadonlyMap<string, number>;
  readonly dataAges: ReadonlyMap<string, number>;
}

/** Responses that are kept per task and run, for statistics. */
const samplesKept = 20_000;

export class ExtremesObserver implements RecordSink {
  readonly #index: RunIndex;
  readonly #table: JobTable;
  readonly #most = new Map<number, number>();
  /** In the order of finishing; only when asked for. */
  readonly #samples = new Map<number, number[]>();
  readonly #keepsSamples: boolean;

  /** @param keepsSamples whether single responses are kept, too */
  constructor(ecu: EcuDescription, entities: Entities, keepsSamples = false) {
    this.#keepsSamples = keepsSamples;
    this.#index = indexRun(ecu, entities);
    this.#table = new JobTable(chainTaskIds(this.#index));
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    this.#table.record(kind, atPs, subject, item, object, value);
    if (kind !== recordKinds.finish) return;
    if (this.#keepsSamples) {
      const samples = this.#samples.get(subject);
      if (samples === undefined) this.#samples.set(subject, [value]);
      else if (samples.length < samplesKept) samples.push(value);
    }
    const before = this.#most.get(subject);
    if (before === undefined || value > before) this.#most.set(subject, value);
  }

  /** Responses by `vm/task`, in the order of finishing. */
  samples(): ReadonlyMap<string, readonly number[]> {
    return new Map(
      this.#index.tasks.flatMap(({ id, name }) => (this.#samples.has(id) ? [[name, this.#samples.get(id)!]] : [])),
    );
  }

  extremes(horizonPs: number): RunExtremes {
    const responses = new Map<string, number>();
    for (const { id, name } of this.#index.tasks) {
      const most = this.#most.get(id);
      if (most !== undefined) responses.set(name, most);
    }
    const reactions = new Map<string, number>();
    const dataAges = new Map<string, number>();
    for (const chain of this.#index.ecu.chains) {
      const { latencies } = followChain(this.#index, this.#table, chain, 0, horizonPs);
      for (const [into, items] of [
        [reactions, latencies.reactions],
        [dataAges, latencies.dataAges],
      ] as const) {
        let most = -1;
        for (const { latencyPs } of items) if (latencyPs > most) most = latencyPs;
        if (most >= 0) into.set(chain.name, most);
      }
    }
    return { responses, reactions, dataAges };
  }
}

/** The longest of several runs. */
export function longestOf(runs: readonly RunExtremes[]): RunExtremes {
  const longest = (maps: readonly ReadonlyMap<string, number>[]) => {
    const most = new Map<string, number>();
    for (const map of maps) for (const [name, ps] of map) most.set(name, Math.max(most.get(name) ?? 0, ps));
    return most;
  };
  return {
    responses: longest(runs.map((one) => one.responses)),
    reactions: longest(runs.map((one) => one.reactions)),
    dataAges: longest(runs.map((one) => one.dataAges)),
  };
}
