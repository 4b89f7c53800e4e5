import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from './check.ts';
import { histogram, integerRoot, type Quantile, scaleByDraw, triangular, uniform, weibull } from './quantile.ts';
import { exponential, logarithm } from './weibull-knots.ts';

const parameters = { seed: 20260101, numRuns: 200 };
const draw = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const value = fc.oneof(fc.maxSafeNat(), fc.nat(1000), fc.nat(2 ** 31));
const three = fc.tuple(value, value, value).map((values) => values.sort((a, b) => a - b) as [number, number, number]);
const bins = fc.array(fc.tuple(fc.nat(1e9), fc.nat(2 ** 31)), { minLength: 2, maxLength: 12 }).map((edges) => {
  const ends = edges.map(([end]) => end).sort((a, b) => a - b);
  return ends.slice(1).map((max, i) => ({ min: ends[i]!, max, weight: edges[i]![1] + (i === 0 ? 1 : 0) }));
});

/** Every distribution, with its bounds. */
const anyQuantile: fc.Arbitrary<{ quantile: Quantile; min: number; max: number }> = fc.oneof(
  three.map(([min, , max]) => ({ quantile: uniform(min, max), min, max })),
  three.map(([min, mode, max]) => ({ quantile: triangular(min, mode, max), min, max })),
  three
    .filter(([min, mean, max]) => (mean - min) / (max - min) > 1e-6 || mean === min)
    .map(([min, mean, max]) => ({ quantile: weibull(min, mean, max), min, max })),
  bins.map((some) => ({ quantile: histogram(some), min: some[0]!.min, max: some[some.length - 1]!.max })),
);

/** Mean over evenly spaced draws, in the middle of each step. */
function meanOf(quantile: Quantile, steps = 1 << 16): number {
  let sum = 0;
  for (let n = 0; n < steps; n++) sum += quantile(Math.floor(((n + 0.5) * 2 ** 32) / steps)) / steps;
  return sum;
}

describe('every quantile function', () => {
  it('stays inside its bounds and gives integers', () => {
    fc.assert(
      fc.property(anyQuantile, fc.array(draw, { minLength: 5 }), ({ quantile, min, max }, some) => {
        for (const one of [0, 1, 2 ** 31, 2 ** 32 - 1, ...some]) {
          const x = quantile(one);
          expect(Number.isSafeInteger(x) && x >= min && x <= max, `${one} gives ${x}`).toBe(true);
        }
      }),
      parameters,
    );
  });

  it('never falls as the draw rises', () => {
    fc.assert(
      fc.property(anyQuantile, fc.array(draw, { minLength: 5 }), ({ quantile }, some) => {
        const neighbours = some.flatMap((one) => [one, Math.min(one + 1, 2 ** 32 - 1)]);
        const values = neighbours.sort((a, b) => a - b).map(quantile);
        for (let i = 1; i < values.length; i++) expect(values[i]! >= values[i - 1]!).toBe(true);
      }),
      parameters,
    );
  });

  it('refuses bounds in the wrong order, fractions and negative values', () => {
    for (const wrong of [
      () => uniform(2, 1),
      () => uniform(0.5, 1),
      () => triangular(1, 0, 2),
      () => triangular(-1, 0, 2),
      () => weibull(0, 3, 2),
      () => histogram([]),
      () => histogram([{ min: 0, max: 5, weight: 1.5 }]),
      () =>
        histogram([
          { min: 0, max: 5, weight: 1 },
          { min: 4, max: 6, weight: 1 },
        ]),
    ]) {
      expect(wrong).toThrow(InternalError);
    }
  });
});

describe('uniform', () => {
  it('reaches every value equally often', () => {
    const counts = new Array<number>(7).fill(0);
    const die = uniform(10, 16);
    for (let n = 0; n < 7000; n++) counts[die(Math.floor(((n + 0.5) * 2 ** 32) / 7000)) - 10]!++;
    expect(counts).toEqual(new Array(7).fill(1000));
    expect(die(0)).toBe(10);
    expect(die(2 ** 32 - 1)).toBe(16);
  });

  it('scales exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), draw, (range, one) => {
        expect(BigInt(scaleByDraw(range, one))).toBe((BigInt(range) * BigInt(one)) >> 32n);
      }),
      { ...parameters, numRuns: 5000 },
    );
  });
});

