/** Known answers of published tables and of another implementation, and laws against counting every sign pattern. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fewestPairs, holm, medianOf, mostRanked, testPairs } from './paired-test.ts';

const seed = 20260101;

/** The definition: every pattern of signs over the same sizes, with mid-ranks. */
function naiveP(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0);
  const rankOf = (d: number): number => {
    const below = sizes.filter((one) => Math.abs(one) < Math.abs(d)).length;
    const same = sizes.filter((one) => Math.abs(one) === Math.abs(d)).length;
    return below + (same + 1) / 2;
  };
  const ranks = sizes.map(rankOf);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const lesser = (positive: number): number => Math.min(positive, total - positive);
  const seen = lesser(ranks.reduce((sum, rank, i) => sum + (sizes[i]! > 0 ? rank : 0), 0));
  let atMost = 0;
  for (let pattern = 0; pattern < 2 ** ranks.length; pattern++) {
    const positive = ranks.reduce((sum, rank, i) => sum + ((pattern >> i) % 2 === 1 ? rank : 0), 0);
    if (lesser(positive) <= seen) atMost += 1;
  }
  return atMost / 2 ** ranks.length;
}

describe('signed ranks', () => {
  test("Darwin's maize, as SciPy 1.11 documents scipy.stats.wilcoxon: W = 24, p = 0.041259765625", () => {
    const {
      pValue,
      test: used,
      effect,
      medianDifference,
    } = testPairs([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]);
    expect(pValue).toBe(0.041259765625);
    expect(used).toBe('wilcoxon');
    expect(effect).toBe((96 - 24) / 120);
    expect(medianDifference).toBe(24);
  });

  // Two-sided 5 % points of W (Wilcoxon and Wilcox 1964): the largest W that is significant.
  test.each([
    [6, 0],
    [8, 3],
    [10, 8],
    [15, 25],
    [20, 52],
    [25, 89],
  ])('with %i pairs, %i is the last significant sum', (n, critical) => {
    const withSum = (sum: number): number[] => {
      let left = sum;
      const signs: number[] = [];
      for (let rank = n; rank >= 1; rank--) {
        const isNegative = rank <= left;
        if (isNegative) left -= rank;
        signs.push(isNegative ? -rank : rank);
      }
      return signs;
    };
    expect(testPairs(withSum(critical)).pValue).toBeLessThanOrEqual(0.05);
    expect(testPairs(withSum(critical + 1)).pValue).toBeGreaterThan(0.05);
  });

  test('equals counting every pattern of signs, ties and zeros included', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 10 }), (differences) => {
        expect(testPairs(differences).pValue).toBe(naiveP(differences));
      }),
      { seed, numRuns: 200 },
    );
  });

  test('swapping the two policies turns every sign and no p-value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 130 }), (differences) => {
        const one = testPairs(differences);
        const other = testPairs(differences.map((d) => -d));
        expect(other.pValue).toBe(one.pValue);
        expect(other.effect! + one.effect!).toBe(0);
        expect(other.medianDifference! + one.medianDifference!).toBe(0);
        if (one.interval !== null)
          expect(other.interval!.map((end) => 0 - end).reverse()).toEqual(one.interval.map((end) => 0 + end));
      }),
      { seed, numRuns: 100 },
    );
  });

  test('above the counted number of pairs the sign test takes over', () => {
    const differences = Array.from({ length: mostRanked + 1 }, (_, i) => (i < 60 ? 1 + i : -1 - i));
    const { test: used, pValue } = testPairs(differences);
    expect(used).toBe('sign');
    // 2 P(X <= 41), X binomial (101, 1/2): sum of C(101, k), k = 0 ... 41, over 2^100, with whole numbers.
    let choose = 1n;
    let sum = 0n;
    for (let k = 0n; k <= 41n; k++) {
      sum += choose;
      choose = (choose * (101n - k)) / (k + 1n);
    }
    expect(pValue).toBeCloseTo(Number((sum * 10n ** 18n) / 2n ** 100n) / 1e18, 14);
  });
});

describe('the interval of the median difference', () => {
  // Conover, table A3 / the classic table of nonparametric intervals of the median: ranks for 95 %.
  test.each([
    [6, 1],
    [9, 2],
    [12, 3],
    [20, 6],
    [25, 8],
  ])('of %i pairs runs from the %i-th smallest to the same largest', (n, k) => {
    const differences = Array.from({ length: n }, (_, i) => i + 1);
    expect(testPairs(differences).interval).toEqual([k, n + 1 - k]);
  });

  test('does not exist below six pairs, nor can signed ranks show anything there', () => {
    const rising = (n: number) => testPairs(Array.from({ length: n }, (_, i) => i + 1));
    expect(rising(fewestPairs - 1).interval).toBeNull();
    expect(rising(fewestPairs - 1).pValue).toBeGreaterThan(0.05);
    expect(rising(fewestPairs).pValue).toBeLessThan(0.05);
  });
});

test('nothing differs: no effect, p = 1', () => {
  expect(testPairs([0, 0, 0, 0, 0, 0, 0])).toEqual({
    n: 7,
    medianDifference: 0,
    interval: [0, 0],
    pValue: 1,
    test: 'wilcoxon',
    effect: 0,
  });
  expect(testPairs([])).toMatchObject({ n: 0, medianDifference: null, pValue: null, effect: null });
  expect(medianOf([1, 2, 3, 10])).toBe(2.5);
});

test("Holm's worked steps: each p times the number of those not smaller, never falling", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});
