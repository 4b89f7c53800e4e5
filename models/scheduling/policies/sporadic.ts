/**
 * Sporadic servers under fixed priorities: what was used comes back one period after the use began.
 *
 * Queue: by priority, then by shorter period, then by readiness. When the unit becomes ready with budget, or gets budget
 * while ready, that instant is its activation; when it blocks or runs out, what it used since then is due one period after
 * the activation. At most `max_replenishments` amounts are remembered; a further one joins the last, at the later time.
 * An overrun is paid by the next amount that comes back.
 *
 * Theory: Sprunt, Sha, Lehoczky, Real-Time Systems 1(1), 1989; POSIX SCHED_SPORADIC, whose least limit of pending
 * replenishments is 4. No background priority.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { periodicLeastPs, slidingMostPs } from '../supply-bounds.ts';

const never = Number.POSITIVE_INFINITY;

const parameters = z.object({
  max_replenishments: count(1, 64).default(4).describe('4: POSIX _POSIX_SS_REPL_MAX'),
  placement: placementParameter('global'),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Sporadic extends RankedPolicy {
  readonly timerCount: number;
  private readonly limited: readonly boolean[];
  private readonly limit: number;
  private readonly leftPs: number[];
  private readonly activePs: number[];
  private readonly usedPs: number[];
  private readonly dueAtPs: number[][];
  private readonly duePs: number[][];
  private readonly dueCount: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    const n = options.max_replenishments;
    this.timerCount = level.units.length;
    this.limit = n;
    this.limited = level.units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    this.leftPs = level.units.map((unit) => unit.budgetPs ?? 0);
    this.activePs = level.units.map(() => 0);
    this.usedPs = level.units.map(() => 0);
    this.dueAtPs = level.units.map(() => Array.from({ length: n }, () => 0));
    this.duePs = level.units.map(() => Array.from({ length: n }, () => 0));
    this.dueCount = level.units.map(() => 0);
  }

  protected override begin(u: number): void {
    this.leftPs[u] = this.level.units[u]!.budgetPs ?? 0;
    this.usedPs[u] = 0;
    this.end(u);
    this.entitle(u);
  }

  protected override end(u: number): void {
    if (this.dueCount[u]! > 0) this.level.disarm(u);
    this.dueCount[u] = 0;
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    const { priority, periodPs } = this.level.units[u]!;
    this.rank(u, -priority, periodPs ?? never, nowPs);
    if (this.entitled[u]) this.activePs[u] = nowPs;
  }

  protected override leave(u: number): void {
    if (this.limited[u]) this.remember(u);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.limited[u] ? nowPs + this.leftPs[u]! : never;
  }

  protected override spend(u: number, heldPs: number): void {
    if (!this.limited[u]) return;
    this.leftPs[u]! -= heldPs;
    this.usedPs[u]! += heldPs;
    if (this.leftPs[u]! > 0) return;
    this.remember(u);
    this.disentitle(u);
  }

  protected override fire(u: number, nowPs: number): void {
    const at = this.dueAtPs[u]!;
    const amounts = this.duePs[u]!;
    let n = 0;
    while (n < this.dueCount[u]! && at[n]! <= nowPs) this.leftPs[u]! += amounts[n++]!;
    if (n === 0) return;
    const rest = (this.dueCount[u]! -= n);
    for (let i = 0; i < rest; i++) {
      at[i] = at[i + n]!;
      amounts[i] = amounts[i + n]!;
    }
    if (rest > 0) this.level.arm(u, at[0]!);
    if (this.leftPs[u]! <= 0 || this.entitled[u]) return;
    this.activePs[u] = nowPs;
    this.entitle(u);
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.leftPs[u]! : null;
  }

  /** What was used since the activation comes back one period after it. */
  private remember(u: number): void {
    const usedPs = this.usedPs[u]!;
    if (usedPs === 0) return;
    this.usedPs[u] = 0;
    const at = this.dueAtPs[u]!;
    const amounts = this.duePs[u]!;
    const dueAtPs = this.activePs[u]! + this.level.units[u]!.periodPs!;
    if (this.dueCount[u]! < this.limit) {
      const i = this.dueCount[u]!++;
      at[i] = dueAtPs;
      amounts[i] = usedPs;
    } else {
      at[this.limit - 1] = dueAtPs;
      amounts[this.limit - 1]! += usedPs;
    }
    this.level.arm(u, at[0]!);
  }
}

export const sporadic = {
  name: 'sporadic',
  origin: 'Sprunt, Sha, Lehoczky, Real-Time Systems 1(1), 1989; POSIX SCHED_SPORADIC',
  summary: 'Fixed-priority servers whose used budget comes back one period after the use began.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: periodicLeastPs, mostPs: slidingMostPs },
  reads: {
    budget: 'capacity of the server',
    period: 'time until used budget comes back; among equal priorities the shorter goes first',
    priority: 'larger runs first',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new Sporadic(level, options),
} as const satisfies PolicyDefinition;
