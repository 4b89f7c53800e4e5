/**
 * Budgets that are full again at fixed instants, one period apart: what a deferrable server keeps (Strosnider, Lehoczky,
 * Sha, IEEE Trans. Computers 44(1), 1995). A unit takes part when it has a budget and a period. Overrun (a debt of the
 * level below that could not be cut off) makes the budget negative; the next refill pays it.
 *
 * A refill timer (id = unit) runs only while something is missing, so a full budget costs no events.
 */
import type { Level } from './policy.ts';

export class PeriodicBudgets {
  readonly leftPs: number[];
  private readonly level: Level;
  private readonly epochPs: number[];
  private readonly refillAtPs: number[];

  constructor(level: Level) {
    this.level = level;
    this.leftPs = level.units.map((unit) => unit.budgetPs ?? 0);
    this.epochPs = level.units.map(() => 0);
    this.refillAtPs = level.units.map(() => Number.POSITIVE_INFINITY);
  }

  limits(u: number): boolean {
    const unit = this.level.units[u]!;
    return this.level.enforceBudgets && unit.budgetPs !== null && unit.periodPs !== null;
  }

  /** Periods count from here. */
  begin(u: number, nowPs: number): void {
    this.epochPs[u] = nowPs;
    this.leftPs[u] = this.level.units[u]!.budgetPs ?? 0;
    this.stop(u);
  }

  stop(u: number): void {
    if (this.refillAtPs[u] === Number.POSITIVE_INFINITY) return;
    this.refillAtPs[u] = Number.POSITIVE_INFINITY;
    this.level.disarm(u);
  }

  /** The unit is about to run until this instant or later: from here on boundaries matter. Returns the budget's end. */
  runsFrom(u: number, nowPs: number): number {
    if (this.refillAtPs[u] === Number.POSITIVE_INFINITY) this.armNext(u, nowPs);
    return nowPs + (this.leftPs[u]! > 0 ? this.leftPs[u]! : 0);
  }

  /** Burns; true when nothing is left. */
  burn(u: number, ps: number): boolean {
    this.leftPs[u]! -= ps;
    return this.leftPs[u]! <= 0;
  }

  /** The timer of `u`; true when a boundary passed and something is there. */
  refill(u: number, nowPs: number, holdsProcessor: boolean): boolean {
    if (nowPs < this.refillAtPs[u]!) return false;
    const budgetPs = this.level.units[u]!.budgetPs!;
    const left = this.leftPs[u]! + budgetPs;
    this.leftPs[u] = left < budgetPs ? left : budgetPs;
    this.refillAtPs[u] = Number.POSITIVE_INFINITY;
    if (holdsProcessor || left < budgetPs) this.armNext(u, nowPs);
    return this.leftPs[u]! > 0;
  }

  private armNext(u: number, nowPs: number): void {
    const periodPs = this.level.units[u]!.periodPs!;
    const epochPs = this.epochPs[u]!;
    this.refillAtPs[u] = epochPs + (Math.floor((nowPs - epochPs) / periodPs) + 1) * periodPs;
    this.level.arm(u, this.refillAtPs[u]!);
  }
}
