/**
 * Linux's SCHED_DEADLINE: earliest deadline first over hard constant bandwidth servers, with an admission test and, for
 * units that ask for it, reclaiming of unused bandwidth.
 *
 * Queue: one per set of processors, by absolute deadline, then by readiness. Units without budget and period come after
 * all others (they are of another class there).
 * D1 Wake-up: if the deadline passed, or the runtime left q before it is more than Q/D allows, the deadline becomes now + D
 *    and the runtime Q; else both are kept. (With D < P the runtime is cut to what fits before the old deadline.)
 * D2 Depletion: throttled until the next period; then the deadline moves by P and Q is added, which pays an overrun.
 * D3 Reclaiming (GRUB): dq = -max(Ui, Umax - Uinact - Uextra) / Umax dt. A unit that blocks stays active until its zero-lag
 *    time d - q P/Q. With several processors the sums are divided by their number.
 * D4 Admission: the sum of utilisations is at most 0.95 per processor, on each processor when partitioned, and in each set of
 *    processors that confines units when global. (Linux wants a cpuset for that and refuses an affinity inside one.)
 *
 * Source: Linux `kernel/sched/deadline.c`, `Documentation/scheduler/sched-deadline.rst`; 950000/1000000 from
 * sched_rt_runtime_us / sched_rt_period_us.
 */
import { z } from 'zod';
import { compareProducts } from '../../../engine/compare-products.ts';
import { mulDivCeil, mulDivFloor } from '../../../engine/time.ts';
import { share, time } from '../../parameter.ts';
import { budgetProblems, timeText } from '../budget-checks.ts';
import { overloads, placementParameter, placesOf } from '../placement.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { periodicLeastPs, periodicMostPs } from '../supply-bounds.ts';

const never = Number.POSITIVE_INFINITY;
const last = 2 ** 53;

