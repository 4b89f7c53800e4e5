/**
 * Constant bandwidth servers under earliest deadline first, soft as first published: a server that used its budget gets
 * a new one at once, and its deadline moves a period away, so it yields to more urgent ones but is never stopped.
 *
 * Queue: by server deadline, then by unit. On wake-up with budget q left before deadline d: if q >= (d - t) Q/P, the
 * deadline becomes t + P and the budget full; else both are kept. Units without budget and period run after all servers.
 *
 * Theory: Abeni and Buttazzo, RTSS 1998. Ties by unit, as PARTSim has them. No defaults.
 */
import { z } from 'zod';
import { compareProducts } from '../../../engine/compare-products.ts';
import { budgetProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { periodicLeastPs } from '../supply-bounds.ts';

const never = Number.POSITIVE_INFINITY;
/** After every deadline. */
const last = 2 ** 53;

const parameters = z.object({ placement: placementParameter('global') });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class ConstantBandwidth extends RankedPolicy {
  readonly timerCount = 0;
  private readonly served: readonly boolean[];
  private readonly leftPs: number[];
  private readonly deadlinePs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.served = level.units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    this.leftPs = level.units.map((unit) => unit.budgetPs ?? 0);
    this.deadlinePs = level.units.map(() => 0);
  }

  protected override begin(u: number, nowPs: number): void {
    this.deadlinePs[u] = nowPs;
    this.leftPs[u] = this.level.units[u]!.budgetPs ?? 0;
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    if (!this.served[u]) {
      this.rank(u, last, nowPs);
      return;
    }
    const { budgetPs, periodPs } = this.level.units[u]!;
    const leftPs = this.leftPs[u]!;
    const aheadPs = this.deadlinePs[u]! - nowPs;
    // left / ahead >= Q / P, also where an overrun made what is left negative: then the deadline must lie as far back.
    const renews =
      leftPs >= 0
        ? aheadPs <= 0 || compareProducts(leftPs, periodPs!, aheadPs, budgetPs!) >= 0
        : aheadPs < 0 && compareProducts(-leftPs, periodPs!, -aheadPs, budgetPs!) <= 0;
    if (renews) {
      this.deadlinePs[u] = nowPs + periodPs!;
      this.leftPs[u] = budgetPs!;
    }
    this.rank(u, this.deadlinePs[u]!, 0);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.served[u] ? nowPs + this.leftPs[u]! : never;
  }

  protected override spend(u: number, heldPs: number): void {
    if (!this.served[u]) return;
    const { budgetPs, periodPs } = this.level.units[u]!;
    this.leftPs[u]! -= heldPs;
    while (this.leftPs[u]! <= 0) {
      this.leftPs[u]! += budgetPs!;
      this.deadlinePs[u]! += periodPs!;
    }
    this.rank(u, this.deadlinePs[u]!, 0);
  }

  budgetLeftPs(u: number): number | null {
    return this.served[u] ? this.leftPs[u]! : null;
  }

  /** Deadline of the server, for tests and for people. */
  deadlineOfPs(u: number): number {
    return this.deadlinePs[u]!;
  }
}

export const cbs = {
  name: 'cbs',
  origin: 'Abeni and Buttazzo, RTSS 1998',
  summary: 'Deadline-ordered servers that postpone their deadline when the budget is used, and are never stopped.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: periodicLeastPs, mostPs: (_budgetPs: number, _periodPs: number, windowPs: number) => windowPs },
  reads: {
    budget: 'capacity of the server',
    period: 'period and relative deadline of the server',
    preemptible: 'false: keeps its processor until it blocks',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new ConstantBandwidth(level, options),
} as const satisfies PolicyDefinition;
