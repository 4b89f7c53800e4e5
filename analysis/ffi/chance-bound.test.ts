/** The bound for zero events, beside the library's powers, and its published rule of thumb (3/N). */
import { expect, test } from 'vitest';
import { upperBound } from './chance-bound.ts';

test.each([1, 2, 3, 10, 300, 10_000, 1_000_000])('%i runs', (runs) => {
  expect(upperBound(runs)).toBeCloseTo(1 - 0.05 ** (1 / runs), 12);
  for (const share of [2, 7, 100]) expect(upperBound(runs, share)).toBeCloseTo(1 - (0.05 / share) ** (1 / runs), 12);
});

test('ten thousand runs allow three in ten thousand', () => {
  expect(upperBound(10_000)).toBeCloseTo(3.0e-4, 6);
  expect(upperBound(0)).toBe(1);
});
