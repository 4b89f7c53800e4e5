/**
 * Units that became ready in this instant and wait to be shared out to processors. The first pick of the instant takes
 * them in an order that does not depend on the order of the calls. Room for every unit once; nothing is allocated later.
 */
export class PendingUnits {
  private readonly slots: number[];
  private readonly inside: boolean[];
  private readonly before: (a: number, b: number) => boolean;
  private count = 0;
  private sincePs = 0;

  /** `before` must be a total order. */
  constructor(unitCount: number, before: (a: number, b: number) => boolean) {
    this.slots = Array.from({ length: unitCount }, () => -1);
    this.inside = Array.from({ length: unitCount }, () => false);
    this.before = before;
  }

  /** Units of an earlier instant are still here: nobody picked since. */
  isStale(nowPs: number): boolean {
    return this.count > 0 && nowPs > this.sincePs;
  }

  add(u: number, nowPs: number): void {
    this.sincePs = nowPs;
    if (this.inside[u]) return;
    this.inside[u] = true;
    this.slots[this.count++] = u;
  }

  /** Sorts and empties; the units are then `at(0)` to `at(n - 1)` until the next `add`. */
  take(): number {
    const { slots, inside, before, count } = this;
    for (let i = 0; i < count; i++) {
      const u = slots[i]!;
      inside[u] = false;
      let j = i - 1;
      for (; j >= 0 && before(u, slots[j]!); j--) slots[j + 1] = slots[j]!;
      slots[j + 1] = u;
    }
    this.count = 0;
    return count;
  }

  at(i: number): number {
    return this.slots[i]!;
  }
}