const parameters = z.object({
  max_bandwidth: share().default(0.95).describe('95 %: sched_rt_runtime_us / sched_rt_period_us'),
  placement: placementParameter('global'),
});
const unitParameters = z.object({
  deadline: time().optional().describe('relative deadline; absent: the period'),
  reclaim: z.boolean().default(false).describe('SCHED_FLAG_RECLAIM'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

class SchedDeadline extends RankedPolicy {
  readonly timerCount: number;
  private readonly reserved: readonly boolean[];
  private readonly relativePs: readonly number[];
  private readonly reclaims: readonly boolean[];
  private readonly bandwidth: readonly number[];
  private readonly maxBandwidth: number;
  private readonly leftPs: number[];
  private readonly deadlinePs: number[];
  private readonly throttledUntilPs: number[];
  private readonly zeroLagPs: number[];
  /** Counts in the active bandwidth: awake, throttled, or asleep before its zero-lag time. */
  private readonly active: boolean[];
  private readonly admitted: boolean[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    const { units } = level;
    this.timerCount = 2 * units.length;
    this.maxBandwidth = options.max_bandwidth;
    this.reserved = units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    this.relativePs = units.map((u) => (u.options as UnitOptions).deadline ?? u.periodPs ?? 0);
    this.reclaims = units.map((u, i) => this.reserved[i]! && (u.options as UnitOptions).reclaim);
    this.bandwidth = units.map((u, i) => (this.reserved[i] ? u.budgetPs! / u.periodPs! : 0));
    this.leftPs = units.map((u) => u.budgetPs ?? 0);
    this.deadlinePs = units.map(() => 0);
    this.throttledUntilPs = units.map(() => never);
    this.zeroLagPs = units.map(() => never);
    this.active = units.map(() => false);
    this.admitted = units.map(() => false);
  }

  protected override begin(u: number, nowPs: number): void {
    this.admitted[u] = true;
    this.deadlinePs[u] = nowPs;
    this.leftPs[u] = this.level.units[u]!.budgetPs ?? 0;
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.admitted[u] = false;
    this.throttledUntilPs[u] = never;
    this.zeroLagPs[u] = never;
    this.level.disarm(u);
    this.level.disarm(this.level.units.length + u);
    this.setActive(u, false);
  }

  /** D1. */
  protected arrive(u: number, _why: unknown, nowPs: number): void {
    if (!this.reserved[u]) {
      this.rank(u, last, nowPs);
      return;
    }
    if (this.zeroLagPs[u] !== never) {
      this.zeroLagPs[u] = never;
      this.level.disarm(this.level.units.length + u);
    }
    this.setActive(u, true);
    if (this.entitled[u]) this.wakeUpRule(u, nowPs);
    this.rank(u, this.deadlinePs[u]!, nowPs);
  }

  protected override leave(u: number, nowPs: number): void {
    if (!this.reserved[u] || !this.entitled[u]) return;
    const { budgetPs, periodPs } = this.level.units[u]!;
    const zeroLagPs = this.deadlinePs[u]! - mulDivCeil(Math.max(0, this.leftPs[u]!), periodPs!, budgetPs!);
    if (zeroLagPs <= nowPs) {
      this.setActive(u, false);
      return;
    }
    this.zeroLagPs[u] = zeroLagPs;
    this.level.arm(this.level.units.length + u, zeroLagPs);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    if (!this.reserved[u]) return never;
    return nowPs + Math.max(1, Math.ceil(this.leftPs[u]! / this.burnRate(u)));
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (!this.reserved[u]) return;
    this.leftPs[u]! -= heldPs * this.burnRate(u);
    // Reclaiming leaves fractions; less than a picosecond is nothing.
    if (this.leftPs[u]! >= 1) return;
    const nextPeriodPs = this.deadlinePs[u]! - this.relativePs[u]! + this.level.units[u]!.periodPs!;
    this.disentitle(u);
    this.throttledUntilPs[u] = Math.max(nowPs, nextPeriodPs);
    this.level.arm(u, this.throttledUntilPs[u]!);
  }

  protected override fire(id: number, nowPs: number): void {
    const n = this.level.units.length;
    if (id >= n) {
      if (nowPs < this.zeroLagPs[id - n]!) return;
      this.zeroLagPs[id - n] = never;
      this.setActive(id - n, false);
    } else if (nowPs >= this.throttledUntilPs[id]!) this.replenish(id, nowPs);
  }

  budgetLeftPs(u: number): number | null {
    return this.reserved[u] ? this.leftPs[u]! : null;
  }

  /** Absolute deadline of the reservation, for tests and for people. */
  deadlineOfPs(u: number): number {
    return this.deadlinePs[u]!;
  }

  private wakeUpRule(u: number, nowPs: number): void {
    const { budgetPs, periodPs } = this.level.units[u]!;
    const relativePs = this.relativePs[u]!;
    const aheadPs = this.deadlinePs[u]! - nowPs;
    const leftPs = this.leftPs[u]!;
    const overflows = leftPs > 0 && compareProducts(leftPs, relativePs, aheadPs, budgetPs!) > 0;
    if (aheadPs > 0 && !overflows) return;
    if (aheadPs > 0 && relativePs < periodPs!) {
      this.leftPs[u] = mulDivFloor(aheadPs, budgetPs!, relativePs);
      return;
    }
    this.deadlinePs[u] = nowPs + relativePs;
    this.leftPs[u] = budgetPs! + Math.min(0, this.leftPs[u]!);
  }

  /** D2. */
  private replenish(u: number, nowPs: number): void {
    const { budgetPs, periodPs } = this.level.units[u]!;
    this.throttledUntilPs[u] = never;
    while (this.leftPs[u]! < 1) {
      this.deadlinePs[u]! += periodPs!;
      this.leftPs[u]! += budgetPs!;
    }
    this.leftPs[u] = Math.min(this.leftPs[u]!, budgetPs!);
    if (this.deadlinePs[u]! <= nowPs) {
      this.deadlinePs[u] = nowPs + this.relativePs[u]!;
      this.leftPs[u] = budgetPs!;
    }
    this.rank(u, this.deadlinePs[u]!, nowPs);
    this.entitle(u);
    if (!this.awake[u]) this.leave(u, nowPs);
  }

  /** D3: how fast the runtime of the unit is used. */
  private burnRate(u: number): number {
    if (!this.reclaims[u]) return 1;
    const m = this.level.processorCount;
    let all = 0;
    let inactive = 0;
    for (let i = 0; i < this.bandwidth.length; i++) {
      if (!this.admitted[i]) continue;
      all += this.bandwidth[i]!;
      if (!this.active[i]) inactive += this.bandwidth[i]!;
    }
    const extra = this.maxBandwidth - all / m;
    return Math.max(this.bandwidth[u]!, this.maxBandwidth - inactive / m - extra) / this.maxBandwidth;
  }

  private setActive(u: number, active: boolean): void {
    if (!this.reserved[u] || this.active[u] === active) return;
    this.active[u] = active;
    for (let p = 0; p < this.level.processorCount; p++) {
      const running = this.level.running(p);
      if (running >= 0 && this.reclaims[running]) this.level.tickle(p);
    }
  }
}

function admission(units: readonly UnitSpec[], processorCount: number, options: Options): AdmissionProblem[] {
  const problems = budgetProblems(units);
  units.forEach(({ budgetPs, periodPs, options: own }, unit) => {
    if (budgetPs === null || periodPs === null || periodPs <= 0) return;
    const { deadline: relativePs } = own as UnitOptions;
    if (relativePs !== undefined && (relativePs < budgetPs || relativePs > periodPs)) {
      const message = `deadline ${timeText(relativePs)} is not between budget ${timeText(budgetPs)} and period ${timeText(periodPs)}`;
      problems.push({ unit, key: 'deadline', message });
    }
  });
  for (const overload of overloads(units, processorCount, options.placement, options.max_bandwidth)) {
    const all = overload.processors.length === processorCount;
    const percent = (fraction: number) => `${(fraction * 100).toFixed(2)} %`;
    const admitted = percent(options.max_bandwidth * overload.processors.length);
    const where = all
      ? ''
      : ` on processor${overload.processors.length > 1 ? 's' : ''} ${overload.processors.join(', ')}`;
    const message = `budgets need ${percent(overload.utilization)} of a processor${where}, admitted are ${admitted}`;
    const help = 'less budget, longer periods, or more processors';
    problems.push(
      all ? { unit: -1, key: 'max_bandwidth', message, help } : { unit: overload.unit, key: 'pcpus', message, help },
    );
  }
  return problems;
}

export const deadline = {
  name: 'deadline',
  origin: 'Linux kernel/sched/deadline.c, SCHED_DEADLINE',
  summary: 'Earliest deadline first over hard constant bandwidth servers, with admission and reclaiming.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: periodicLeastPs, mostPs: periodicMostPs },
  reads: {
    budget: 'runtime of the reservation',
    period: 'period, and relative deadline unless it has one of its own',
    preemptible: 'false: keeps its processor until it blocks or is throttled',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new SchedDeadline(level, options),
} as const satisfies PolicyDefinition;
