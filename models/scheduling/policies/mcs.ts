/**
 * seL4 MCS: fixed priorities over scheduling contexts, whose budget is a list of refills (amount, earliest time).
 *
 * Queue: 256 priorities per core, first in first out inside; a thread that comes back with budget goes to the tail.
 * 1 The sum of a context's refills is its budget; the first is all of it, now. Budget = period means round robin.
 * 2 Charging: refills that are used up move one period later; a partial use splits the head, whose time advances by the
 *   use, and the used part is due at the old head time + period.
 * 3 At the tail adjacent or overlapping refills merge; when the list is full the tail is delayed and merged.
 * 4 A head below the minimum budget joins the next refill, which is pulled back so that its end stays.
 * 5 On unblocking a ready head becomes due now and overlapping refills merge (RECALLED: what the sporadic flag changes).
 * 6 A thread runs only while its head is ready and has the minimum budget. Without a budget a thread gets 5 ms turns.
 *   Timeout faults and passive servers are left to the guest model. No admission test.
 * 7 (RECALLED) Criticality modes were research; the mainline kernel has priorities only.
 * Use is committed when a thread leaves its processor, blocks, or runs out, as the kernel does.
 *
 * Source: seL4/seL4 `src/kernel/sporadic.c`, `include/kernel/sporadic.h`: minimum budget 2 x kernel WCET (10 us on most
 * boards), at least 2 refills, boot time slice 5 ms.
 */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { budgetProblems, priorityProblems, timeText } from '../budget-checks.ts';
import { placesOf } from '../placement.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { RefillList } from '../refill-list.ts';
import { leastQuantum } from '../slices.ts';
import { periodicLeastPs, slidingMostPs } from '../supply-bounds.ts';

const parameters = z.object({
  min_budget: time({ min: 1, by: 'a refill of nothing never ends' })
    .default(20e6)
    .describe('20 us: 2 x kernel WCET of 10 us'),
  timeslice: time({ min: 1e6, by: leastQuantum })
    .default(5e9)
    .describe('5 ms: CONFIG_BOOT_THREAD_TIME_SLICE; turns of threads without a budget'),
});
const unitParameters = z.object({
  refills: count(2, 64).default(2).describe('2: MIN_REFILLS; room for so many refills'),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

class MixedCriticality extends RankedPolicy {
  readonly timerCount: number;
  private readonly minBudgetPs: number;
  /** Null: round robin. */
  private readonly refills: readonly (RefillList | null)[];
  private readonly slicePs: readonly number[];
  private readonly consumedPs: number[];
  private readonly dueAtPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, 'partitioned'));
    this.timerCount = level.units.length;
    this.minBudgetPs = options.min_budget;
    this.refills = level.units.map(({ budgetPs, periodPs, options: own }) =>
      !level.enforceBudgets || budgetPs === null || periodPs === null || budgetPs === periodPs
        ? null
        : new RefillList(budgetPs, periodPs, options.min_budget, (own as UnitOptions).refills),
    );
    this.slicePs = level.units.map(({ budgetPs, periodPs }) =>
      budgetPs !== null && budgetPs === periodPs ? budgetPs : options.timeslice,
    );
    this.consumedPs = level.units.map(() => 0);
    this.dueAtPs = level.units.map(() => Number.POSITIVE_INFINITY);
  }

  protected override begin(u: number, nowPs: number): void {
    this.refills[u]?.start(nowPs);
    this.consumedPs[u] = 0;
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.dueAtPs[u] = Number.POSITIVE_INFINITY;
    this.level.disarm(u);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.refills[u]?.unblock(nowPs);
    this.rank(u, -this.level.units[u]!.priority, nowPs);
    this.checkHead(u, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override leave(u: number): void {
    this.commit(u);
  }

  protected override displaced(u: number, nowPs: number): void {
    this.commit(u);
    this.checkHead(u, nowPs);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    const headPs = this.refills[u]?.headPs ?? this.slicePs[u]!;
    return nowPs + Math.max(0, headPs - this.consumedPs[u]!);
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    this.consumedPs[u]! += heldPs;
    if (this.consumedPs[u]! < (this.refills[u]?.headPs ?? this.slicePs[u]!)) return;
    this.commit(u);
    if (!this.awake[u]) return;
    this.rank(u, -this.level.units[u]!.priority, behind(nowPs));
    this.checkHead(u, nowPs);
  }

  protected override fire(u: number, nowPs: number): void {
    if (nowPs < this.dueAtPs[u]!) return;
    this.dueAtPs[u] = Number.POSITIVE_INFINITY;
    if (!this.awake[u]) return;
    this.refills[u]?.unblock(nowPs);
    this.rank(u, -this.level.units[u]!.priority, behind(nowPs));
    this.checkHead(u, nowPs);
  }

  budgetLeftPs(u: number): number | null {
    const list = this.refills[u];
    if (list == null) return null;
    return this.entitled[u] ? list.headPs - this.consumedPs[u]! : 0;
  }

  /** Rule 2: what was used since the last commit. */
  private commit(u: number): void {
    const usedPs = this.consumedPs[u]!;
    this.consumedPs[u] = 0;
    if (usedPs > 0) this.refills[u]?.use(usedPs);
  }

  /** Rule 6. */
  private checkHead(u: number, nowPs: number): void {
    const list = this.refills[u];
    if (list == null) return;
    if (list.headAtPs <= nowPs && list.headPs >= this.minBudgetPs) {
      this.entitle(u);
      return;
    }
    this.disentitle(u);
    this.dueAtPs[u] = Math.max(nowPs, list.headAtPs);
    this.level.arm(u, this.dueAtPs[u]!);
  }
}

function admission(units: readonly UnitSpec[], _processorCount: number, options: Options): AdmissionProblem[] {
  const problems = [...budgetProblems(units), ...priorityProblems(units, 0, 255)];
  units.forEach(({ budgetPs }, unit) => {
    if (budgetPs === null || budgetPs <= 0 || budgetPs >= options.min_budget) return;
    const message = `budget ${timeText(budgetPs)} is below the minimum of ${timeText(options.min_budget)}`;
    problems.push({ unit, key: 'budget', message });
  });
  return problems;
}

export const mcs = {
  name: 'mcs',
  origin: 'seL4/seL4 src/kernel/sporadic.c (configuration MCS)',
  summary: 'Fixed priorities over sporadic budgets: what was used comes back a period later, in refills.',
  levels: ['hypervisor', 'guest'],
  workConserving: false,
  supply: { leastPs: periodicLeastPs, mostPs: slidingMostPs },
  reads: {
    budget: 'of the scheduling context; equal to the period: length of a turn',
    period: 'of the scheduling context',
    priority: '0 to 255, larger runs first',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission,
  create: (level: Level, options: Options) => new MixedCriticality(level, options),
} as const satisfies PolicyDefinition;
