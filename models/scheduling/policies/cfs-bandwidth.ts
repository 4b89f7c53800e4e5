/**
 * Linux's completely fair scheduler with bandwidth control: a group may use its quota per period and is throttled after.
 *
 * Queues: as `cfs`; pools, accounts and throttling as in `group-bandwidth.ts`.
 *
 * Source: Linux `kernel/sched/fair.c`: period 100 ms, slice 5 ms, slack kept 1 ms, quota -1 = none, period up to 1 s.
 * The quota of a group is CPU time of all processors: a `quota` of its first unit that has one, else the sum of the budgets
 * of its units, brought to the period of the first unit that has both.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { time } from '../../parameter.ts';
import { budgetProblems, timeText, weightProblems } from '../budget-checks.ts';
import { CompletelyFair, completelyFairParameters, defaultBandwidthSlicePs } from '../completely-fair.ts';
import type { BandwidthLimit } from '../group-bandwidth.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { niceParameter } from '../weighted-clock.ts';

const minQuotaPs = 1e9;
const maxPeriodPs = 1e12;
const defaultPeriodPs = 100e9;
const defaultTickPs = 4e9;

const parameters = completelyFairParameters.extend({
  slice: time({ min: 1e6, by: 'Linux: sched_cfs_bandwidth_slice_us counts whole us' })
    .default(defaultBandwidthSlicePs)
    .describe('5 ms: fair.c, sysctl_sched_cfs_bandwidth_slice'),
});
const unitParameters = z.object({
  nice: niceParameter,
  quota: time({ min: minQuotaPs, by: 'Linux kernel/sched/core.c, min_cfs_quota_period' })
    .optional()
    .describe('instead of budget, where a period of its own is not given: per 100 ms'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

/** Groups with a limit: VMs at the level of the hypervisor. */
function limitsOf(level: Level): BandwidthLimit[] {
  if (!level.enforceBudgets) return [];
  const groups = new Map<number, number[]>();
  level.units.forEach(({ group }, u) => {
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group)!.push(u);
  });
  return [...groups.values()].flatMap((units) => {
    const limit = limitOf(units.map((u) => level.units[u]!));
    return limit === null ? [] : [{ ...limit, units }];
  });
}

function limitOf(units: readonly UnitSpec[]): { quotaPs: number; periodPs: number } | null {
  for (const unit of units) {
    const { quota } = unit.options as UnitOptions;
    if (quota !== undefined) return { quotaPs: quota, periodPs: unit.periodPs ?? defaultPeriodPs };
  }
  const reserved = units.filter(({ budgetPs, periodPs }) => budgetPs !== null && periodPs !== null);
  if (reserved.length === 0) return null;
  const periodPs = reserved[0]!.periodPs!;
  const quotaPs = reserved.reduce((sum, unit) => sum + mulDivFloor(unit.budgetPs!, periodPs, unit.periodPs!), 0);
  return { quotaPs, periodPs };
}

function admission(units: readonly UnitSpec[]): AdmissionProblem[] {
  const problems = [...weightProblems(units, 1, 65536), ...budgetProblems(units)];
  units.forEach(({ periodPs, budgetPs }, unit) => {
    if (budgetPs === null || periodPs === null || periodPs <= maxPeriodPs) return;
    problems.push({ unit, key: 'period', message: `period ${timeText(periodPs)} is longer than 1 s (Linux)` });
  });
  return problems;
}

export const cfsBandwidth = {
  name: 'cfs-bandwidth',
  origin: 'Linux kernel/sched/fair.c before 6.6, CONFIG_CFS_BANDWIDTH',
  summary: 'Completely fair scheduling with a quota per period and group.',
  levels: ['hypervisor', 'guest'],
  // A unit with quota at home does not go to an idle processor where its group is throttled.
  workConserving: false,
  shares: { windowPs: 2e12, error: 0.02 },
  // A tick on each of up to three processors.
  overrunPs: 3 * defaultTickPs,
  looksWhenCharged: true,
  reads: {
    budget: 'with a period: added to the quota of the group',
    period: 'with a budget: period of the quota (of the first unit that has both)',
    weight: '256 is nice 0',
    preemptible: 'false: keeps its processor until it blocks or its group is throttled',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new CompletelyFair(level, options, limitsOf(level)),
} as const satisfies PolicyDefinition;
