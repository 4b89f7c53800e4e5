/** Least and most service against their definition: every window, one picosecond after the other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Wantings } from '../supply/least-supply.ts';
import { serviceWindows, windowLengths } from './service-window.ts';

test('the most service equals the most over every single window', () => {
  const stretches = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(stretches, fc.integer({ min: 1, max: 12 }), (pairs, period) => {
      let atPs = 0;
      const wantings = new Wantings();
      const { startPs, endPs } = wantings;
      for (const [wait, serve] of pairs) {
        wantings.open(atPs + wait);
        startPs.push(atPs + wait);
        atPs += wait + serve;
        endPs.push(atPs);
        wantings.close(atPs);
      }
      const isServed = (at: number) => startPs.some((from, i) => from <= at && at < endPs[i]!);
      for (const { lengthPs, mostPs } of serviceWindows(wantings, period)) {
        let naive = 0;
        for (let from = 0; from <= atPs; from++) {
          let served = 0;
          for (let at = from; at < from + lengthPs; at++) if (isServed(at)) served += 1;
          naive = Math.max(naive, served);
        }
        expect(mostPs).toBe(naive);
      }
    }),
    { seed: 20260101, numRuns: 150 },
  );
});

test('a vCPU that always wants and gets 2 of every 5', () => {
  const wantings = new Wantings();
  wantings.open(0);
  for (const atPs of [0, 5, 10, 15, 20]) {
    wantings.startPs.push(atPs);
    wantings.endPs.push(atPs + 2);
  }
  wantings.close(25);
  const at = (length: number) => serviceWindows(wantings, 5).find(({ lengthPs }) => lengthPs === length);
  expect(at(3)).toEqual({ lengthPs: 3, leastPs: 0, mostPs: 2 });
  expect(at(5)).toEqual({ lengthPs: 5, leastPs: 2, mostPs: 2 });
  expect(at(7)).toEqual({ lengthPs: 7, leastPs: 2, mostPs: 4 });
});

test('lengths rise, and reach three periods', () => {
  expect(windowLengths(1)).toEqual([1, 2, 3]);
  expect(windowLengths(10e9).at(-1)).toBe(30e9);
  expect(windowLengths(null)).toHaveLength(24);
});
