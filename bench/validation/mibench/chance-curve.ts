/**
 * Miss curves of caches that evict by chance, from stack distances that were counted for LRU.
 *
 * Between two touches of a line its program makes `accesses` accesses, of which the part `miss` puts a line in; with `lines` lines
 * held, each evicts any of them with equal chance, so the line survives with (1 - 1/lines)^(miss x accesses). Misses
 * follow from survival and survival from misses: the fixed point, found by halving, is the miss ratio (Fricker, Robert and
 * Roberts, "A versatile and accurate approximation for LRU cache performance", ITC 2012, use the same closure for random
 * replacement). Other programs in the cache need no term of their own: in equilibrium a program's share is what makes
 * its lines live equally long with and without them.
 *
 * How many accesses lie between two touches follows from the distances: the distinct lines that a program touches grow by
 * its LRU misses (Denning and Schwartz, CACM 15(3), 1972).
 *
 * Powers are by repeated multiplication and halving by exact steps, so all engines give the same digits.
 */
import { check } from '../../../engine/check.ts';
import { type MissCurve, one } from '../../../models/memory/rate/demand.ts';

/** Of the search for the fixed point: to less than a unit of the curve. */
const halvings = 16;

/** How often lines come back, per run of the program: `distances` ascending (lines), `counts` accesses of each. */
export interface Reuse {
  readonly distances: readonly number[];
  readonly counts: readonly number[];
  /** Accesses that no size of the cache serves. */
  readonly never: number;
}

/** The chance that one of `lines` lines is still there after `fills` fills, each into any of their places. 0..1. */
export function survives(lines: number, fills: number): number {
  check(!Number.isNaN(fills), 'a number of fills');
  if (fills <= 0) return 1;
  // Beyond that many fills the power is below the smallest double.
  if (lines <= 1 || fills > 800 * lines) return 0;
  const once = 1 - 1 / lines;
  const whole = Math.floor(fills);
  let power = once;
  let result = 1;
  for (let left = whole; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= power;
    power *= power;
  }
  // Between two whole numbers of fills: straight.
  return result * (1 - (fills - whole) / lines);
}

/** Accesses between two touches at each distance: what it takes to touch so many other lines. */
export function accessesBetween({ distances, counts, never }: Reuse): number[] {
  const total = counts.reduce((sum, count) => sum + count, never);
  check(total > 0, 'reuse counts at least one access');
  let missing = total;
  let accesses = 0;
  let lines = 0;
  return distances.map((distance, k) => {
    check(distance > lines, 'distances ascend');
    accesses += ((distance - lines) * total) / missing;
    lines = distance;
    missing = Math.max(missing - counts[k]!, 1e-9 * total);
    return accesses;
  });
}

/** Part of accesses (0..1) that miss when the program holds `lines` lines; `most` is known to be no less. */
export function chanceMisses(reuse: Reuse, lines: number, between = accessesBetween(reuse), most = 1): number {
  const total = reuse.counts.reduce((sum, count) => sum + count, reuse.never);
  const next = (miss: number): number => {
    let missed = reuse.never;
    for (let k = 0; k < between.length; k++) missed += reuse.counts[k]! * (1 - survives(lines, miss * between[k]!));
    return missed / total;
  };
  // The largest fixed point; `next` grows with `miss`.
  let low = Math.min(reuse.never / total, most);
  let high = most;
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (next(middle) >= middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The same as a curve of the rate level, at every `step` lines up to `most`. */
export function chanceCurve(reuse: Reuse, step: number, most: number): MissCurve {
  const between = accessesBetween(reuse);
  const lines: number[] = [];
  const misses: number[] = [];
  let part = 1;
  for (let at = 0; at <= most; at += step) {
    part = Math.min(part, chanceMisses(reuse, Math.max(1, at), between, part));
    lines.push(at);
    misses.push(Math.floor(one * part));
  }
  return { lines, misses };
}
