/**
 * Xen's RTDS: every unit is a deferrable server with a budget every period, scheduled globally by earliest deadline.
 *
 * Queues: run queue by (level, deadline), later ones behind equal ones; a refill queue by deadline, with one timer for
 * its head.
 * R1 Order is (priority level, deadline).
 * R2 Budget is used only while running, kept while asleep, and lost at the end of its period.
 * R3 When it ends: with extra time the level rises by one and the budget is full at once, else the unit waits.
 * R4 A refill moves the deadline by whole periods until it lies after now, fills the budget, and sets level 0. Deadlines
 *    are multiples of the period from the start of the run. A refilled unit asks for a processor only if it waited for
 *    the refill: one that was in extra time goes up in the queue and is seen by the next decision. The refill queue is
 *    sorted by (level, deadline) of the moment of insertion and served up to the first that is not due, so the refill of
 *    a unit in extra time can come late, with the next one that is served.
 * R5 The timer is the remaining budget; a decision keeps the running unit only if it ranks strictly before the first of
 *    the queue, but equals do not ask for a decision.
 * R6 (RECALLED, theory) Around a period boundary a deferrable server can take two budgets back to back: its supply bound
 *    is not that of a periodic server.
 *
 * Source: Xen 4.17 `xen/common/sched/rt.c`: period 10 ms, budget 4 ms, at least 10 us each, extra time on.
 */
import { z } from 'zod';
import { budgetProblems } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { AdmissionProblem, Level, Pick, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { deferrableLeastPs, deferrableMostPs } from '../supply-bounds.ts';
import { UnitLists } from '../unit-list.ts';

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
  readonly timerCount = 1;
  private readonly periodPs: readonly number[];
  private readonly budgetPs: readonly number[];
  private readonly extra: readonly boolean[];
  private readonly leftPs: number[];
  private readonly deadlinePs: number[];
  private readonly levelOf: number[];
  private readonly refills: UnitLists;
  /** Stands for the order of insertion into a queue: one number per instant, more inside it where calls have an order. */
  private readonly joined: number[];
  private readonly due: number[] = [];
  private instantPs = -1;
  private turn = 0;
  private timerAtPs = never;

  constructor(level: Level) {
    super(level, placesOf(level, 'global'));
    this.periodPs = level.units.map((unit) => unit.periodPs ?? defaultPeriodPs);
    this.budgetPs = level.units.map((unit) => unit.budgetPs ?? defaultBudgetPs);
    this.extra = level.units.map((unit) => (unit.options as UnitOptions).extra_time);
    this.leftPs = this.budgetPs.slice();
    this.deadlinePs = level.units.map(() => 0);
    this.levelOf = level.units.map(() => 0);
    this.refills = new UnitLists(1, level.units.length);
    this.joined = level.units.map(() => 0);
  }

  protected override begin(u: number, nowPs: number): void {
    this.renew(u, nowPs);
    this.entitle(u);
  }

  protected override end(u: number, nowPs: number): void {
    this.forget(u, nowPs);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    if (nowPs >= this.deadlinePs[u]!) {
      this.renew(u, nowPs);
      this.entitle(u);
    }
    this.await(u, this.turnAt(nowPs));
    this.arm(nowPs);
    this.rank(u, this.levelOf[u]!, this.deadlinePs[u]!, this.turnAt(nowPs));
  }

  /** A sleeping unit needs no refill: its next wake-up looks at the deadline. */
  protected override leave(u: number, nowPs: number): void {
    this.forget(u, nowPs);
  }

  protected override displaced(u: number, nowPs: number): void {
    this.rank(u, this.levelOf[u]!, this.deadlinePs[u]!, this.lastTurnAt(nowPs));
  }

  protected override beats(waiting: number, running: number): boolean {
    const byLevel = this.levelOf[waiting]! - this.levelOf[running]!;
    return byLevel < 0 || (byLevel === 0 && this.deadlinePs[waiting]! < this.deadlinePs[running]!);
  }

  /** Any decision lets the first of equals in, though equals do not ask for one. */
  protected override replaces(waiting: number, running: number): boolean {
    return !this.beats(running, waiting);
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
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
  }

  /** As in the original, extra time is given where the scheduler decides, not where time is charged. */
  override pick(p: number, nowPs: number, out: Pick): void {
    const u = this.level.running(p);
    if (u >= 0 && this.extra[u] && this.leftPs[u]! <= 0 && this.level.enforceBudgets) {
      this.leftPs[u] = this.budgetPs[u]!;
      this.levelOf[u]!++;
      this.rankQuietly(u, this.levelOf[u]!, this.deadlinePs[u]!, this.lastTurnAt(nowPs));
    }
    super.pick(p, nowPs, out);
  }

  /** R4 for all whose deadline has come. */
  protected override fire(_id: number, nowPs: number): void {
    const { refills, due } = this;
    let n = 0;
    for (let u = refills.head(0); u >= 0 && this.deadlinePs[u]! <= nowPs; u = refills.next(u)) due[n++] = u;
    if (n === 0) return;
    const turn = this.turnAt(nowPs);
    for (let i = 0; i < n; i++) {
      const u = due[i]!;
      refills.remove(u);
      this.renew(u, nowPs);
      this.rankQuietly(u, 0, this.deadlinePs[u]!, turn + i);
      this.entitle(u);
    }
    for (let i = 0; i < n; i++) if (this.on[due[i]!]! >= 0) this.askAgain(due[i]!);
    for (let i = n - 1; i >= 0; i--) this.await(due[i]!, turn + n - i);
    this.timerAtPs = never;
    this.arm(nowPs);
  }

  /** A running unit that was refilled may now rank behind the first of the queue. */
  private askAgain(u: number): void {
    const best = this.waiting.best(this.on[u]!);
    if (best >= 0 && this.beats(best, u)) this.level.tickle(this.on[u]!);
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

  /** Into the refill queue: as the original, by the levels of this moment, then by deadline, later ones behind. */
  private await(u: number, turn: number): void {
    const { refills, deadlinePs, joined, levelOf } = this;
    joined[u] = turn;
    let last = -1;
    let at = refills.head(0);
    while (at >= 0) {
      const later = levelOf[at]! - levelOf[u]! || deadlinePs[at]! - deadlinePs[u]! || joined[at]! - turn || at - u;
      if (later > 0) break;
      last = at;
      at = refills.next(at);
    }
    refills.insertBetween(0, u, last, at);
  }

  private forget(u: number, nowPs: number): void {
    this.refills.remove(u);
    this.arm(nowPs);
  }

  private arm(nowPs: number): void {
    const head = this.refills.head(0);
    const atPs = head < 0 ? never : Math.max(nowPs, this.deadlinePs[head]!);
    if (atPs === this.timerAtPs) return;
    this.timerAtPs = atPs;
    if (atPs === never) this.level.disarm(0);
    else this.level.arm(0, atPs);
  }

  /** Order of what happens at this instant, wherever the mechanism's calls have no order. */
  private turnAt(nowPs: number): number {
    if (nowPs !== this.instantPs) {
      this.instantPs = nowPs;
      this.turn += this.level.units.length + 2;
    }
    return this.turn;
  }

  /** Behind all else of this instant: context switches come last. */
  private lastTurnAt(nowPs: number): number {
    return this.turnAt(nowPs) + this.level.units.length + 1;
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
  supply: { leastPs: deferrableLeastPs, mostPs: deferrableMostPs, unitOptions: { extra_time: false } },
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
