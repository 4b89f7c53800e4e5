/**
 * Earliest deadline first. In a guest the deadline is that of the unit's current job. A unit without jobs (a vCPU) with
 * budget and period gets its deadline from a hard constant bandwidth server: period long, renewed on wake-up unless the
 * left budget still fits before the old deadline; when the budget ends the unit waits for its deadline, then budget and
 * deadline are renewed. A unit with a period only has a deadline every period; with neither it runs after all others.
 *
 * Queue: one per set of processors, ordered by deadline, then by the instant of becoming ready. A boosted unit goes
 * before all deadlines (a ceiling makes its section non-pre-emptive towards units without one).
 *
 * Theory: Liu and Layland, JACM 20(1), 1973; Abeni and Buttazzo, RTSS 1998.
 */
import { z } from 'zod';
import { compareProducts } from '../../../engine/compare-products.ts';
import { budgetProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';

const parameters = z.object({ placement: placementParameter('global') });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

const never = Number.POSITIVE_INFINITY;

class EarliestDeadlineFirst extends RankedPolicy {
  readonly timerCount: number;
  readonly keepsAccounts: boolean;
  private readonly deadlinePs: number[];
  private readonly leftPs: number[];
  private readonly limited: readonly boolean[];
  private readonly dueAtPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.timerCount = level.units.length;
    this.deadlinePs = level.units.map(() => 0);
    this.leftPs = level.units.map((unit) => unit.budgetPs ?? 0);
    this.limited = level.units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    // A period alone makes deadlines that timers move; a budget makes accounts.
    this.keepsAccounts = this.limited.includes(true);
    this.dueAtPs = level.units.map(() => never);
  }

  protected override begin(u: number, nowPs: number): void {
    this.deadlinePs[u] = nowPs;
    this.leftPs[u] = this.level.units[u]!.budgetPs ?? 0;
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.wait(u, never);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    const { budgetPs, periodPs } = this.level.units[u]!;
    if (periodPs !== null && this.entitled[u]) {
      const late = nowPs >= this.deadlinePs[u]!;
      // The wake-up test of the constant bandwidth server, q/(d-t) > Q/P, without a division.
      const left = this.leftPs[u]!;
      if (
        late ||
        (this.limited[u]! && left > 0 && compareProducts(left, periodPs, this.deadlinePs[u]! - nowPs, budgetPs!) > 0)
      ) {
        this.deadlinePs[u] = nowPs + periodPs;
        this.leftPs[u] = (budgetPs ?? 0) + Math.min(0, left);
      }
      if (!this.limited[u] && this.level.deadlineAtPs(u) === never) this.wait(u, this.deadlinePs[u]!);
    }
    this.rank(u, this.deadlineOf(u), nowPs);
  }

  protected override refresh(u: number): void {
    this.rank(u, this.deadlineOf(u), this.orderOf(u));
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.limited[u] ? nowPs + Math.max(0, this.leftPs[u]!) : never;
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (!this.limited[u]) return;
    this.leftPs[u]! -= heldPs;
    if (this.leftPs[u]! > 0) return;
    this.disentitle(u);
    this.wait(u, Math.max(nowPs, this.deadlinePs[u]!));
  }

  protected override fire(u: number, nowPs: number): void {
    if (nowPs < this.dueAtPs[u]!) return;
    this.dueAtPs[u] = never;
    const { budgetPs, periodPs } = this.level.units[u]!;
    this.deadlinePs[u]! += periodPs!;
    if (this.deadlinePs[u]! <= nowPs) this.deadlinePs[u] = nowPs + periodPs!;
    if (!this.limited[u]) {
      if (!this.awake[u]) return;
      this.wait(u, this.deadlinePs[u]!);
    } else {
      this.leftPs[u]! += budgetPs!;
      if (this.leftPs[u]! <= 0) {
        // The overrun was more than a budget: one more period.
        this.wait(u, this.deadlinePs[u]!);
        return;
      }
    }
    this.rank(u, this.deadlineOf(u), nowPs);
    this.entitle(u);
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.leftPs[u]! : null;
  }

  private deadlineOf(u: number): number {
    const ofJobPs = this.level.deadlineAtPs(u);
    if (ofJobPs !== never) return ofJobPs;
    return this.level.units[u]!.periodPs === null ? 2 ** 53 : this.deadlinePs[u]!;
  }

  private wait(u: number, atPs: number): void {
    if (this.dueAtPs[u] === atPs) return;
    this.dueAtPs[u] = atPs;
    if (atPs === never) this.level.disarm(u);
    else this.level.arm(u, atPs);
  }
}

export const edf = {
  name: 'edf',
  origin: 'Liu and Layland, JACM 20(1), 1973; budgets: Abeni and Buttazzo, RTSS 1998',
  summary: 'The earliest deadline runs; a budget and period make a hard constant bandwidth server.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: {
    deadline: 'of the current job (guest)',
    budget: 'with a period: capacity of the server',
    period: 'relative deadline of the server; without a budget a deadline every period',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new EarliestDeadlineFirst(level, options),
} as const satisfies PolicyDefinition;
