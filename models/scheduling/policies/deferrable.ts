/**
 * Deferrable servers under fixed priorities: the budget waits for work until the end of its period.
 *
 * Queue: by priority, then by shorter period (rate monotonic), then by readiness. The budget is burned while running,
 * kept while asleep, full again at each period; a unit without budget waits. Units without a budget are plain threads.
 * An overrun is paid by the next refill.
 *
 * Theory: Strosnider, Lehoczky, Sha, IEEE Trans. Computers 44(1), 1995. No defaults: budget and period are needed.
 */
import { z } from 'zod';
import { budgetProblems } from '../budget-checks.ts';
import { PeriodicBudgets } from '../periodic-budgets.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { deferrableLeastPs, deferrableMostPs } from '../supply-bounds.ts';

const parameters = z.object({ placement: placementParameter('global') });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Deferrable extends RankedPolicy {
  readonly timerCount: number;
  private readonly budgets: PeriodicBudgets;
  private readonly limited: readonly boolean[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.timerCount = level.units.length;
    this.budgets = new PeriodicBudgets(level);
    this.limited = level.units.map((_, u) => this.budgets.limits(u));
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    const { priority, periodPs } = this.level.units[u]!;
    this.rank(u, -priority, periodPs ?? Number.POSITIVE_INFINITY, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override begin(u: number, nowPs: number): void {
    this.budgets.begin(u, nowPs);
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.budgets.stop(u);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.limited[u] ? this.budgets.runsFrom(u, nowPs) : Number.POSITIVE_INFINITY;
  }

  protected override spend(u: number, heldPs: number): void {
    if (this.limited[u] && this.budgets.burn(u, heldPs)) this.disentitle(u);
  }

  protected override fire(u: number, nowPs: number): void {
    if (this.budgets.refill(u, nowPs, this.on[u]! >= 0)) this.entitle(u);
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.budgets.leftPs[u]! : null;
  }
}

export const deferrable = {
  name: 'deferrable',
  origin: 'Strosnider, Lehoczky, Sha, IEEE Trans. Computers 44(1), 1995',
  summary: 'Fixed-priority servers whose budget waits for work until the end of its period.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: deferrableLeastPs, mostPs: deferrableMostPs },
  reads: {
    budget: 'capacity of the server',
    period: 'distance of refills; among equal priorities the shorter goes first',
    priority: 'larger runs first',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new Deferrable(level, options),
} as const satisfies PolicyDefinition;
