/**
 * MemGuard's budgets at the rate level: how many lines a core may still fetch in the present period, when they will be
 * used up at the rate of the present steady state, and who stands still because they are (Yun et al., RTAS 2013; rules in
 * `regulators/memguard.ts`).
 *
 * One account for each core and VM. Lines are counted in millionths, spending is rounded up and the time until it is all
 * spent down, so a core never fetches more than its budget. Times are integer picoseconds; periods begin at multiples of the
 * period.
 */
import { mulDivCeil, mulDivFloor } from '../../../engine/time.ts';
import type { MemoryBudget } from '../regulator.ts';

const partsPerLine = 1e6;
/** More in one period is no limit to any memory. */
const mostBytes = 1e11;
/** A core that has spent its own takes this part of a budget at once from what others left over. */
const reclaimParts = 16;

export class BudgetGate {
  readonly #budget: MemoryBudget;
  readonly #vms: number;
  /** By core * vms + vm: budget of a period, what may be spent of it (less donations, plus what was reclaimed), what was. */
  readonly #full: number[];
  readonly #allowed: number[];
  readonly #spent: number[];
  /** Whether the account was used in the present period. */
  readonly #used: boolean[];
  #period = 0;
  #pool = 0;

  constructor(budget: MemoryBudget, cores: number, lineBytes: number) {
    this.#budget = budget;
    this.#vms = budget.bytes.length;
    this.#full = Array.from({ length: cores }, () => budget.bytes)
      .flat()
      .map((bytes) =>
        bytes === null || bytes > mostBytes ? Number.POSITIVE_INFINITY : mulDivFloor(bytes, partsPerLine, lineBytes),
      );
    this.#allowed = this.#full.slice();
    this.#spent = this.#full.map(() => 0);
    this.#used = this.#full.map(() => false);
  }

  get periodEndPs(): number {
    return (this.#period + 1) * this.#budget.periodPs;
  }

  /** Begins the period of `nowPs`: budgets are full again; with reclaim, what the last period left over is donated. */
  advanceTo(nowPs: number): void {
    const period = Math.floor(nowPs / this.#budget.periodPs);
    if (period === this.#period) return;
    const follows = period === this.#period + 1;
    this.#period = period;
    this.#pool = 0;
    for (let at = 0; at < this.#full.length; at += 1) {
      const full = this.#full[at]!;
      const left = this.#budget.reclaim && follows && this.#used[at] ? Math.max(0, full - this.#spent[at]!) : 0;
      this.#pool += left;
      this.#allowed[at] = full - left;
      this.#spent[at] = 0;
      this.#used[at] = false;
    }
  }

  has(core: number, vm: number): boolean {
    return this.#full[core * this.#vms + vm]! < Number.POSITIVE_INFINITY;
  }

  /** `core` fetched for `vm` during `elapsedPs`, all of it in the present period. */
  spend(core: number, vm: number, elapsedPs: number, linesPerSecond: number): void {
    const at = core * this.#vms + vm;
    if (this.#full[at] === Number.POSITIVE_INFINITY) return;
    this.#used[at] = true;
    this.#spent[at]! += mulDivCeil(elapsedPs, linesPerSecond, 1e12 / partsPerLine);
  }

  /**
   * Instant of this period at which the core, at that rate, has spent what it may; `nowPs` when it has and may not fetch any
   * more; `Infinity` when the period ends before.
   */
  spentAtPs(core: number, vm: number, linesPerSecond: number, nowPs: number): number {
    const at = core * this.#vms + vm;
    if (linesPerSecond === 0 || this.#full[at] === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    this.#used[at] = true;
    // Less than a line is as good as nothing.
    while (this.#allowed[at]! - this.#spent[at]! < partsPerLine) if (!this.#reclaim(at)) return nowPs;
    const left = this.#allowed[at]! - this.#spent[at]!;
    if (mulDivCeil(this.periodEndPs - nowPs, linesPerSecond, 1e12 / partsPerLine) <= left)
      return Number.POSITIVE_INFINITY;
    return nowPs + mulDivFloor(left, 1e12 / partsPerLine, linesPerSecond);
  }

  /** Whether what the core may fetch is spent; with best effort not once that is so for all that fetch. */
  standsStill(core: number, vm: number): boolean {
    const at = core * this.#vms + vm;
    if (!this.#used[at] || !this.#empty(at)) return false;
    return !(this.#budget.bestEffort && this.#used.every((used, other) => !used || this.#empty(other)));
  }

  #empty(at: number): boolean {
    return this.#allowed[at]! - this.#spent[at]! < partsPerLine && this.#pool < partsPerLine;
  }

  /** Takes from the pool of donations. */
  #reclaim(at: number): boolean {
    if (this.#pool < partsPerLine) return false;
    const taken = Math.min(this.#pool, Math.max(partsPerLine, Math.floor(this.#full[at]! / reclaimParts)));
    this.#pool -= taken;
    this.#allowed[at]! += taken;
    return true;
  }
}
