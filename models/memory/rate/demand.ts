/**
 * What a program asks of the shared part of memory, averaged: the rate level's picture of it. Everything is an integer.
 * An *access* is one that leaves the private caches; what stays inside them is part of the execution between accesses.
 *
 * A miss curve says which part of these accesses would miss with so many lines of the shared cache at the program's
 * disposal. It is a step function: `lines[k]` ascending from 0, `misses[k]` (of 65536) not ascending; below `lines[k + 1]`
 * the value is `misses[k]`. The last value holds for ever (0, or what never comes back).
 */
import { check } from '../../../engine/check.ts';

/** Fractions of the rate level are integers of 2^-16. */
export const one = 65536;

export interface MissCurve {
  readonly lines: readonly number[];
  readonly misses: readonly number[];
}

export interface RateDemand {
  readonly name: string;
  /** Execution between two accesses, ps. */
  readonly gapPs: number;
  /** Accesses that may overlap, in 2^-16: `one` for dependent ones. */
  readonly overlap: number;
  /** The program waits for each access before it goes on; else latency hides behind execution as far as overlap reaches. */
  readonly dependent: boolean;
  readonly curve: MissCurve;
  /** Lines of different addresses that it touches: no more of the cache is ever its own. */
  readonly footprintLines: number;
  /** Lines written back per miss, in 2^-16. */
  readonly writeBacks: number;
  /** Misses that find their DRAM row open when the program is alone, in 2^-16. */
  readonly rowHits: number;
}

/** A program that never leaves its private caches. */
export const quiet = (demand: RateDemand): boolean => demand.footprintLines === 0;

/** Part of accesses that miss with `lines` lines, in 2^-16. */
export function missesAt(curve: MissCurve, lines: number): number {
  let low = 0;
  let high = curve.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (curve.lines[middle]! <= lines) low = middle;
    else high = middle - 1;
  }
  return curve.misses[low]!;
}

/** `InternalError` unless the curve is one. */
export function checkCurve(curve: MissCurve): void {
  check(curve.lines.length === curve.misses.length && curve.lines[0] === 0, 'a miss curve begins at 0 lines');
  for (let k = 1; k < curve.lines.length; k++) {
    check(curve.lines[k]! > curve.lines[k - 1]!, 'the lines of a miss curve ascend');
    check(curve.misses[k]! <= curve.misses[k - 1]!, 'more lines never miss more');
  }
  check(curve.misses[0]! <= one && curve.misses.at(-1)! >= 0, 'misses are between none and all');
}
