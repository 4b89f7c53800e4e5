import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitByWeight } from './split.ts';

const whole = fc.integer({ min: 0, max: 2 ** 52 });

test('shares sum to the total and differ from the exact share by less than one', () => {
  fc.assert(
    fc.property(
      whole,
      fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 8 }),
      (total, weights) => {
        const out: number[] = [];
        const given = splitByWeight(total, weights, weights.length, out);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(given).toBe(sum > 0);
        expect(out.reduce((a, b) => a + b, 0)).toBe(given ? total : 0);
        if (!given) return;
        for (const [i, weight] of weights.entries()) {
          const exact = BigInt(total) * BigInt(weight);
          const distance = exact - BigInt(out[i]!) * BigInt(sum);
          expect(distance < BigInt(sum) && distance > -BigInt(sum)).toBe(true);
          if (weight === 0) expect(out[i]).toBe(0);
        }
      },
    ),
    { seed: 20260101, numRuns: 500 },
  );
});

test('a tie goes to the lower index', () => {
  const out: number[] = [];
  splitByWeight(5, [1, 1, 1], 3, out);
  expect(out).toEqual([2, 2, 1]);
});
