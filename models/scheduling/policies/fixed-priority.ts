/**
 * Fixed priorities, pre-emptive: the unit with the largest priority runs; among equals the one that is ready longest.
 *
 * Queue: one per set of processors, ordered by priority, then by the instant of becoming ready. A pre-empted unit stays
 * the first of its priority. With a quantum, equals take turns. A unit that is not preemptible keeps its processor until
 * it blocks or runs out of budget.
 * Budget and period, where both are given, make a deferrable server: the budget is burned only while the unit holds a
 * processor, kept while it sleeps, and full again at each period; without budget left the unit does not run. An overrun
 * (work of the level below that cannot be cut off) is paid by the next refill.
 *
 * Theory: Liu and Layland, JACM 20(1), 1973; deferrable server: Strosnider et al., IEEE Trans. Computers 44(1), 1995.
 * No defaults of a product: without a quantum, equals run to completion.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { budgetProblems } from '../budget-checks.ts';
import { PeriodicBudgets } from '../periodic-budgets.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { leastQuantum, Slices } from '../slices.ts';

const parameters = z.object({
  quantum: time({ min: 1e6, by: leastQuantum })
    .optional()
    .describe('equal priorities take turns of this length; absent: run to completion'),
  preemptive: z.boolean().default(true).describe('false: a running unit keeps its processor until it blocks'),
  placement: placementParameter('global'),
});
const unitParameters = z.object({
  quantum: time({ min: 1e6, by: leastQuantum })
    .optional()
    .describe("slice of this unit among its equals; absent: the policy's quantum"),
});
type Options = z.output<typeof parameters>;
type UnitOptions = z.output<typeof unitParameters>;

class FixedPriority extends RankedPolicy {
  readonly timerCount: number;
  readonly keepsAccounts: boolean;
  private readonly budgets: PeriodicBudgets;
  private readonly limited: readonly boolean[];
  private readonly slices: Slices;
  private readonly preemptive: boolean;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.timerCount = level.units.length;
    this.budgets = new PeriodicBudgets(level);
    this.limited = level.units.map((_, u) => this.budgets.limits(u));
    this.slices = new Slices(
      level.units.map((unit) => (unit.options as UnitOptions).quantum ?? options.quantum ?? Number.POSITIVE_INFINITY),
    );
    this.keepsAccounts = this.limited.includes(true) || this.slices.anyEnds;
    this.preemptive = options.preemptive;
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.slices.renew(u);
    this.rank(u, -this.level.units[u]!.priority, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override replaceable(u: number): boolean {
    return this.preemptive && this.level.units[u]!.preemptible;
  }

  protected override begin(u: number, nowPs: number): void {
    this.budgets.begin(u, nowPs);
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.budgets.stop(u);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    const sliceEndPs = this.slices.endAtPs(u, nowPs);
    return this.limited[u] ? Math.min(sliceEndPs, this.budgets.runsFrom(u, nowPs)) : sliceEndPs;
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (this.slices.burn(u, heldPs) && this.awake[u]) {
      this.rank(u, -this.level.units[u]!.priority, behind(this.slices.beganAtPs(u, nowPs)));
    }
    if (this.limited[u] && this.budgets.burn(u, heldPs)) this.disentitle(u);
  }

  protected override fire(u: number, nowPs: number): void {
    if (this.budgets.refill(u, nowPs, this.on[u]! >= 0)) this.entitle(u);
  }

  override yield(u: number, nowPs: number): void {
    this.slices.renew(u);
    if (this.awake[u]) this.rank(u, -this.level.units[u]!.priority, behind(nowPs));
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.budgets.leftPs[u]! : null;
  }
}

export const fixedPriority = {
  name: 'fixed-priority',
  origin: 'Liu and Layland, JACM 20(1), 1973; OSEK, RTOS kernels and priority-driven hypervisors',
  summary: 'The largest priority runs; budgets, where given, are enforced as deferrable servers.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: {
    priority: 'larger runs first',
    budget: 'with a period: capacity of a deferrable server',
    period: 'with a budget: distance of refills',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new FixedPriority(level, options),
} as const satisfies PolicyDefinition;
