/**
 * Xen's RTDS: every unit is a deferrable server with a budget every period, scheduled globally by earliest deadline.
 *
 * Queue: run queue by (level, deadline), units without budget wait for their refill outside it.
 * R1 Order is (priority level, deadline). R2 Budget is used only while running, kept while asleep, and lost at the end of
 * its period. R3 When it ends: with extra time the level rises by one and the budget is full at once, else the unit waits.
 * R4 A refill moves the deadline by whole periods until it lies after now, fills the budget, and sets level 0. Deadlines
 * are multiples of the period from the start of the run. R5 The timer is the remaining budget; the running unit stays
 * unless another has a better rank. R6 (RECALLED, theory) Around a period boundary a deferrable server can take two
 * budgets back to back: its supply bound is not that of a periodic server.
 *
 * Source: Xen 4.17 `xen/common/sched/rt.c`: period 10 ms, budget 4 ms, at least 10 us each, extra time on.
 */
import { z } from 'zod';
import { budgetProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { deferrableLeastPs, deferrableMostPs } from '../supply-bounds.ts';

const defaultPeriodPs = 10e9;
const defaultBudgetPs = 4e9;
const minimumPs = 10e6;
const never = Number.POSITIVE_INFINITY;

const parameters = z.object({});
const unitParameters = z.object({
  extra_time: z.boolean().default(true).describe('runs on idle time after its budget: rt.c, RTDS_extratime, on'),
});
type UnitOptions = z.output<typeof unitParameters>;

class Rtds extends RankedPolicy {
  readonly timerCount: number;
  private readonly periodPs: readonly number[];
  private readonly budgetPs: readonly number[];
  private readonly extra: readonly boolean[];
  private readonly leftPs: number[];
  private readonly deadlinePs: number[];
  private readonly levelOf: number[];
  private readonly dueAtPs: number[];

  constructor(level: Level) {
    super(level, placesOf(level, 'global'));
    this.timerCount = level.units.length;
    this.periodPs = level.units.map((unit) => unit.periodPs ?? defaultPeriodPs);
    this.budgetPs = level.units.map((unit) => unit.budgetPs ?? defaultBudgetPs);
    this.extra = level.units.map((unit) => (unit.options as UnitOptions).extra_time);
    this.leftPs = this.budgetPs.slice();
    this.deadlinePs = level.units.map(() => 0);
    this.levelOf = level.units.map(() => 0);
    this.dueAtPs = level.units.map(() => never);
  }

  protected override begin(u: number, nowPs: number): void {
    this.renew(u, nowPs);
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.dueAtPs[u] = never;
    this.level.disarm(u);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    if (nowPs >= this.deadlinePs[u]!) {
      this.renew(u, nowPs);
      this.entitle(u);
    }
    this.wait(u);
    this.rank(u, this.levelOf[u]!, this.deadlinePs[u]!);
  }

  protected override leave(u: number): void {
    // A sleeping unit needs no refill: its next wake-up looks at the deadline.
    this.dueAtPs[u] = never;
    this.level.disarm(u);
  }

  protected override beats(waiting: number, running: number): boolean {
    const byLevel = this.levelOf[waiting]! - this.levelOf[running]!;
    return byLevel < 0 || (byLevel === 0 && this.deadlinePs[waiting]! < this.deadlinePs[running]!);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.level.enforceBudgets ? nowPs + this.leftPs[u]! : never;
  }

  protected override inExtraTime(u: number): boolean {
    return this.levelOf[u]! > 0;
  }

  protected override spend(u: number, heldPs: number): void {
    if (!this.level.enforceBudgets) return;
    this.leftPs[u]! -= heldPs;
    if (this.leftPs[u]! > 0) return;
    if (!this.extra[u]) {
      this.leftPs[u] = 0;
      this.disentitle(u);
      return;
    }
    this.leftPs[u] = this.budgetPs[u]!;
    this.levelOf[u]!++;
    this.rank(u, this.levelOf[u]!, this.deadlinePs[u]!);
  }

  protected override fire(u: number, nowPs: number): void {
    if (nowPs < this.dueAtPs[u]!) return;
    this.renew(u, nowPs);
    this.wait(u);
    this.rank(u, 0, this.deadlinePs[u]!);
    this.entitle(u);
  }

  override yield(): void {}

  budgetLeftPs(u: number): number | null {
    return this.level.enforceBudgets ? this.leftPs[u]! : null;
  }

  /** R4. */
  private renew(u: number, nowPs: number): void {
    const periodPs = this.periodPs[u]!;
    if (nowPs >= this.deadlinePs[u]!) {
      this.deadlinePs[u]! += (Math.floor((nowPs - this.deadlinePs[u]!) / periodPs) + 1) * periodPs;
    }
    this.leftPs[u] = this.budgetPs[u]!;
    this.levelOf[u] = 0;
  }

  private wait(u: number): void {
    this.dueAtPs[u] = this.deadlinePs[u]!;
    this.level.arm(u, this.dueAtPs[u]!);
  }
}

function admission(units: readonly UnitSpec[]): AdmissionProblem[] {
  const filled = units.map((unit) => ({
    ...unit,
    budgetPs: unit.budgetPs ?? defaultBudgetPs,
    periodPs: unit.periodPs ?? defaultPeriodPs,
  }));
  const problems = budgetProblems(filled);
  filled.forEach((unit, u) => {
    for (const key of ['budget', 'period'] as const) {
      const ps = key === 'budget' ? unit.budgetPs : unit.periodPs;
      if (ps > 0 && ps < minimumPs) problems.push({ unit: u, key, message: `${key} must be at least 10 us (Xen)` });
    }
  });
  return problems;
}

export const rtds = {
  name: 'rtds',
  origin: 'Xen 4.17 xen/common/sched/rt.c',
  summary: 'Global earliest deadline first over deferrable servers, one per vCPU, with extra time below them.',
  levels: ['hypervisor'],
  workConserving: true,
  supply: { leastPs: deferrableLeastPs, mostPs: deferrableMostPs },
  reads: {
    budget: 'budget of the server (default 4 ms)',
    period: 'period of the server (default 10 ms)',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level) => new Rtds(level),
} as const satisfies PolicyDefinition;
