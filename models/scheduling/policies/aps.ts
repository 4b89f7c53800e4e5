/**
 * Adaptive partitioning as QNX has it: each partition (VM) is guaranteed a share of processor time over a sliding window;
 * spare time goes by priority alone.
 *
 * Queue: one per set of processors: units of partitions with budget left before others, then by priority, then by
 * readiness. Time is billed exactly; the window slides by ticks. A unit of a partition without budget runs only when no
 * unit of one with budget is ready (extra time). A critical unit goes on as if there were budget, on its partition's
 * critical budget per window; using that up is bankruptcy: `basic` waits for the window, `cancel-budget` takes the critical
 * budget away for good (logging and rebooting are matters of the guest).
 * Shares are whole percents of all processors: of budget / period of the partition's units, added up; partitions without
 * budgets share what is left.
 *
 * Source: QNX documentation, "Adaptive Partitioning": window 100 ms (8 to 400 ms), at most 32 partitions. Not modelled:
 * partition inheritance by messages, and the order by relative use among equal priorities in spare time.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { AdmissionProblem, Eligibility, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { SlidingWindow } from '../sliding-window.ts';

const minWindowPs = 8e9;
const maxWindowPs = 400e9;
const maxPartitions = 32;
const defaultTickPs = 1e9;

const parameters = z.object({
  window: time({ min: minWindowPs, max: maxWindowPs, by: 'QNX, SCHED_APS' })
    .default(100e9)
    .describe('100 ms: QNX, SCHED_APS default window'),
  tick: time({ min: 10e6, by: 'QNX ClockPeriod: 10 us at least' })
    .default(defaultTickPs)
    .describe('1 ms: QNX default clock period; the window slides by it'),
  bankruptcy: z.enum(['basic', 'cancel-budget']).default('basic').describe('what using up a critical budget leads to'),
});
const unitParameters = z.object({
  critical: z.boolean().default(false).describe('may use the critical budget of its partition'),
  critical_budget: time().default(0).describe('of the partition, per window (first unit decides)'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

interface Partition {
  readonly units: readonly number[];
  readonly budgetPs: number;
  criticalBudgetPs: number;
  readonly used: SlidingWindow;
  readonly criticalUsed: SlidingWindow;
  exhausted: boolean;
  bankrupt: boolean;
}

class AdaptivePartitioning extends RankedPolicy {
  readonly timerCount = 1;
  private readonly options: Options;
  private readonly partitions: readonly Partition[];
  private readonly partitionOf: readonly Partition[];
  private readonly critical: readonly boolean[];
  private readonly readyAtPs: number[];
  private tickAtPs = Number.POSITIVE_INFINITY;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'global'));
    const percents = percentsOf(level.units, level.processorCount);
    this.options = options;
    this.partitions = percents.map((percent, group) => {
      const units = level.units.flatMap((unit, u) => (unit.group === group ? [u] : []));
      const first = units.length === 0 ? undefined : (level.units[units[0]!]!.options as UnitOptions);
      return {
        units,
        budgetPs: Math.floor((percent * options.window * level.processorCount) / 100),
        criticalBudgetPs: first?.critical_budget ?? 0,
        used: new SlidingWindow(options.window, options.tick),
        criticalUsed: new SlidingWindow(options.window, options.tick),
        exhausted: false,
        bankrupt: false,
      };
    });
    this.partitionOf = level.units.map((unit) => this.partitions[unit.group]!);
    this.critical = level.units.map((unit) => (unit.options as UnitOptions).critical);
    this.readyAtPs = level.units.map(() => 0);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.readyAtPs[u] = nowPs;
    this.rankAgain(u);
    if (this.level.enforceBudgets && this.tickAtPs === Number.POSITIVE_INFINITY) this.armTick(nowPs);
  }

  /** Of a unit with a ceiling or an inherited urgency: it also escapes its partition's budget. */
  protected override boostedKey(_ownKey: number, urgency: number): number {
    return -1 - Math.max(0, urgency);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    const partition = this.partitionOf[u]!;
    if (!this.level.enforceBudgets || !this.isFirstClass(u)) return Number.POSITIVE_INFINITY;
    const leftPs = partition.exhausted
      ? partition.criticalBudgetPs - partition.criticalUsed.sumPs
      : partition.budgetPs - partition.used.sumPs;
    return nowPs + Math.max(1, leftPs);
  }

  protected override inExtraTime(u: number): boolean {
    return !this.isFirstClass(u);
  }

  protected override spend(u: number, heldPs: number): void {
    if (!this.level.enforceBudgets) return;
    const partition = this.partitionOf[u]!;
    const paidByCritical = partition.exhausted && this.isFirstClass(u);
    partition.used.add(heldPs);
    if (paidByCritical) partition.criticalUsed.add(heldPs);
    this.review(partition);
  }

  protected override fire(_id: number, nowPs: number): void {
    if (nowPs < this.tickAtPs) return;
    let busy = false;
    for (const partition of this.partitions) {
      partition.used.slideTo(nowPs);
      partition.criticalUsed.slideTo(nowPs);
      this.review(partition);
      busy ||= partition.used.sumPs > 0;
    }
    for (let u = 0; u < this.awake.length; u++) busy ||= this.awake[u]!;
    if (busy) this.armTick(nowPs);
    else this.tickAtPs = Number.POSITIVE_INFINITY;
  }

  override yield(u: number, nowPs: number): void {
    this.readyAtPs[u] = nowPs + 0.5;
    if (this.awake[u]) this.rankAgain(u);
  }

  override eligibility(u: number): Eligibility {
    return this.isFirstClass(u) ? 'eligible' : 'depleted';
  }

  budgetLeftPs(u: number): number | null {
    const { exhausted, budgetPs, used, criticalBudgetPs, criticalUsed } = this.partitionOf[u]!;
    if (!this.level.enforceBudgets) return null;
    return exhausted && this.critical[u] ? criticalBudgetPs - criticalUsed.sumPs : budgetPs - used.sumPs;
  }

  /** The partition used its critical budget up. */
  isBankrupt(group: number): boolean {
    return this.partitions[group]!.bankrupt;
  }

  private isFirstClass(u: number): boolean {
    const { exhausted, bankrupt, criticalBudgetPs } = this.partitionOf[u]!;
    return !exhausted || (this.critical[u]! && !bankrupt && criticalBudgetPs > 0);
  }

  private review(partition: Partition): void {
    const exhausted = partition.used.sumPs >= partition.budgetPs;
    const { criticalBudgetPs } = partition;
    const bankrupt = criticalBudgetPs > 0 && partition.criticalUsed.sumPs >= criticalBudgetPs;
    if (exhausted === partition.exhausted && bankrupt === partition.bankrupt) return;
    if (bankrupt && !partition.bankrupt && this.options.bankruptcy === 'cancel-budget') partition.criticalBudgetPs = 0;
    partition.exhausted = exhausted;
    partition.bankrupt = bankrupt;
    for (const u of partition.units) {
      if (!this.awake[u]) continue;
      this.rankAgain(u);
      // What it may use changed, and with it how long.
      if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
    }
  }

  private rankAgain(u: number): void {
    this.rank(u, this.isFirstClass(u) ? 0 : 1, -this.level.units[u]!.priority, this.readyAtPs[u]!);
  }

  private armTick(nowPs: number): void {
    const { tick } = this.options;
    this.tickAtPs = (Math.floor(nowPs / tick) + 1) * tick;
    this.level.arm(0, this.tickAtPs);
  }
}

