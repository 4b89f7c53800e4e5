/**
 * Periodic resources: every unit is promised its budget in each period, and no more; the promise of a period passes, used
 * or not.
 *
 * Queue: by the end of the period (earliest deadline first), then by period, then by unit. The budget is full at the start
 * of a period; it burns while the unit runs and also while it sleeps (an idling server of highest priority: what could
 * have been used is gone), so late work never finds a saved budget and no two budgets meet. An overrun is paid by the
 * next period. Units without a budget run after all others.
 *
 * Theory: Shin and Lee, RTSS 2003 (the model and its supply bound). No defaults: budget and period are needed.
 */
import { z } from 'zod';
import { budgetProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { periodicLeastPs, periodicMostPs } from '../supply-bounds.ts';

const never = Number.POSITIVE_INFINITY;
const last = 2 ** 53;

const parameters = z.object({ placement: placementParameter('global') });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class PeriodicResource extends RankedPolicy {
  readonly timerCount: number;
  private readonly limited: readonly boolean[];
  private readonly leftPs: number[];
  private readonly epochPs: number[];
  /** End of the period that `leftPs` belongs to. */
  private readonly endPs: number[];
  private readonly asleepFromPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.timerCount = level.units.length;
    this.limited = level.units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    this.leftPs = level.units.map(() => 0);
    this.epochPs = level.units.map(() => 0);
    this.endPs = level.units.map(() => 0);
    this.asleepFromPs = level.units.map(() => 0);
  }

  protected override begin(u: number, nowPs: number): void {
    this.epochPs[u] = nowPs;
    this.endPs[u] = nowPs;
    this.leftPs[u] = 0;
    this.asleepFromPs[u] = nowPs;
    this.entitle(u);
  }

  protected override end(u: number): void {
    this.level.disarm(u);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    if (!this.limited[u]) {
      this.rank(u, last, nowPs);
      return;
    }
    this.renew(u, nowPs);
    const { periodPs } = this.level.units[u]!;
    const sleptFromPs = Math.max(this.asleepFromPs[u]!, this.endPs[u]! - periodPs!);
    this.leftPs[u] = Math.max(Math.min(0, this.leftPs[u]!), this.leftPs[u]! - (nowPs - sleptFromPs));
    this.level.arm(u, this.endPs[u]!);
    this.rank(u, this.endPs[u]!, periodPs!);
    if (this.leftPs[u]! > 0) this.entitle(u);
    else this.disentitle(u);
  }

  protected override leave(u: number, nowPs: number): void {
    if (!this.limited[u]) return;
    this.asleepFromPs[u] = nowPs;
    this.level.disarm(u);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.limited[u] ? nowPs + this.leftPs[u]! : never;
  }

  protected override spend(u: number, heldPs: number): void {
    if (!this.limited[u]) return;
    this.leftPs[u]! -= heldPs;
    if (this.leftPs[u]! <= 0) this.disentitle(u);
  }

  protected override fire(u: number, nowPs: number): void {
    if (!this.limited[u] || !this.awake[u] || nowPs < this.endPs[u]!) return;
    this.renew(u, nowPs);
    this.level.arm(u, this.endPs[u]!);
    this.rank(u, this.endPs[u]!, this.level.units[u]!.periodPs!);
    if (this.leftPs[u]! > 0) this.entitle(u);
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.leftPs[u]! : null;
  }

  private renew(u: number, nowPs: number): void {
    if (nowPs < this.endPs[u]!) return;
    const { budgetPs, periodPs } = this.level.units[u]!;
    const epochPs = this.epochPs[u]!;
    this.endPs[u] = epochPs + (Math.floor((nowPs - epochPs) / periodPs!) + 1) * periodPs!;
    this.leftPs[u] = budgetPs! + Math.min(0, this.leftPs[u]!);
  }
}

export const periodicResource = {
  name: 'periodic-resource',
  origin: 'Shin and Lee, RTSS 2003',
  summary: 'A budget in each period, earliest period end first, never saved for later.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: periodicLeastPs, mostPs: periodicMostPs },
  reads: {
    budget: 'promised in each period',
    period: 'period of the promise; its end is the deadline',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new PeriodicResource(level, options),
} as const satisfies PolicyDefinition;