describe('triangular', () => {
  it('takes exact integer roots', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(100),
          fc.integer({ min: 0, max: 2 ** 52 }),
          fc.nat(2 ** 26).map((n) => n * n),
        ),
        (n) => {
          const root = BigInt(integerRoot(n));
          expect(root * root <= BigInt(n) && (root + 1n) * (root + 1n) > BigInt(n)).toBe(true);
        },
      ),
      { ...parameters, numRuns: 5000 },
    );
  });

  it.each([
    [0, 0, 1e9],
    [0, 1e9, 1e9],
    [5e8, 6e8, 1e9],
    [0, 5e8, 1e9],
  ])('has the mean and the quartiles of the triangle %i %i %i', (min, mode, max) => {
    const quantile = triangular(min, mode, max);
    const range = max - min;
    expect(Math.abs(meanOf(quantile) - (min + mode + max) / 3) / range).toBeLessThan(1e-6);
    for (const p of [0.25, 0.5, 0.75, 0.999]) {
      const share = (mode - min) / range;
      const exact = p < share ? min + range * Math.sqrt(p * share) : max - range * Math.sqrt((1 - p) * (1 - share));
      expect(Math.abs(quantile(Math.floor(p * 2 ** 32)) - exact) / range).toBeLessThan(2e-6);
    }
  });
});

describe('weibull', () => {
  it.each([0.9, 0.5, 0.2, 1 / 30, 0.01, 1e-3, 1e-5])('has its mean at share %d of the range', (share) => {
    const min = 1_000_000;
    const range = 1e12;
    const mean = min + Math.round(range * share);
    const quantile = weibull(min, mean, min + range);
    // Finer steps near the upper end, where small means are made: 64 pieces, each half of the one before.
    let sum = 0;
    for (let piece = 0; piece < 32; piece++) {
      const from = piece === 0 ? 0 : 2 ** 32 - 2 ** (32 - piece);
      const length = 2 ** (31 - piece);
      const steps = Math.min(length, 4096);
      let part = 0;
      for (let n = 0; n < steps; n++) part += quantile(Math.floor(from + ((n + 0.5) * length) / steps)) - min;
      sum += (part / steps) * length;
    }
    expect(Math.abs(sum / 2 ** 32 - (mean - min)) / range).toBeLessThan(1e-6);
    expect(quantile(0)).toBe(min);
    expect(min + range - quantile(2 ** 32 - 1)).toBeLessThan(range * 1e-3);
  });

  it('follows the truncated Weibull law (computed here with Math)', () => {
    const range = 1e9;
    const quantile = weibull(0, 3e8, range);
    // Shape from the median, then all other quantiles must lie on the same curve.
    const g = (p: number) => -Math.log(1 - 0.999 * p) / Math.log(1000);
    const exponent = Math.log(quantile(2 ** 31) / range) / Math.log(g(0.5));
    for (const p of [0.01, 0.1, 0.25, 0.75, 0.9, 0.99, 0.999, 0.9999]) {
      const exact = range * g(p) ** exponent;
      expect(Math.abs(quantile(Math.floor(p * 2 ** 32)) - exact) / range).toBeLessThan(5e-4);
    }
  });

  it('computes logarithms and exponentials to 14 digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1, noNaN: true }), (x) => {
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(Math.abs(Math.log(x)) * 1e-14 + 1e-16);
        expect(Math.abs(exponential(-x * 100) / Math.exp(-x * 100) - 1)).toBeLessThan(2e-14);
      }),
      { ...parameters, numRuns: 2000 },
    );
  });
});

describe('histogram', () => {
  it('chooses bins by weight and leaves gaps empty', () => {
    const quantile = histogram([
      { min: 0, max: 9, weight: 1 },
      { min: 50, max: 50, weight: 0 },
      { min: 100, max: 109, weight: 3 },
    ]);
    const counts = new Map<number, number>();
    for (let n = 0; n < 4000; n++) {
      const x = quantile(Math.floor(((n + 0.5) * 2 ** 32) / 4000));
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    for (const [x, count] of counts) expect(count).toBe(x < 50 ? 100 : 300);
  });
});
