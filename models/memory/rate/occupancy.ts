/**
 * How a shared cache divides itself among the programs that use it at once, in equilibrium.
 *
 * By age: a line stays as long as it is touched again within the characteristic time of the cache, the time after which
 * the distinct lines touched by all fill it (Che, Tung and Wang, "Hierarchical Web caching systems", IEEE JSAC 20(7),
 * 2002). The lines that one program touches in a time grow by its misses, so they follow from its miss curve alone
 * (Denning and Schwartz, "Properties of the working-set model", CACM 15(3), 1972): growing from a to b lines takes
 * (b - a) / (access rate x miss ratio).
 *
 * By chance: every line is equally likely to go, so shares are in proportion to insertions; found by iteration.
 *
 * Times are in the caller's unit, below 2^53; results are whole lines.
 */
import { missesAt, one, type RateDemand } from './demand.ts';
import { scaled } from './scaled.ts';

const rounds = 24;
/** Halvings of the search for the characteristic time: from the longest to well below a line per program. */
const halvings = 60;

/** How the distinct lines that a program touches grow with its accesses: `lines[k]` after `accesses[k]`, linear between. */
export interface Growth {
  readonly lines: readonly number[];
  readonly accesses: readonly number[];
}

/** The growth that follows from the demand's miss curve; it ends where nothing misses any more. */
export function growthOf({ curve, footprintLines }: RateDemand): Growth {
  const lines = [0];
  const accesses = [0];
  for (let k = 0; k < curve.lines.length && curve.misses[k]! > 0; k++) {
    const from = Math.min(curve.lines[k]!, footprintLines);
    const to = Math.min(curve.lines[k + 1] ?? footprintLines, footprintLines);
    if (to === from) continue;
    lines.push(to);
    accesses.push(accesses.at(-1)! + scaled(to - from, one, curve.misses[k]!));
  }
  return { lines, accesses };
}

/** Distinct lines that the program touches within `time`, when one access takes `period`. */
export function linesWithin({ lines, accesses }: Growth, period: number, time: number): number {
  const made = time / period;
  let low = 0;
  let high = lines.length - 1;
  if (made >= accesses[high]!) return lines[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (accesses[middle]! <= made) low = middle;
    else high = middle;
  }
  return lines[low]! + scaled(made - accesses[low]!, lines[high]! - lines[low]!, accesses[high]! - accesses[low]!);
}

/**
 * Lines of each program in a cache of `cacheLines`; `periods[i]` is the time of one access. Writes into `out`.
 *
 * @param shares which part of its lines each program has here, 2^-16, when this is one pool of several; `out` holds the lines
 *   that the program would have if all of its pools were like this one
 * @param near where to look first: the result does not depend on it
 * @returns the characteristic time
 */
export function divideByAge(
  growths: readonly Growth[],
  periods: readonly number[],
  cacheLines: number,
  out: number[],
  shares: readonly number[] = growths.map(() => one),
  near = 0,
): number {
  const count = growths.length;
  let longest = 0;
  for (let i = 0; i < count; i++) longest = Math.max(longest, growths[i]!.accesses.at(-1)! * periods[i]!);
  const fits = (time: number): boolean => total(growths, periods, shares, time) <= cacheLines;
  let low = 0;
  let high = longest;
  if (fits(high)) low = high;
  else {
    const [below, above] = [near - Math.floor(near / 8), near + Math.floor(near / 8)];
    if (above < high && !fits(above)) high = above;
    if (below < high && fits(below)) low = below;
  }
  for (let step = 0; step < halvings && high - low > 1; step++) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  for (let i = 0; i < count; i++) out[i] = linesWithin(growths[i]!, periods[i]!, low);
  return low;
}

function total(
  growths: readonly Growth[],
  periods: readonly number[],
  shares: readonly number[],
  time: number,
): number {
  let sum = 0;
  for (let i = 0; i < growths.length; i++) sum += scaled(linesWithin(growths[i]!, periods[i]!, time), shares[i]!, one);
  return sum;
}

/** The same with eviction by chance: parts in proportion to insertions, nobody above its footprint. */
export function divideByChance(
  demands: readonly RateDemand[],
  periods: readonly number[],
  cacheLines: number,
  out: number[],
  shares: readonly number[] = demands.map(() => one),
): void {
  const count = demands.length;
  const limits = demands.map(({ footprintLines }, i) => scaled(footprintLines, shares[i]!, one));
  const whole = (i: number) =>
    out[i]! >= limits[i]! ? demands[i]!.footprintLines : scaled(out[i]!, one, Math.max(1, shares[i]!));
  const fits = limits.reduce((sum, limit) => sum + limit, 0) <= cacheLines;
  for (let i = 0; i < count; i++) out[i] = fits ? limits[i]! : Math.min(limits[i]!, Math.floor(cacheLines / count));
  if (fits) {
    for (let i = 0; i < count; i++) out[i] = whole(i);
    return;
  }
  const rates = new Array<number>(count).fill(0);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) {
      const part = scaled(missesAt(demands[i]!.curve, whole(i)), shares[i]!, one);
      rates[i] = scaled(part, 2 ** 30, Math.max(1, periods[i]!));
    }
    const parts = proportionalUpTo(rates, limits, cacheLines);
    for (let i = 0; i < count; i++) out[i] = Math.floor((out[i]! + parts[i]!) / 2);
  }
  for (let i = 0; i < count; i++) out[i] = whole(i);
}

/** Splits `total` in proportion to `rates`, no part above its `limit`; who is full leaves the rest to the others. */
function proportionalUpTo(rates: readonly number[], limits: readonly number[], total: number): number[] {
  const shares = rates.map(() => -1);
  let left = total;
  for (;;) {
    const open = shares.flatMap((share, i) => (share < 0 ? [i] : []));
    const sum = open.reduce((all, i) => all + rates[i]!, 0);
    const full = open.filter((i) => sum > 0 && scaled(left, rates[i]!, sum) >= limits[i]!);
    if (full.length === 0) {
      for (const i of open) shares[i] = sum === 0 ? 0 : scaled(left, rates[i]!, sum);
      return shares;
    }
    for (const i of full) shares[i] = Math.min(limits[i]!, left);
    left = Math.max(0, total - shares.reduce((all, share) => all + Math.max(0, share), 0));
    if (full.length === open.length) return shares;
  }
}
