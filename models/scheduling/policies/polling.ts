/**
 * Polling servers under fixed priorities: work that is there when the period starts may use the budget, later work waits
 * for the next period.
 *
 * Queue: by priority, then by shorter period, then by readiness. At the start of a period the budget is full if the unit
 * is runnable; what is left when it blocks is lost. An overrun is paid by the next refill.
 *
 * Theory: Lehoczky, Sha, Strosnider, RTSS 1987. No defaults: budget and period are needed.
 */
import { z } from 'zod';
import { budgetProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { periodicLeastPs, periodicMostPs } from '../supply-bounds.ts';

const never = Number.POSITIVE_INFINITY;

const parameters = z.object({ placement: placementParameter('global') });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Polling extends RankedPolicy {
  readonly timerCount: number;
  private readonly limited: readonly boolean[];
  private readonly leftPs: number[];
  private readonly epochPs: number[];
  /** Start of the last period in which a budget was given. */
  private readonly polledPs: number[];
  private readonly dueAtPs: number[];

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.timerCount = level.units.length;
    this.limited = level.units.map((u) => level.enforceBudgets && u.budgetPs !== null && u.periodPs !== null);
    this.leftPs = level.units.map(() => 0);
    this.epochPs = level.units.map(() => 0);
    this.polledPs = level.units.map(() => -1);
    this.dueAtPs = level.units.map(() => never);
  }

  protected override begin(u: number, nowPs: number): void {
    this.epochPs[u] = nowPs;
    this.polledPs[u] = -1;
    this.leftPs[u] = 0;
    if (!this.limited[u]) this.entitle(u);
    else this.disentitle(u);
  }

  protected override end(u: number): void {
    this.wait(u, never);
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    const { priority, periodPs } = this.level.units[u]!;
    this.rank(u, -priority, periodPs ?? never, nowPs);
    if (!this.limited[u]) return;
    const since = (nowPs - this.epochPs[u]!) % periodPs!;
    if (since === 0 && this.polledPs[u] !== nowPs) this.poll(u, nowPs);
    else this.wait(u, nowPs - since + periodPs!);
  }

  protected override leave(u: number): void {
    if (!this.limited[u]) return;
    this.leftPs[u] = Math.min(0, this.leftPs[u]!);
    this.disentitle(u);
    this.wait(u, never);
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
    if (nowPs >= this.dueAtPs[u]!) this.poll(u, nowPs);
  }

  budgetLeftPs(u: number): number | null {
    return this.limited[u] ? this.leftPs[u]! : null;
  }

  private poll(u: number, nowPs: number): void {
    const { budgetPs, periodPs } = this.level.units[u]!;
    this.polledPs[u] = nowPs;
    this.leftPs[u] = budgetPs! + Math.min(0, this.leftPs[u]!);
    this.wait(u, nowPs - ((nowPs - this.epochPs[u]!) % periodPs!) + periodPs!);
    if (this.leftPs[u]! > 0) this.entitle(u);
  }

  private wait(u: number, atPs: number): void {
    if (this.dueAtPs[u] === atPs) return;
    this.dueAtPs[u] = atPs;
    if (atPs === never) this.level.disarm(u);
    else this.level.arm(u, atPs);
  }
}

export const polling = {
  name: 'polling',
  origin: 'Lehoczky, Sha, Strosnider, RTSS 1987',
  summary: 'Fixed-priority servers that look for work once per period and lose what they do not need.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  supply: { leastPs: periodicLeastPs, mostPs: periodicMostPs },
  reads: {
    budget: 'capacity of the server',
    period: 'distance of polls; among equal priorities the shorter goes first',
    priority: 'larger runs first',
    preemptible: 'false: keeps its processor until it blocks or its budget ends',
  },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => budgetProblems(units),
  create: (level: Level, options: Options) => new Polling(level, options),
} as const satisfies PolicyDefinition;
