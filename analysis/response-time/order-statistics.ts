/**
 * Nearest-rank order statistics and the exceedance curve of a multiset of durations, held as ascending distinct values
 * with counts. Integers only: rank r of n items is ceil(n * numerator / denominator), so every percentile is a value
 * that occurred. Definition: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2 names the family; nearest rank
 * is used because a deadline is broken by jobs, never by an interpolation between two.
 */
import type { Distribution } from '../fact.ts';

/** Ascending distinct values and how often each occurs (> 0). */
export interface Multiset {
  readonly values: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
}

export const emptyMultiset: Multiset = { values: [], counts: [], count: 0 };

/** Builds a multiset from values in any order; `sorted` says that they ascend already. */
export function multisetOf(items: readonly number[], sorted = false): Multiset {
  const ascending = sorted ? items : Float64Array.from(items).sort();
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of ascending) {
    if (value === values[values.length - 1]) counts[counts.length - 1]! += 1;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts, count: items.length };
}

/** Union with a few further items. */
export function withItems(base: Multiset, items: readonly number[]): Multiset {
  if (items.length === 0) return base;
  const counts = new Map<number, number>(base.values.map((value, i) => [value, base.counts[i]!]));
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  const entries = [...counts].sort(([a], [b]) => a - b);
  return {
    values: entries.map(([value]) => value),
    counts: entries.map(([, count]) => count),
    count: base.count + items.length,
  };
}

/** The smallest value that at least `numerator / denominator` of the items do not exceed; null when there is none. */
export function nearestRank(multiset: Multiset, numerator: number, denominator: number): number | null {
  if (multiset.count === 0) return null;
  const rank = Math.max(1, Math.ceil((multiset.count * numerator) / denominator));
  let seen = 0;
  for (let i = 0; i < multiset.values.length; i++) {
    seen += multiset.counts[i]!;
    if (seen >= rank) return multiset.values[i]!;
  }
  return null;
}

/** How many items lie above `limit` (`max`) or below it (`min`). */
export function countBeyond(multiset: Multiset, limit: number, comparison: 'max' | 'min'): number {
  let beyond = 0;
  for (let i = 0; i < multiset.values.length; i++) {
    const value = multiset.values[i]!;
    if (comparison === 'max' ? value > limit : value < limit) beyond += multiset.counts[i]!;
  }
  return beyond;
}

/** Points of the exceedance curve: the worst items one by one, below them ranks that grow by a constant factor. */
export const exceedancePointsMax = 120;
const worstPoints = 40;

/**
 * Ranks from the top (1 = worst), ascending, at most `exceedancePointsMax` of them, first and last included. The factor
 * is the smallest of 65/64, 66/64, ... that fits, so no logarithm is needed.
 */
function ranksFromTop(count: number): number[] {
  for (let growth = 65; ; growth++) {
    const ranks: number[] = [];
    let rank = 1;
    while (rank < count && ranks.length < exceedancePointsMax) {
      ranks.push(rank);
      rank = rank < worstPoints ? rank + 1 : Math.max(rank + 1, Math.floor((rank * growth) / 64));
    }
    if (ranks.length < exceedancePointsMax) return [...ranks, count];
  }
}

/** [value, share of items >= value], values ascending, so shares descend from 1. */
export function exceedance(multiset: Multiset): (readonly [number, number])[] {
  const { values, counts, count } = multiset;
  if (count === 0) return [];
  const points: (readonly [number, number])[] = [];
  const ranks = ranksFromTop(count);
  let next = 0;
  let atLeast = 0;
  for (let i = values.length - 1; i >= 0 && next < ranks.length; i--) {
    atLeast += counts[i]!;
    if (atLeast < ranks[next]!) continue;
    points.push([values[i]!, atLeast / count]);
    while (next < ranks.length && ranks[next]! <= atLeast) next++;
  }
  return points.reverse();
}

/** All order statistics of a multiset whose exact mean is known. */
export function distributionOf(multiset: Multiset, meanPs: number | null): Distribution {
  const { values, count } = multiset;
  const minPs = count === 0 ? null : values[0]!;
  const maxPs = count === 0 ? null : values[values.length - 1]!;
  return {
    count,
    minPs,
    meanPs: count === 0 ? null : meanPs,
    p50Ps: nearestRank(multiset, 50, 100),
    p90Ps: nearestRank(multiset, 90, 100),
    p99Ps: nearestRank(multiset, 99, 100),
    p999Ps: nearestRank(multiset, 999, 1000),
    maxPs,
    jitterPs: minPs === null || maxPs === null ? null : maxPs - minPs,
    exceedance: exceedance(multiset),
  };
}
