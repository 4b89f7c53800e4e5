/**
 * Units that became ready in this instant and wait to be shared out to processors. The first pick of the instant takes
 * them in an order that does not depend on the order of the calls. Room for every unit once; nothing is allocated later.
 */
/** Up to so many are sorted by insertion. */
const fewUnits = 12;

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

  /** Sorts and empties; the units are then `at(0)` to `at(n - 1)` until the next `add`. O(n log n). */
  take(): number {
    const { slots, inside, count } = this;
    for (let i = 0; i < count; i++) inside[slots[i]!] = false;
    if (count > fewUnits) this.sortMany(count);
    else this.sortFew(count);
    this.count = 0;
    return count;
  }

  /** By insertion: no faster way for a few. */
  private sortFew(count: number): void {
    const { slots, before } = this;
    for (let i = 1; i < count; i++) {
      const u = slots[i]!;
      let j = i - 1;
      for (; j >= 0 && before(u, slots[j]!); j--) slots[j + 1] = slots[j]!;
      slots[j + 1] = u;
    }
  }

  /** Heapsort: in place, for instants at which many become ready at once. */
  private sortMany(count: number): void {
    const { slots } = this;
    for (let i = (count >> 1) - 1; i >= 0; i--) this.sink(i, count);
    for (let end = count - 1; end > 0; end--) {
      const last = slots[0]!;
      slots[0] = slots[end]!;
      slots[end] = last;
      this.sink(0, end);
    }
  }

  /** Restores the heap below `start`, the last one on top. */
  private sink(start: number, count: number): void {
    const { slots, before } = this;
    const u = slots[start]!;
    let i = start;
    for (let child = 2 * i + 1; child < count; child = 2 * i + 1) {
      if (child + 1 < count && before(slots[child]!, slots[child + 1]!)) child++;
      if (!before(u, slots[child]!)) break;
      slots[i] = slots[child]!;
      i = child;
    }
    slots[i] = u;
  }

  at(i: number): number {
    return this.slots[i]!;
  }
}
