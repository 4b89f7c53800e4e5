/**
 * Linux's completely fair scheduler with bandwidth control: a group may use its quota per period and is throttled after.
 *
 * Queues: as `cfs`. Each group has a pool of quota, refilled every period, and a local account per processor that takes 5 ms
 * at a time from it. A processor whose account and pool are empty throttles the group's units there until the refill.
 * Accounts are looked at by ticks and other events, so a group may overrun by a tick per processor; the debt is paid from
 * the next quota. A processor that has no unit of the group left gives back all but 1 ms.
 *
 * Source: Linux `kernel/sched/fair.c`: period 100 ms, slice 5 ms, slack kept 1 ms, quota -1 = none, period up to 1 s.
 * The quota of a group is CPU time of all processors: a `quota` of its first unit that has one, else the sum of the budgets
 * of its units, brought to the period of the first unit that has both.
 */
import { z } from 'zod';
import { mulDivFloor } from '../../../engine/time.ts';
import { time } from '../../parameter.ts';
import { budgetProblems, timeText, weightProblems } from '../budget-checks.ts';
import { CompletelyFair, completelyFairParameters } from '../completely-fair.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';

const never = Number.POSITIVE_INFINITY;
const minSlackPs = 1e9;
const maxPeriodPs = 1e12;
const defaultPeriodPs = 100e9;
const defaultTickPs = 4e9;

const parameters = completelyFairParameters.extend({
  slice: time().default(5e9).describe('5 ms: fair.c, sysctl_sched_cfs_bandwidth_slice'),
});
const unitParameters = z.object({
  quota: time().optional().describe('instead of budget, where a period of its own is not given: per 100 ms'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

interface Group {
  readonly quotaPs: number;
  readonly periodPs: number;
  readonly units: readonly number[];
  poolPs: number;
  refillAtPs: number;
  /** By processor. */
  readonly localPs: number[];
  readonly throttled: boolean[];
}

class BandwidthControl extends CompletelyFair {
  override readonly timerCount: number;
  private readonly slicePsOfPool: number;
  private readonly groups: readonly (Group | null)[];
  private readonly groupOf: readonly (Group | null)[];

  constructor(level: Level, options: Options) {
    super(level, options);
    this.slicePsOfPool = options.slice;
    const count = level.units.reduce((most, unit) => Math.max(most, unit.group + 1), 0);
    this.timerCount = count;
    this.groups = Array.from({ length: count }, (_, group) => createGroup(level, group));
    this.groupOf = level.units.map((unit) => this.groups[unit.group]!);
  }

  protected override begin(u: number): void {
    super.begin(u);
    const group = this.groupOf[u];
    if (group != null && group.refillAtPs === never) group.poolPs = group.quotaPs;
  }

  protected override mayRun(u: number): boolean {
    const group = this.groupOf[u];
    return group == null || !group.throttled[this.home[u]!];
  }

  protected override suits(u: number, p: number): boolean {
    const group = this.groupOf[u];
    return super.suits(u, p) && (group == null || !group.throttled[p]);
  }

  protected override wakeUp(u: number, nowPs: number): void {
    super.wakeUp(u, nowPs);
    const group = this.groupOf[u];
    if (group == null || group.refillAtPs !== never) return;
    // The period timer sleeps with the group.
    group.poolPs = group.quotaPs;
    this.armRefill(this.level.units[u]!.group, group, nowPs + group.periodPs);
  }

  protected override spend(u: number, p: number, ps: number, nowPs: number): void {
    super.spend(u, p, ps, nowPs);
    const group = this.groupOf[u];
    if (group == null) return;
    group.localPs[p]! -= ps;
    if (group.localPs[p]! <= 0 && !this.takeFromPool(group, p)) this.throttle(group, p);
  }

  protected override sleep(u: number): void {
    const group = this.groupOf[u];
    if (group == null) return;
    const p = this.home[u]!;
    for (const other of group.units) if (other !== u && this.awake[other] && this.home[other] === p) return;
    const slackPs = group.localPs[p]! - minSlackPs;
    if (slackPs <= 0) return;
    group.localPs[p] = minSlackPs;
    group.poolPs += slackPs;
  }

  protected override limitAtPs(u: number, p: number, nowPs: number): number {
    const endPs = super.limitAtPs(u, p, nowPs);
    const group = this.groupOf[u];
    if (group == null) return endPs;
    if (group.localPs[p]! <= 0) this.takeFromPool(group, p);
    const emptyAtPs = Math.max(nowPs + 1, nowPs + group.localPs[p]!);
    return Math.min(endPs, Math.ceil(emptyAtPs / this.tickPs) * this.tickPs);
  }

  override timer(id: number, nowPs: number): void {
    const group = this.groups[id];
    if (group == null || nowPs < group.refillAtPs) return;
    group.poolPs = group.quotaPs;
    let busy = false;
    for (const u of group.units) busy ||= this.awake[u]!;
    if (busy) this.armRefill(id, group, group.refillAtPs + group.periodPs);
    else group.refillAtPs = never;
    for (let p = 0; p < group.throttled.length; p++) if (group.throttled[p]) this.unthrottle(group, p, nowPs);
  }

  budgetLeftPs(u: number): number | null {
    const group = this.groupOf[u];
    if (group == null) return null;
    return group.poolPs + group.localPs[this.home[u]!]!;
  }

  private armRefill(id: number, group: Group, atPs: number): void {
    group.refillAtPs = atPs;
    this.level.arm(id, atPs);
  }

  private takeFromPool(group: Group, p: number): boolean {
    const takenPs = Math.min(this.slicePsOfPool - group.localPs[p]!, group.poolPs);
    group.poolPs -= takenPs;
    group.localPs[p]! += takenPs;
    return group.localPs[p]! > 0;
  }

  private throttle(group: Group, p: number): void {
    group.throttled[p] = true;
    for (const u of group.units) {
      if (this.on[u] === p) this.level.tickle(p);
      else if (this.home[u] === p && this.queued(u)) this.remove(u);
    }
  }

  private unthrottle(group: Group, p: number, nowPs: number): void {
    if (group.localPs[p]! <= 0 && !this.takeFromPool(group, p)) return;
    group.throttled[p] = false;
    for (const u of group.units) if (this.awake[u] && this.home[u] === p) this.makeReady(u, nowPs);
  }
}

function createGroup(level: Level, group: number): Group | null {
  const units = level.units.flatMap((unit, u) => (unit.group === group ? [u] : []));
  const limit = level.enforceBudgets ? limitOf(units.map((u) => level.units[u]!)) : null;
  if (limit === null) return null;
  return {
    ...limit,
    units,
    poolPs: limit.quotaPs,
    refillAtPs: never,
    localPs: Array.from({ length: level.processorCount }, () => 0),
    throttled: Array.from({ length: level.processorCount }, () => false),
  };
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
  create: (level: Level, options: Options) => new BandwidthControl(level, options),
} as const satisfies PolicyDefinition;
