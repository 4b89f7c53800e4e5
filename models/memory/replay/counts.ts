/**
 * What a replay of a trace through I1, D1 and LL counts, and the rules of the counting. They are Cachegrind's (Valgrind
 * manual, "Cachegrind: a high-precision tracing profiler", section on simulation details; observed with Valgrind 3.19):
 *
 * 1. A miss installs the line as the youngest; stores allocate; nothing is written back.
 * 2. LL is looked up after a miss of I1 or D1 only. LL neither sees hits above it nor throws lines out of them.
 * 3. An access across a line border touches both lines but is one reference and at most one miss; when L1 missed, LL is
 *    looked up for both lines, also when only one of them missed, and counts at most one miss.
 * 4. A modify is one access and counts as a read.
 * 5. Data accesses longer than the shortest line are cut to it.
 */
import type { CacheGeometry } from '../geometry.ts';

export interface ReplayGeometry {
  readonly i1: CacheGeometry;
  readonly d1: CacheGeometry;
  readonly ll: CacheGeometry;
}

/** Cachegrind's nine counters: Ir I1mr ILmr, Dr D1mr DLmr, Dw D1mw DLmw. */
export interface ReplayCounts {
  readonly instructionRefs: number;
  readonly i1Misses: number;
  readonly llInstructionMisses: number;
  readonly reads: number;
  readonly d1ReadMisses: number;
  readonly llReadMisses: number;
  readonly writes: number;
  readonly d1WriteMisses: number;
  readonly llWriteMisses: number;
}

/** Order of the nine counters in an array: refs, L1 misses, LL misses of fetches, then of reads, then of writes. */
export function countsOf(nine: ArrayLike<number>): ReplayCounts {
  return {
    instructionRefs: nine[0]!,
    i1Misses: nine[1]!,
    llInstructionMisses: nine[2]!,
    reads: nine[3]!,
    d1ReadMisses: nine[4]!,
    llReadMisses: nine[5]!,
    writes: nine[6]!,
    d1WriteMisses: nine[7]!,
    llWriteMisses: nine[8]!,
  };
}

/** Takes batches of a trace (`../trace/record.ts`) and counts. */
export interface Replay {
  feed(words: Int32Array, count: number): void;
  counts(): ReplayCounts;
}