/** Whole percents of all processors, by group. */
function percentsOf(units: readonly UnitSpec[], processorCount: number): number[] {
  const groupCount = units.reduce((most, unit) => Math.max(most, unit.group + 1), 0);
  const shares: (number | null)[] = Array.from({ length: groupCount }, () => null);
  for (const { group, budgetPs, periodPs } of units) {
    if (budgetPs !== null && periodPs !== null) shares[group] = (shares[group] ?? 0) + budgetPs / periodPs;
  }
  const percents = shares.map((share) => (share === null ? null : Math.round((share * 100) / processorCount)));
  const given = percents.reduce<number>((sum, percent) => sum + (percent ?? 0), 0);
  const others = percents.filter((percent) => percent === null).length;
  const rest = others === 0 ? 0 : Math.max(0, Math.floor((100 - given) / others));
  return percents.map((percent) => percent ?? rest);
}

function admission(units: readonly UnitSpec[], processorCount: number, options: Options): AdmissionProblem[] {
  const problems = budgetProblems(units);
  const percents = percentsOf(units, processorCount);
  const sum = percents.reduce((a, b) => a + b, 0);
  if (sum > 100) problems.push({ unit: -1, key: 'budget', message: `the partitions' shares add up to ${sum} %` });
  if (percents.length > maxPartitions) {
    problems.push({ unit: -1, key: 'vms', message: `more than ${maxPartitions} partitions (QNX)` });
  }
  if (options.window % options.tick !== 0) {
    problems.push({ unit: -1, key: 'tick', message: 'the window must be a whole number of ticks' });
  }
  return problems;
}

export const aps = {
  name: 'aps',
  origin: 'QNX documentation, Adaptive Partitioning',
  summary: 'Partitions with guaranteed shares over a sliding window; spare time goes by priority.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  // Several processors may spend the last of one budget until the next tick.
  overrunPs: 4 * defaultTickPs,
  looksWhenCharged: true,
  reads: {
    budget: 'with the period: share of the partition, added up over its units',
    period: 'with the budget: share of the partition',
    priority: 'larger runs first, among partitions with budget and again among those without',
    preemptible: 'false: keeps its processor until it blocks',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new AdaptivePartitioning(level, options),
} as const satisfies PolicyDefinition;
