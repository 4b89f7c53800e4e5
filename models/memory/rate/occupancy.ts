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
 * All integers; times in the caller's unit (per access of each program), below 2^53.
 */
import { mulDivFloor } from '../../../engine/time.ts';
import { missesAt, one, type RateDemand } from './demand.ts';

/** Longer than any time of interest, and safe to add a few times. */
const forEver = 2 ** 50;
const rounds = 24;

/** Distinct lines that the program touches within `time`, when one access takes `period`; at most its footprint. */
export function linesWithin(demand: RateDemand, period: number, time: number): number {
  const { lines, misses } = demand.curve;
  let left = time;
  for (let k = 0; k < lines.length; k++) {
    const end = Math.min(k + 1 < lines.length ? lines[k + 1]! : demand.footprintLines, demand.footprintLines);
    const from = Math.min(lines[k]!, demand.footprintLines);
    if (misses[k] === 0 || from === end) {
      if (misses[k] === 0) return from;
      continue;
    }
    const growing = mulDivFloor(left, misses[k]!, period * one);
    if (growing < end - from) return from + growing;
    left -= mulDivFloor(end - from, period * one, misses[k]!);
    if (left <= 0) return end;
  }
  return demand.footprintLines;
}

/** Lines of each program in a cache of `cacheLines`; `periods[i]` is the time of one access. Writes into `out`. */
export function divideByAge(
  demands: readonly RateDemand[],
  periods: readonly number[],
  cacheLines: number,
  out: number[],
): void {
  const total = (time: number): number => {
    let sum = 0;
    for (let i = 0; i < demands.length; i++) sum += linesWithin(demands[i]!, periods[i]!, time);
    return sum;
  };
  let low = 0;
  let high = forEver;
  if (total(high) > cacheLines) {
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (total(middle) <= cacheLines) low = middle;
      else high = middle;
    }
    high = low;
  }
  for (let i = 0; i < demands.length; i++) out[i] = linesWithin(demands[i]!, periods[i]!, high);
}

/** The same with random eviction: shares in proportion to insertions, nobody above its footprint. */
export function divideByChance(
  demands: readonly RateDemand[],
  periods: readonly number[],
  cacheLines: number,
  out: number[],
): void {
  const count = demands.length;
  for (let i = 0; i < count; i++) out[i] = Math.min(demands[i]!.footprintLines, Math.floor(cacheLines / count));
  const rates = new Array<number>(count).fill(0);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) {
      rates[i] = mulDivFloor(missesAt(demands[i]!.curve, out[i]!), 2 ** 30, Math.max(1, periods[i]!));
    }
    const shares = proportionalUpTo(
      rates,
      demands.map(({ footprintLines }) => footprintLines),
      cacheLines,
    );
    for (let i = 0; i < count; i++) out[i] = Math.floor((out[i]! + shares[i]!) / 2);
  }
}

/** Splits `total` in proportion to `rates`, no part above its `limit`; who is full leaves the rest to the others. */
function proportionalUpTo(rates: readonly number[], limits: readonly number[], total: number): number[] {
  const shares = rates.map(() => -1);
  let left = total;
  for (;;) {
    const open = shares.flatMap((share, i) => (share < 0 ? [i] : []));
    const sum = open.reduce((all, i) => all + rates[i]!, 0);
    const full = open.filter((i) => sum === 0 || rates[i] === 0 || mulDivFloor(left, rates[i]!, sum) >= limits[i]!);
    if (full.length === 0) {
      for (const i of open) shares[i] = mulDivFloor(left, rates[i]!, sum);
      return shares;
    }
    for (const i of full) shares[i] = Math.min(limits[i]!, left);
    left = Math.max(0, total - shares.reduce((all, share) => all + Math.max(0, share), 0));
    if (full.length === open.length) return shares;
  }
}
