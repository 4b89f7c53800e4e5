import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactSum } from './exact-sum.ts';
import {
  countBeyond,
  distributionOf,
  exceedance,
  exceedancePointsMax,
  multisetOf,
  nearestRank,
  withItems,
} from './order-statistics.ts';
import { Sample } from './sample.ts';

const seed = 20260101;
const items = fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 400 });
const big = fc.array(fc.maxSafeInteger().map(Math.abs), { minLength: 1, maxLength: 200 });

/** The definition, word by word: the smallest item that at least the wished share of items does not exceed. */
function naiveRank(values: readonly number[], numerator: number, denominator: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending.find(
    (value) => values.filter((other) => other <= value).length * denominator >= numerator * values.length,
  )!;
}

describe('order statistics', () => {
  test('nearest rank is its definition', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 0, max: 1000 }), (values, perMille) => {
        expect(nearestRank(multisetOf(values), perMille, 1000)).toBe(naiveRank(values, perMille, 1000));
      }),
      { seed, numRuns: 200 },
    );
  });

  test('percentiles of 1 to 1000 are themselves', () => {
    const hundred = distributionOf(multisetOf(Array.from({ length: 1000 }, (_, i) => i + 1)), 500);
    expect([hundred.p50Ps, hundred.p90Ps, hundred.p99Ps, hundred.p999Ps, hundred.maxPs]).toEqual([
      500, 900, 990, 999, 1000,
    ]);
    expect(hundred.jitterPs).toBe(999);
  });

  test('an empty set has no statistic, and none is zero', () => {
    expect(distributionOf(multisetOf([]), null)).toEqual({
      count: 0,
      minPs: null,
      meanPs: null,
      p50Ps: null,
      p90Ps: null,
      p99Ps: null,
      p999Ps: null,
      maxPs: null,
      jitterPs: null,
      exceedance: [],
    });
  });

  test('adding items is building the set anew', () => {
    fc.assert(
      fc.property(items, items, (some, more) => {
        expect(withItems(multisetOf(some), more)).toEqual(multisetOf([...some, ...more]));
      }),
      { seed, numRuns: 100 },
    );
  });

  test('items beyond a limit are counted one by one', () => {
    fc.assert(
      fc.property(items, fc.nat({ max: 5_000 }), (values, limit) => {
        expect(countBeyond(multisetOf(values), limit, 'max')).toBe(values.filter((value) => value > limit).length);
        expect(countBeyond(multisetOf(values), limit, 'min')).toBe(values.filter((value) => value < limit).length);
      }),
      { seed, numRuns: 100 },
    );
  });
});

describe('exceedance', () => {
  test('every point tells the true share, the worst and the best are there, and 120 points are enough', () => {
    const many = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 3_000 });
    fc.assert(
      fc.property(many, (values) => {
        const points = exceedance(multisetOf(values));
        expect(points.length).toBeLessThanOrEqual(exceedancePointsMax);
        for (const [at, share] of points) {
          expect(share).toBe(values.filter((value) => value >= at).length / values.length);
        }
        expect(points[0]).toEqual([Math.min(...values), 1]);
        expect(points[points.length - 1]![0]).toBe(Math.max(...values));
        for (let i = 1; i < points.length; i++) expect(points[i]![0]).toBeGreaterThan(points[i - 1]![0]);
      }),
      { seed, numRuns: 60 },
    );
  });

  test('a million items keep to 120 points', () => {
    const values = Array.from({ length: 1_000_000 }, (_, i) => i);
    const points = exceedance(multisetOf(values, true));
    expect(points.length).toBeLessThanOrEqual(exceedancePointsMax);
    expect(points.length).toBeGreaterThan(100);
    expect(points[points.length - 1]).toEqual([999_999, 1e-6]);
  });
});

describe('exact sums', () => {
  test('equal the sum of big integers', () => {
    fc.assert(
      fc.property(big, (values) => {
        const sum = new ExactSum();
        for (const value of values) sum.add(value);
        const total = values.reduce((all, value) => all + BigInt(value), 0n);
        expect(sum.value()).toBe(total);
        const twice = new ExactSum();
        twice.addSum(sum);
        twice.addSum(sum);
        expect(twice.value()).toBe(2n * total);
      }),
      { seed, numRuns: 100 },
    );
  });

  test('means round half up', () => {
    const sum = new ExactSum();
    sum.add(3);
    expect(sum.mean(2)).toBe(2);
    expect(sum.mean(4)).toBe(1);
    expect(sum.mean(7)).toBe(0);
  });
});

describe('samples', () => {
  test('beyond the exact items: count, min, mean, max and the worst 100 stay exact, percentiles within a bucket', () => {
    const wide = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 200, maxLength: 600 });
    fc.assert(
      fc.property(wide, (values) => {
        const exact = new Sample();
        const folded = new Sample(150);
        for (const value of values) {
          exact.add(value);
          folded.add(value);
        }
        const truth = exact.distribution();
        const told = folded.distribution();
        for (const key of ['count', 'minPs', 'meanPs', 'maxPs', 'jitterPs'] as const)
          expect(told[key]).toBe(truth[key]);
        for (const key of ['p50Ps', 'p90Ps', 'p99Ps', 'p999Ps'] as const) {
          expect(told[key]!).toBeGreaterThanOrEqual(truth[key]!);
          expect(told[key]! - truth[key]!).toBeLessThanOrEqual(truth[key]! / 64);
        }
        const worst = [...values].sort((a, b) => a - b).slice(-100);
        const { values: kept, counts } = folded.multiset();
        const tail = kept.flatMap((value, i) => new Array<number>(counts[i]!).fill(value)).slice(-100);
        expect(tail).toEqual(worst);
      }),
      { seed, numRuns: 40 },
    );
  });
});
