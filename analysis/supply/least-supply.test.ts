import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  leastSupplyCurve,
  leastSupplyPs,
  longestFirst,
  SupplyObserver,
  supplyPointsMax,
  Wantings,
} from './least-supply.ts';

const seed = 20260101;

/** Stretches of waiting and service from a list of lengths: waits, serves, waits, ... */
function addWanting(
  wantings: Wantings,
  fromPs: number,
  lengths: readonly (readonly [number, number])[],
  tailPs: number,
): void {
  wantings.open(fromPs);
  let atPs = fromPs;
  for (const [wait, serve] of lengths) {
    wantings.startPs.push(atPs + wait);
    atPs += wait + serve;
    wantings.endPs.push(atPs);
  }
  wantings.close(atPs + tailPs);
}

const lengths = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 9 })), { maxLength: 12 });
const wantings = fc.array(fc.tuple(lengths, fc.nat({ max: 9 })), { minLength: 1, maxLength: 4 }).map((all) => {
  const made = new Wantings();
  all.forEach(([pairs, tail], i) => void addWanting(made, 1_000 * i, pairs, tail));
  return made;
});

/** The definition: every start of every window, one picosecond after the other. */
function naiveLeast({ fromPs, toPs, startPs, endPs }: Wantings, length: number): number | null {
  let least: number | null = null;
  fromPs.forEach((from, wanting) => {
    for (let start = from; start + length <= toPs[wanting]!; start++) {
      let served = 0;
      for (let at = start; at < start + length; at++) {
        if (startPs.some((begin, i) => begin <= at && at < endPs[i]!)) served += 1;
      }
      if (least === null || served < least) least = served;
    }
  });
  return least;
}

describe('least supply', () => {
  test('equals the least over every single window', () => {
    fc.assert(
      fc.property(wantings, fc.integer({ min: 1, max: 60 }), (all, length) => {
        expect(leastSupplyPs(all, longestFirst(all), length)).toBe(naiveLeast(all, length));
      }),
      { seed, numRuns: 300 },
    );
  });

  test('the curve starts at zero, never falls, rises no faster than time in one stretch of wanting, has at most 60 points', () => {
    fc.assert(
      fc.property(wantings, fc.option(fc.integer({ min: 1, max: 30 })), (all, period) => {
        const curve = leastSupplyCurve(all, period);
        expect(curve.length).toBeLessThanOrEqual(supplyPointsMax);
        if (curve.length > 0) expect(curve[0]).toEqual([0, 0]);
        for (let i = 1; i < curve.length; i++) {
          const [lengthPs, servicePs] = curve[i]!;
          const [beforePs, beforeServicePs] = curve[i - 1]!;
          expect(lengthPs).toBeGreaterThan(beforePs);
          expect(servicePs - beforeServicePs).toBeGreaterThanOrEqual(0);
          // A longer window may lie in another stretch of wanting, and a better served one.
          if (all.count === 1) expect(servicePs - beforeServicePs).toBeLessThanOrEqual(lengthPs - beforePs);
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  test('a vCPU that gets 2 of every 5 waits twice 3 at worst', () => {
    const supply = new SupplyObserver(1);
    // Served at the start of one period and at the end of the next: 6 without service in between.
    supply.changed(0, 'run', 0);
    supply.changed(0, 'depleted', 2);
    supply.changed(0, 'ready', 5);
    supply.changed(0, 'run', 8);
    supply.changed(0, 'depleted', 10);
    supply.end(10);
    expect(leastSupplyCurve(supply.of(0), 5)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 0],
      [6, 0],
      [7, 1],
      [8, 2],
      [9, 3],
      [10, 4],
    ]);
  });

  test('time in which the vCPU had nothing to do is in no window', () => {
    const supply = new SupplyObserver(1);
    supply.changed(0, 'run', 0);
    supply.changed(0, 'rest', 4);
    supply.changed(0, 'run', 90);
    supply.changed(0, 'blocked', 95);
    supply.end(100);
    const wantings = supply.of(0);
    expect(wantings).toMatchObject({ fromPs: [0, 90], toPs: [4, 95], first: [0, 1], startPs: [0, 90], endPs: [4, 95] });
    expect(leastSupplyPs(wantings, longestFirst(wantings), 5)).toBe(5);
    expect(leastSupplyPs(wantings, longestFirst(wantings), 6)).toBeNull();
  });
});
