import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatQuantity, parseQuantity, type QuantityKind, time, unitsOf } from './parameter.ts';

describe('reading quantities', () => {
  test.each<[QuantityKind, string, number]>([
    ['time', '6 ms', 6e9],
    ['time', '6ms', 6e9],
    ['time', '16667 us', 16_667_000_000],
    ['time', '0.400 ms', 400_000_000],
    ['time', '1 min', 60e12],
    ['time', '0.001 ns', 1],
    ['size', '64 KiB', 65_536],
    ['size', '1.8 MB', 1_800_000],
    ['rate', '500 kbit/s', 62_500],
    ['rate', '265.6 MB/s', 265_600_000],
    ['frequency', '1.2 GHz', 1_200_000_000],
    ['share', '10 %', 0.1],
    ['cycles', '5 kcycles', 5000],
    ['speed', '3000 rpm', 3000],
  ])('%s %s', (kind, text, value) => expect(parseQuantity(kind, text)).toBe(value));

  test.each<[QuantityKind, string, string]>([
    ['time', '5', 'needs a unit: 5 is a bare number'],
    ['time', '-1', 'cannot be negative, found -1'],
    ['time', '-5 ms', 'cannot be negative, found -5 ms'],
    ['time', '20 Ms', '"Ms" is not a unit of time'],
    ['rate', '265.6 MB', '"MB" is not a unit of rate (it is a unit of size)'],
    ['size', '512 KB', '"KB" is not a unit of size'],
    ['time', '0.0001 ns', '0.0001 ns is not a whole number of picoseconds'],
    ['rate', '1 bit/s', '1 bit/s is not a whole number of bytes per second'],
    ['time', '9008 s', '9008 s is too large'],
    ['time', '1e400', 'expects a time like "5 ms", found "1e400"'],
    ['time', 'soon', 'expects a time like "5 ms", found "soon"'],
    ['time', '', 'expects a time like "5 ms", found ""'],
    ['time', '5 ms 3 us', 'expects a time like "5 ms", found "5 ms 3 us"'],
  ])('%s %j is a problem', (kind, text, message) => expect(parseQuantity(kind, text)).toMatchObject({ message }));

  test('the schema gives the code unit, and passes on what is in it already', () => {
    expect(time().parse('5 ms')).toBe(5e9);
    expect(time().parse(7)).toBe(7);
    expect(time().safeParse('5').error?.issues[0]).toMatchObject({
      code: 'custom',
      params: { help: [expect.stringMatching(/"5 ms"/)] },
    });
  });
});

describe('writing quantities', () => {
  test.each<[QuantityKind, number, string]>([
    ['time', 6e9, '6 ms'],
    ['time', 100e9, '100 ms'],
    ['time', 16_667_000_000, '16667 us'],
    ['time', 0, '0 s'],
    ['time', 1, '1 ps'],
    ['size', 65_536, '64 KiB'],
    ['size', 2_000_000, '2 MB'],
    ['frequency', 1_200_000_000, '1200 MHz'],
    ['share', 0.1, '10 %'],
  ])('%s %d is %s', (kind, value, text) => expect(formatQuantity(kind, value)).toBe(text));

  const wholeKinds = (Object.keys(unitsOf) as QuantityKind[]).filter((kind) => kind !== 'share');
  test('what is written reads back as the same number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...wholeKinds), fc.maxSafeNat(), (kind, value) => {
        expect(parseQuantity(kind, formatQuantity(kind, value))).toBe(value);
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });

  test('percentages of up to three decimals read back as the same share', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), (thousandths) => {
        const share = parseQuantity('share', `${thousandths / 1000} %`) as number;
        expect(parseQuantity('share', formatQuantity('share', share))).toBe(share);
      }),
      { seed: 20260101, numRuns: 500 },
    );
  });
});
