import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareProducts } from './compare-products.ts';

it('is exact, far apart, close together and equal', () => {
  const any = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  const near = fc
    .tuple(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.integer({ min: 1, max: 2 ** 12 }),
      fc.integer({ min: 1, max: 2 ** 12 }),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([base, x, y, shift]) => [base * x, y, base * y + shift, x] as const);
  fc.assert(
    fc.property(fc.oneof(fc.tuple(any, any, any, any), near), ([a, b, c, d]) => {
      const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
      expect(Math.sign(compareProducts(a, b, c, d))).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
    }),
    { seed: 20260101, numRuns: 5000 },
  );
});
