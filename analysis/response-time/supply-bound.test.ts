import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dedicated, periodicSupply, rateLatency, type SupplyBound, windowSupply } from './supply-bound.ts';

const settings = { seed: 20261125, numRuns: 300 };

/** Service of a schedule of unit slots in any window of the length, the least over all starts in one period. */
function leastOf(served: readonly boolean[], window: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from < served.length; from += 1) {
    let sum = 0;
    for (let at = 0; at < window; at += 1) if (served[(from + at) % served.length]) sum += 1;
    least = Math.min(least, sum);
  }
  return least;
}

function inverts(supply: SupplyBound): void {
  for (const service of [1, 2, 5, 13, 40]) {
    const window = supply.inverse(service);
    if (window === Number.POSITIVE_INFINITY) continue;
    expect(supply.least(window), `${supply.describe}: ${service}`).toBeGreaterThanOrEqual(service);
    expect(supply.least(window - 1), `${supply.describe}: ${service}`).toBeLessThan(service);
  }
}

describe('supply bounds', () => {
  it('of windows are exact: no start of a window of time sees less', () => {
    const windows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 6 }), (drawn, rest) => {
        const served: boolean[] = [];
        const planned: [number, number][] = [];
        for (const [gap, length] of drawn) {
          for (let k = 0; k < gap; k += 1) served.push(false);
          planned.push([served.length, length]);
          for (let k = 0; k < length; k += 1) served.push(true);
        }
        for (let k = 0; k < rest; k += 1) served.push(false);
        const supply = windowSupply(planned, served.length);
        for (let window = 0; window < 3 * served.length; window += 1)
          expect(supply.least(window), `window ${window}`).toBe(leastOf(served, window));
        inverts(supply);
      }),
      settings,
    );
  });

  it('of a budget somewhere in each period: no placement of budgets gives less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
        (budget, rest, places) => {
          const period = budget + rest;
          const served = places.flatMap((place) => {
            const at = place % (rest + 1);
            return Array.from({ length: period }, (_, slot) => slot >= at && slot < at + budget);
          });
          const supply = periodicSupply(budget, period, 2 * rest, 'budget');
          for (let window = 0; window <= 4 * period; window += 1) {
            let least = Number.POSITIVE_INFINITY;
            for (let from = 0; from + window <= served.length; from += 1)
              least = Math.min(least, served.slice(from, from + window).filter(Boolean).length);
            expect(supply.least(window)).toBeLessThanOrEqual(least);
          }
          inverts(supply);
        },
      ),
      settings,
    );
  });

  it('invert', () => {
    inverts(dedicated);
    inverts(periodicSupply(3, 10, 7, 'x'));
    inverts(rateLatency(1, 3, 20));
    expect(periodicSupply(0, 10, 10, 'nothing').inverse(1)).toBe(Number.POSITIVE_INFINITY);
    expect(windowSupply([], 10).inverse(1)).toBe(Number.POSITIVE_INFINITY);
  });
});
