import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparedPair,
  count,
  decimalsApart,
  duration,
  engineering,
  margin,
  milliseconds,
  percentage,
  plainDuration,
  roughPercentage,
  roundedParts,
  signedMilliseconds,
} from './number.ts';

const fixed = { seed: 20260101, numRuns: 300 };
const factors: Readonly<Record<string, number>> = { ps: 1, ns: 1e3, µs: 1e6, ms: 1e9, s: 1e12, '%': 1 };
const sizeOf = ({ value, unit }: { value: string; unit: string }) =>
  Number(value.replaceAll('\u202f', '').replace('−', '-')) * factors[unit]!;

describe('engineering', () => {
  test.each([
    [0, '0 ms'],
    [1, '1 ps'],
    [999, '999 ps'],
    [1_000, '1.00 ns'],
    [75_000_000, '75.0 µs'],
    [8_160_000_000, '8.16 ms'],
    [999_600_000, '1.00 ms'],
    [160_000_000_000, '160 ms'],
    [1_850_000_000_000, '1.85 s'],
    [4_200_000_000_000_000, '4\u202f200 s'],
    [-160_000_000, '−160 µs'],
  ])('%d ps is %s', (ps, text) => expect(duration(ps)).toBe(text));

  test('three digits are within half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9e15 }), (ps) => {
        const printed = sizeOf(engineering(ps));
        return Math.abs(printed - ps) <= ps * 0.005 + 1e-6;
      }),
      fixed,
    );
  });

  test('a round duration has no idle zeros', () => {
    expect([10e12, 16.667e9, 5e8, 1e9].map(plainDuration)).toEqual(['10 s', '16.667 ms', '500 µs', '1 ms']);
  });
});

describe('rounding never changes a verdict', () => {
  test('digits are added until the pair shows its order', () => {
    const [observed, limit] = comparedPair('ps', 8_000_400_000, 8_000_000_000);
    expect([observed.value, limit.value]).toEqual(['8.0004', '8.0000']);
  });

  test('for any two times and any two shares', () => {
    const near = fc.tuple(fc.integer({ min: 1, max: 8e12 }), fc.integer({ min: -50, max: 50 }));
    fc.assert(
      fc.property(near, ([limit, distance]) => {
        const value = Math.max(1, limit + distance);
        const [a, b] = comparedPair('ps', value, limit);
        expect(Math.sign(sizeOf(a) - sizeOf(b))).toBe(Math.sign(value - limit));
      }),
      fixed,
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const [first, second] = comparedPair('fraction', a / 1e6, b / 1e6);
        expect(Math.sign(sizeOf(first) - sizeOf(second))).toBe(Math.sign(a - b));
      }),
      fixed,
    );
  });

  test.each([
    [1.02, 'violated', '+2.0 %'],
    [1.71, 'violated', '+71 %'],
    [1.0000004, 'violated', '+0.00004 %'],
    [9.4, 'violated', '×9.4'],
    [0.923, 'met', '7.7 % left'],
    [1, 'met', '0 % left'],
    [0.9999999, 'met', '0.00001 % left'],
    [0.0004, 'met', '99.96 % left'],
    [0, 'met', '100 % left'],
  ] as const)('ratio %d, %s: %s', (ratio, verdict, text) => expect(margin(ratio, verdict)).toBe(text));

  test('times in a table keep their order in print', () => {
    expect(decimalsApart(8_000_400_000, 8_000_000_000)).toBe(4);
    expect(decimalsApart(8_160_000_000, 8_000_000_000)).toBe(3);
  });

  test('rough shares never become nothing or everything', () => {
    expect([0, 0.0001, 0.0921, 0.7, 0.9999, 1].map(roughPercentage)).toEqual([
      '0 %',
      '<0.1 %',
      '9.2 %',
      '70 %',
      '>99 %',
      '100 %',
    ]);
  });
});

test('rounded parts add up to the rounded total, each within one step', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e10 }), { minLength: 1, maxLength: 20 }), (parts) => {
      const rounded = roundedParts(parts, 1e6);
      const total = parts.reduce((sum, part) => sum + part, 0);
      expect(rounded.reduce((sum, part) => sum + part, 0)).toBe(Math.round(total / 1e6) * 1e6);
      rounded.forEach((part, index) => {
        expect(Math.abs(part - parts[index]!)).toBeLessThan(1e6);
      });
    }),
    fixed,
  );
});

test('tables, counts and shares', () => {
  expect([milliseconds(8_160_400_000), milliseconds(2_004_040_000_000, 2)]).toEqual(['8.160', '2\u202f004.04']);
  expect([0.49e9, -0.421e9, 10].map((ps) => signedMilliseconds(ps))).toEqual(['+0.490', '−0.421', '0.000']);
  expect([999, 1000, 1234567].map(count)).toEqual(['999', '1\u202f000', '1\u202f234\u202f567']);
  expect([percentage(0.0712), percentage(0.1), percentage(0)].map(({ value }) => value)).toEqual(['7.12', '10.0', '0']);
});
