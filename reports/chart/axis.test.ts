import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisUnit, log10, roundStep, tickLabel, ticksWithin } from './axis.ts';

test('log10 agrees with the engine’s own to 1e-12, over 30 decades', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-15, max: 1e15, noNaN: true }), (value) => {
      expect(Math.abs(log10(value) - Math.log10(value))).toBeLessThan(1e-12);
    }),
    { seed: 20260101, numRuns: 500 },
  );
  expect([1, 10, 1000, 1e-6].map(log10)).toEqual([0, 1, 3, -6].map((exact) => expect.closeTo(exact, 12)));
});

test('steps are the smallest round ones that keep the number of ticks', () => {
  expect(roundStep(16.8e9, 9)).toBe(2e9);
  expect(roundStep(10e12, 10)).toBe(1e12);
  expect(roundStep(1, 4)).toBe(1);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9e15 }), fc.integer({ min: 2, max: 12 }), (span, most) => {
      const step = roundStep(span, most);
      expect(Number.isInteger(step)).toBe(true);
      expect(ticksWithin(0, span, step).length).toBeLessThanOrEqual(most + 1);
    }),
    { seed: 20260101, numRuns: 300 },
  );
});

test('ticks lie within the range and pass through zero without a sign', () => {
  expect(ticksWithin(-6.6e9, 3e9, 2e9)).toEqual([-6e9, -4e9, -2e9, 0, 2e9]);
  expect(tickLabel(-6e9, axisUnit(7e9))).toBe('−6');
  expect(axisUnit(10e12).unit).toBe('s');
});
