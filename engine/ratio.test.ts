import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InternalError } from './check.ts';
import { addRatios, ceilOf, compareRatios, floorOf, multiplyRatios, ratio, ratioOfDecimal } from './ratio.ts';

const parameters = { seed: 20260101, numRuns: 1000 };
const term = fc.integer({ min: -(2 ** 24), max: 2 ** 24 });
const anyRatio = fc
  .tuple(
    term,
    term.filter((d) => d !== 0),
  )
  .map(([n, d]) => ratio(n, d));

it('reduces and keeps the denominator positive', () => {
  expect(ratio(6, -8)).toEqual({ numerator: -3, denominator: 4 });
  expect(ratio(0, -5)).toEqual({ numerator: 0, denominator: 1 });
  expect(ratioOfDecimal('12.50')).toEqual({ numerator: 25, denominator: 2 });
  expect(ratioOfDecimal('-0.1')).toEqual({ numerator: -1, denominator: 10 });
});

it('refuses zero denominators, fractions and what leaves the exact range', () => {
  expect(() => ratio(1, 0)).toThrow(InternalError);
  expect(() => ratio(0.5, 1)).toThrow(InternalError);
  expect(() => ratioOfDecimal('1e3')).toThrow(InternalError);
  expect(() => multiplyRatios(ratio(2 ** 52, 1), ratio(3, 1))).toThrow(InternalError);
});

it('computes like fractions', () => {
  fc.assert(
    fc.property(anyRatio, anyRatio, (a, b) => {
      const left = BigInt(a.numerator) * BigInt(b.denominator);
      const right = BigInt(b.numerator) * BigInt(a.denominator);
      expect(Math.sign(compareRatios(a, b))).toBe(left < right ? -1 : left > right ? 1 : 0);
      const sum = addRatios(a, b);
      expect(BigInt(sum.numerator) * BigInt(a.denominator) * BigInt(b.denominator)).toBe(
        (left + right) * BigInt(sum.denominator),
      );
      const product = multiplyRatios(a, b);
      expect(BigInt(product.numerator) * BigInt(a.denominator) * BigInt(b.denominator)).toBe(
        BigInt(a.numerator) * BigInt(b.numerator) * BigInt(product.denominator),
      );
    }),
    parameters,
  );
});

it('takes floors and ceilings of shares, also of large and negative amounts', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), anyRatio, (amount, by) => {
      const product = BigInt(amount) * BigInt(by.numerator);
      const limit = BigInt(Number.MAX_SAFE_INTEGER) * BigInt(by.denominator);
      if (product > limit || product < -limit) return;
      const floor = BigInt(floorOf(amount, by)) * BigInt(by.denominator);
      const ceiling = BigInt(ceilOf(amount, by)) * BigInt(by.denominator);
      expect(floor <= product && product < floor + BigInt(by.denominator)).toBe(true);
      expect(ceiling >= product && ceiling - BigInt(by.denominator) < product).toBe(true);
    }),
    parameters,
  );
});
