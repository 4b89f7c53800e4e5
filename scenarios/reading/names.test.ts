import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNames } from './names.ts';

test('names are ordered by code units, copies by their number', () => {
  const sorted = ['B', 'a', 'a-b', 'x', 'x.0', 'x.2', 'x.10', 'x-y', 'z'].sort(compareNames);
  expect([...sorted].reverse().sort(compareNames)).toEqual(sorted);
  expect(['x.10', 'x.2', 'z', 'x.0', 'a', 'B'].sort(compareNames)).toEqual(['B', 'a', 'x.0', 'x.2', 'x.10', 'z']);
});

test('the order is total', () => {
  const name = fc
    .tuple(fc.constantFrom('a', 'b', 'ab', 'B'), fc.option(fc.nat({ max: 20 })))
    .map(([base, n]) => (n === null ? base : `${base}.${n}`));
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNames(a, b)) + Math.sign(compareNames(b, a))).toBe(0);
      expect(compareNames(a, b) === 0).toBe(a === b);
      if (compareNames(a, b) < 0 && compareNames(b, c) < 0) expect(compareNames(a, c)).toBeLessThan(0);
    }),
    { seed: 20260101, numRuns: 300 },
  );
});
