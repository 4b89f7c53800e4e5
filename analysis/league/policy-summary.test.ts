/** Percentiles of a policy over all its seeds: against the percentiles of all items at once. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributionOf, multisetOf, nearestRank } from '../response-time/order-statistics.ts';
import type { LeagueRun, RunMetric } from './league-run.ts';
import { type PolicyRuns, summarisePolicy } from './policy-summary.ts';

function runOf(items: readonly number[]): LeagueRun {
  const set = distributionOf(multisetOf(items), items.reduce((sum, item) => sum + item, 0) / items.length);
  const metric: RunMetric = {
    name: 'task:vm/t',
    unit: 'ps',
    count: set.count,
    min: set.minPs,
    mean: set.meanPs,
    p50: set.p50Ps,
    p90: set.p90Ps,
    p99: set.p99Ps,
    p999: set.p999Ps,
    max: set.maxPs,
    exceedance: set.exceedance,
  };
  return { fingerprint: '', metrics: [metric], requirements: [], compositions: [], supply: [] };
}

test('percentiles are those of all items of all runs, exact near the top', () => {
  const values = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 50, maxLength: 900 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (runs) => {
      const policy: PolicyRuns = {
        policy: 'p',
        sha256: null,
        refused: null,
        runs: runs.map((items, seed) => ({ seed, replay: '', run: runOf(items) })),
      };
      const [metric] = summarisePolicy(policy, []).metrics;
      const all = multisetOf(runs.flat());
      expect(metric!.count).toBe(all.count);
      expect(metric!.p999).toBe(nearestRank(all, 999, 1000));
      expect(metric!.p99).toBe(nearestRank(all, 99, 100));
      // Below the worst 40 of each run: never above, and at most a 10th of the distance from the top too low.
      for (const [found, percent] of [
        [metric!.p90!, 90],
        [metric!.p50!, 50],
      ] as const) {
        expect(found).toBeLessThanOrEqual(nearestRank(all, percent, 100)!);
        expect(found).toBeGreaterThanOrEqual(nearestRank(all, 100 - (100 - percent) * 1.1, 100)!);
      }
    }),
    { seed: 20260101, numRuns: 60 },
  );
});

test('a run of many quick jobs counts as many', () => {
  const policy: PolicyRuns = {
    policy: 'p',
    sha256: null,
    refused: null,
    runs: [
      { seed: 1, replay: '', run: runOf(Array.from({ length: 990 }, () => 10)) },
      { seed: 2, replay: '', run: runOf([500, 500, 500, 500, 500]) },
    ],
  };
  expect(summarisePolicy(policy, []).metrics[0]).toMatchObject({ p50: 10, p99: 10, p999: 500, count: 995 });
});
