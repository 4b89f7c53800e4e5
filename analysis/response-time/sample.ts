/**
 * A growing set of durations of which order statistics are wanted at the end: exact up to `exactItems`, afterwards the
 * worst 100 exactly and the rest in log-linear buckets of less than 0.8 % width (7 leading bits). A value of a bucket is
 * told as its upper edge, so no percentile is ever told too small; count, minimum, mean and maximum stay exact.
 * Integers in picoseconds, 0 to 2^53 - 1.
 */
import type { Distribution } from '../fact.ts';
import { ExactSum } from './exact-sum.ts';
import { distributionOf, type Multiset, multisetOf } from './order-statistics.ts';

export const exactItemsDefault = 65_536;
const worstItems = 100;
const leadingValues = 128;

/** The largest value whose leading 8 bits are those of `value`. */
export function bucketUpperEdge(value: number): number {
  let width = 1;
  while (value / width >= 2 * leadingValues) width *= 2;
  return (Math.floor(value / width) + 1) * width - 1;
}

export class Sample {
  readonly #exactItems: number;
  /** All items, or (once there are buckets) the worst ones, ascending. */
  #items: number[] = [];
  #buckets: Map<number, number> | null = null;
  readonly #sum = new ExactSum();
  #count = 0;
  #max = 0;
  #min = Number.POSITIVE_INFINITY;

  constructor(exactItems: number = exactItemsDefault) {
    this.#exactItems = Math.max(exactItems, worstItems);
  }

  get count(): number {
    return this.#count;
  }

  get sumPs(): ExactSum {
    return this.#sum;
  }

  add(ps: number): void {
    this.#count += 1;
    this.#sum.add(ps);
    if (ps > this.#max) this.#max = ps;
    if (ps < this.#min) this.#min = ps;
    if (this.#buckets !== null) this.#addToBuckets(this.#buckets, ps);
    else if (this.#items.push(ps) > this.#exactItems) this.#fold();
  }

  #fold(): void {
    const ascending = [...Float64Array.from(this.#items).sort()];
    this.#items = ascending.slice(-worstItems);
    this.#buckets = new Map();
    for (const ps of ascending.slice(0, -worstItems)) addTo(this.#buckets, ps);
  }

  #addToBuckets(buckets: Map<number, number>, ps: number): void {
    const worst = this.#items;
    if (ps <= worst[0]!) {
      addTo(buckets, ps);
      return;
    }
    addTo(buckets, worst[0]!);
    let place = 0;
    while (place + 1 < worst.length && worst[place + 1]! < ps) {
      worst[place] = worst[place + 1]!;
      place += 1;
    }
    worst[place] = ps;
  }

  multiset(): Multiset {
    if (this.#buckets === null) return multisetOf(this.#items);
    // An edge may pass the least of the worst items: no bucketed item is larger than that one.
    const counts = new Map<number, number>();
    for (const [edge, count] of this.#buckets) {
      const value = Math.min(edge, this.#items[0]!);
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
    for (const ps of this.#items) counts.set(ps, (counts.get(ps) ?? 0) + 1);
    const entries = [...counts].sort(([a], [b]) => a - b);
    return { values: entries.map(([value]) => value), counts: entries.map(([, count]) => count), count: this.#count };
  }

  distribution(): Distribution {
    const distribution = distributionOf(this.multiset(), this.#count === 0 ? null : this.#sum.mean(this.#count));
    if (this.#count === 0) return distribution;
    return { ...distribution, minPs: this.#min, maxPs: this.#max, jitterPs: this.#max - this.#min };
  }
}

function addTo(buckets: Map<number, number>, ps: number): void {
  const edge = bucketUpperEdge(ps);
  buckets.set(edge, (buckets.get(edge) ?? 0) + 1);
}
