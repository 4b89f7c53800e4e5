import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PageMap, pageBytes } from './page-map.ts';

const rule = (pagePeriod: number, numbers: readonly number[], divisor = 1) => ({
  pagePeriod: pagePeriod * divisor,
  allows: (page: number) => numbers.includes(Math.floor(page / divisor) % pagePeriod),
});

test('pages ascend, obey every rule, and leave none out that all allow', () => {
  const subset = fc.subarray([0, 1, 2, 3], { minLength: 1 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), subset, subset, (firstPage, colours, banks) => {
      const rules = [rule(4, colours), rule(4, banks, 2)];
      const possible = Array.from({ length: 64 }, (_, i) => firstPage + i).filter((page) =>
        rules.every(({ allows }) => allows(page)),
      );
      fc.pre(possible.length > 0);
      const map = new PageMap(firstPage, rules);
      expect(possible.map((_, n) => map.page(n))).toEqual(possible);
      expect(map.contiguous).toBe(possible.length === 64);
      expect(map.address(5 * pageBytes + 17)).toBe(map.page(5) * pageBytes + 17);
    }),
    { seed: 20260101, numRuns: 200 },
  );
});

test('rules that leave no page are refused', () => {
  expect(() => new PageMap(0, [rule(2, [0]), rule(4, [1])])).toThrow('leave the VM at least one page');
});
