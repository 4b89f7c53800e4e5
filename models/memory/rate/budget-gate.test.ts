/** What MemGuard's budgets promise at the rate level. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryBudget } from '../regulator.ts';
import { BudgetGate } from './budget-gate.ts';

const periodPs = 1e9;
const gate = (bytes: readonly (number | null)[], change: Partial<MemoryBudget> = {}, cores = 2) =>
  new BudgetGate({ periodPs, bytes, reclaim: false, bestEffort: false, ...change }, cores, 64);

const options = { seed: 20260101, numRuns: 300 };
/** What a core does, one stretch after the other: how long, and how many lines per second it would fetch. */
const stretches = fc.array(
  fc.record({
    elapsedPs: fc.integer({ min: 1, max: 3e9 }),
    linesPerSecond: fc.integer({ min: 0, max: 2e8 }),
    core: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Lines fetched per core and period when everybody obeys the gate; exact to the millionth. */
function fetched(
  one: BudgetGate,
  all: typeof stretches extends fc.Arbitrary<infer T> ? T : never,
): Map<string, number> {
  const lines = new Map<string, number>();
  let nowPs = 0;
  for (const { elapsedPs, linesPerSecond, core } of all) {
    const endPs = nowPs + elapsedPs;
    while (nowPs < endPs) {
      one.advanceTo(nowPs);
      const spentPs = one.spentAtPs(core, core, linesPerSecond, nowPs);
      const still = spentPs <= nowPs && one.standsStill(core, core);
      const untilPs = Math.min(endPs, one.periodEndPs, spentPs > nowPs ? spentPs : Number.POSITIVE_INFINITY);
      if (!still) {
        one.spend(core, core, untilPs - nowPs, linesPerSecond);
        const key = `${core} ${Math.floor(nowPs / periodPs)}`;
        lines.set(key, (lines.get(key) ?? 0) + ((untilPs - nowPs) * linesPerSecond) / 1e12);
      }
      nowPs = untilPs;
    }
  }
  return lines;
}

describe('a budget', () => {
  test('is never exceeded, in no period', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 64, max: 1e6 }), (all, bytes) => {
        for (const lines of fetched(gate([bytes, bytes]), all).values())
          expect(lines * 64).toBeLessThanOrEqual(bytes + 1e-3);
      }),
      options,
    );
  });

  test('with reclaim: all cores together stay below the sum of what they have', () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 640, max: 1e6 }), (all, bytes) => {
        const perPeriod = new Map<string, number>();
        for (const [key, lines] of fetched(gate([bytes, bytes], { reclaim: true }), all)) {
          const period = key.split(' ')[1]!;
          perPeriod.set(period, (perPeriod.get(period) ?? 0) + lines);
        }
        for (const lines of perPeriod.values()) expect(lines * 64).toBeLessThanOrEqual(2 * bytes + 1e-3);
      }),
      options,
    );
  });

  test('without one nobody stands still', () => {
    const open = gate([null, 64]);
    open.spend(0, 0, 5e8, 2e8);
    expect(open.has(0, 0)).toBe(false);
    expect(open.spentAtPs(0, 0, 2e8, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(open.standsStill(0, 0)).toBe(false);
  });
});

test('ten lines at a line per 50 us are spent after 500 us, and are there again in the next period', () => {
  const one = gate([640]);
  expect(one.spentAtPs(0, 0, 20_000, 0)).toBe(500e6);
  one.spend(0, 0, 500e6, 20_000);
  expect(one.spentAtPs(0, 0, 20_000, 500e6)).toBe(500e6);
  expect(one.standsStill(0, 0)).toBe(true);
  expect(one.periodEndPs).toBe(1e9);
  one.advanceTo(1e9);
  expect(one.standsStill(0, 0)).toBe(false);
  expect(one.spentAtPs(0, 0, 20_000, 1e9)).toBe(1.5e9);
});

test('reclaim: what another left over in the period before can be taken', () => {
  const one = gate([640, 640], { reclaim: true });
  one.spentAtPs(0, 0, 20_000, 0);
  one.spend(0, 0, 500e6, 20_000);
  one.spentAtPs(1, 1, 2_000, 0);
  one.spend(1, 1, 1e9, 2_000);
  one.advanceTo(1e9);
  // Core 1 fetched two of ten lines: eight are donated. Core 0 has its ten and these.
  one.spend(0, 0, 500e6, 20_000);
  const instants: number[] = [];
  for (let nowPs = 1.5e9; !one.standsStill(0, 0) && instants.length < 20; ) {
    const spentPs = Math.min(one.spentAtPs(0, 0, 20_000, nowPs), one.periodEndPs);
    one.spend(0, 0, spentPs - nowPs, 20_000);
    instants.push(spentPs);
    nowPs = spentPs;
  }
  expect(instants).toHaveLength(8);
  expect(instants.at(-1)).toBe(1.9e9);
});

test('best effort: once all that fetch have spent theirs, nobody stands still', () => {
  const one = gate([64, 64], { bestEffort: true });
  for (const core of [0, 1]) one.spentAtPs(core, core, 1000, 0);
  one.spend(0, 0, 1e9 - 1, 1_000_001);
  expect([one.standsStill(0, 0), one.standsStill(1, 1)]).toEqual([true, false]);
  one.spend(1, 1, 1e9 - 1, 1_000_001);
  expect([one.standsStill(0, 0), one.standsStill(1, 1)]).toEqual([false, false]);
});
