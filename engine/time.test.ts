import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InternalError } from './check.ts';
import { ClockDomain, cyclesToPs, maxTimePs, mulDivCeil, mulDivFloor, psPer } from './time.ts';

const parameters = { seed: 20260101, numRuns: 3000 };
const hertz = fc.oneof(fc.integer({ min: 1, max: 9e9 }), fc.constantFrom(1.2e9, 300e6, 3, 9e9, 2 ** 32));
const amount = fc.oneof(fc.maxSafeNat(), fc.nat(1e6));

describe('clock', () => {
  it('has every edge at the floor of its true instant, and rounds durations up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), hertz, (n, hz) => {
        const numerator = BigInt(n) * 10n ** 12n;
        if (numerator / BigInt(hz) >= BigInt(maxTimePs)) return;
        expect(BigInt(new ClockDomain(hz).edgeAtPs(n))).toBe(numerator / BigInt(hz));
        expect(BigInt(cyclesToPs(n, hz))).toBe((numerator + BigInt(hz) - 1n) / BigInt(hz));
      }),
      parameters,
    );
  });

  it('does not drift: three cycles of 3 GHz are one nanosecond, a billion times over', () => {
    const clock = new ClockDomain(3e9);
    expect([1, 2, 3, 4].map((n) => clock.edgeAtPs(n))).toEqual([333, 666, 1000, 1333]);
    expect(clock.edgeAtPs(3e9)).toBe(psPer.s);
    expect(clock.cyclesToPs(1)).toBe(334);
  });

  it('refuses clocks and counts that it cannot keep exactly', () => {
    for (const hz of [0, -1, 1.5, 1e10, Number.NaN]) expect(() => new ClockDomain(hz)).toThrow(InternalError);
    for (const n of [-1, 0.5, 2 ** 53]) expect(() => cyclesToPs(n, 1e9)).toThrow(InternalError);
    expect(() => cyclesToPs(1e10, 1)).toThrow(InternalError);
  });
});

describe('mulDiv', () => {
  it('is exact, below 2^53 and above', () => {
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (a, b, c) => {
        const product = BigInt(a) * BigInt(b);
        if (product / BigInt(c) >= BigInt(maxTimePs)) {
          expect(() => mulDivCeil(a, b, c)).toThrow(InternalError);
          return;
        }
        expect(BigInt(mulDivFloor(a, b, c))).toBe(product / BigInt(c));
        expect(BigInt(mulDivCeil(a, b, c))).toBe((product + BigInt(c) - 1n) / BigInt(c));
      }),
      parameters,
    );
  });

  it('is exact where the quotient is corrected: near multiples, at the borders of halves', () => {
    const near = fc
      .tuple(
        fc.integer({ min: 1, max: 2 ** 50 - 1 }),
        fc.integer({ min: 1, max: 2 ** 26 }),
        fc.integer({ min: -2, max: 2 }),
      )
      .map(([c, factor, shift]) => [Math.min(maxTimePs, Math.max(1, c + shift)), factor, c] as const);
    const spread = fc
      .tuple(amount, amount, fc.integer({ min: 1, max: 2 ** 50 - 1 }))
      .filter(([a, b, c]) => (a / c) * b < 2 ** 50);
    const powers = fc
      .tuple(
        fc.integer({ min: 20, max: 52 }),
        fc.integer({ min: 20, max: 52 }),
        fc.integer({ min: 30, max: 49 }),
        fc.integer({ min: -1, max: 1 }),
      )
      .filter(([a, b, c]) => a + b - c < 49)
      .map(([a, b, c, shift]) => [2 ** a + shift, 2 ** b - shift, 2 ** c + shift] as const);
    fc.assert(
      fc.property(fc.oneof(near, spread, powers), ([a, b, c]) => {
        const product = BigInt(a) * BigInt(b);
        expect(BigInt(mulDivFloor(a, b, c))).toBe(product / BigInt(c));
        expect(BigInt(mulDivCeil(a, b, c))).toBe((product + BigInt(c) - 1n) / BigInt(c));
      }),
      { ...parameters, numRuns: 20_000 },
    );
  });
});
