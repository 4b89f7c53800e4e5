import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from '../check.ts';
import { bucketOf, bucketStart, Distribution, Histogram } from './histogram.ts';

const parameters = { seed: 20260101, numRuns: 300 };
const value = fc.oneof(fc.nat(300), fc.nat(1e6), fc.maxSafeNat());

describe('buckets', () => {
  it('hold their values, one after the other, and are at most 1/64 wide', () => {
    fc.assert(
      fc.property(value, (x) => {
        const bucket = bucketOf(x);
        const start = bucketStart(bucket);
        const end = bucketStart(bucket + 1);
        expect(start <= x && x < end).toBe(true);
        expect(bucketOf(start)).toBe(bucket);
        expect(bucketOf(end - 1)).toBe(bucket);
        expect((end - start) * 64 <= Math.max(start, 64)).toBe(true);
      }),
      { ...parameters, numRuns: 5000 },
    );
    expect(bucketOf(Number.MAX_SAFE_INTEGER)).toBeLessThan(3200);
  });
});

describe('distribution', () => {
  it('agrees with sorted values: counts and extremes exactly, quantiles within 1 %', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 1000 }),
        (xs, permille) => {
          const distribution = new Distribution(5);
          for (const [i, x] of xs.entries()) distribution.add(x, i, i * 10);
          const sorted = xs.toSorted((a, b) => a - b);
          expect([distribution.count, distribution.min, distribution.max]).toEqual([
            xs.length,
            sorted[0],
            sorted[xs.length - 1],
          ]);
          const exact = sorted[Math.max(1, Math.ceil((xs.length * permille) / 1000)) - 1]!;
          expect(Math.abs(distribution.quantile(permille, 1000) - exact)).toBeLessThanOrEqual(exact / 100);
          const worst = xs
            .map((x, item) => ({ value: x, item, atPs: item * 10 }))
            .sort((a, b) => b.value - a.value || a.item - b.item)
            .slice(0, 5);
          expect(distribution.worst).toEqual(worst);
          let counted = 0;
          distribution.forEachBucket((first, last, count) => {
            counted += count;
            expect(xs.filter((x) => x >= first && x <= last).length).toBe(count);
          });
          expect(counted).toBe(xs.length);
        },
      ),
      parameters,
    );
  });

  it('has no quantile without values and refuses what is no amount', () => {
    const distribution = new Distribution(1);
    expect(distribution.quantile(1, 2)).toBeNaN();
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => distribution.add(wrong, 0, 0)).toThrow(InternalError);
  });
});

describe('histogram', () => {
  it('observes one kind, per subject', () => {
    const histogram = new Histogram(2, 1);
    histogram.record(2, 10, 7, 1, -1, 100);
    histogram.record(2, 20, 3, 2, -1, 50);
    histogram.record(1, 30, 7, 3, -1, 999);
    histogram.record(2, 40, 7, 4, -1, 300);
    expect(histogram.subjects()).toEqual([3, 7]);
    expect(histogram.of(7)?.count).toBe(2);
    expect(histogram.of(7)?.worst).toEqual([{ value: 300, item: 4, atPs: 40 }]);
    expect(histogram.of(99)).toBeNull();
  });
});
