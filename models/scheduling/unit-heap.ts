/**
 * A binary heap of units that knows where each unit stands, so that a unit may leave from the middle or change its rank.
 * Ranks live in arrays outside (`key`, then `order`, then `since`; smaller first), ties go to the lower unit: the order
 * is total, hence the same whatever the order of insertion. All operations are O(log n); nothing is allocated after the first fill.
 */
export class UnitHeap {
  private readonly key: readonly number[];
  private readonly order: readonly number[];
  private readonly since: readonly number[];
  private readonly slots: number[] = [];
  private readonly position: number[];
  private count = 0;

  constructor(key: readonly number[], order: readonly number[], since: readonly number[] = order) {
    this.key = key;
    this.order = order;
    this.since = since;
    this.position = key.map(() => -1);
  }

  get size(): number {
    return this.count;
  }

  /** The first unit, or -1. */
  top(): number {
    return this.count === 0 ? -1 : this.slots[0]!;
  }

  has(u: number): boolean {
    return this.position[u]! >= 0;
  }

  /** Unit at heap place `i` (0 <= i < size), in no useful order beyond place 0. */
  at(i: number): number {
    return this.slots[i]!;
  }

  before(a: number, b: number): boolean {
    let one = this.key[a]!;
    let other = this.key[b]!;
    if (one !== other) return one < other;
    one = this.order[a]!;
    other = this.order[b]!;
    if (one !== other) return one < other;
    one = this.since[a]!;
    other = this.since[b]!;
    return one !== other ? one < other : a < b;
  }

  insert(u: number): void {
    const i = this.count++;
    this.slots[i] = u;
    this.position[u] = i;
    this.rise(i);
  }

  remove(u: number): void {
    const i = this.position[u]!;
    if (i < 0) return;
    this.position[u] = -1;
    const last = --this.count;
    if (i === last) return;
    const moved = this.slots[last]!;
    this.slots[i] = moved;
    this.position[moved] = i;
    this.rise(i);
    this.sink(this.position[moved]!);
  }

  /** To be called after the rank of a unit inside changed. */
  moved(u: number): void {
    const i = this.position[u]!;
    if (i < 0) return;
    this.rise(i);
    this.sink(this.position[u]!);
  }

  private rise(start: number): void {
    const { slots, position } = this;
    const u = slots[start]!;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = slots[parent]!;
      if (!this.before(u, above)) break;
      slots[i] = above;
      position[above] = i;
      i = parent;
    }
    slots[i] = u;
    position[u] = i;
  }

  private sink(start: number): void {
    const { slots, position } = this;
    const n = this.count;
    const u = slots[start]!;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && this.before(slots[child + 1]!, slots[child]!)) child++;
      const below = slots[child]!;
      if (!this.before(below, u)) break;
      slots[i] = below;
      position[below] = i;
      i = child;
    }
    slots[i] = u;
    position[u] = i;
  }
}
