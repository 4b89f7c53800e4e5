/**
 * A growing set of durations of which order statistics are wanted at the end: exact up to `exactItems`, afterwards the
 * worst 100 exactly and the rest in the log-linear buckets of `engine/trace/histogram.ts` (at most 1/64 wide). A value of
 * a bucket is told as the bucket's last, so that no percentile is ever told too small. Count, minimum, mean and maximum
 * stay exact. Integers in picoseconds, 0 to 2^53 - 1.
 */
import { Distribution as Buckets } from '../../engine/trace/histogram.ts';
import type { Distribution } from '../fact.ts';
import { ExactSum } from './exact-sum.ts';
import { distributionOf, type Multiset, multisetOf, withItems } from './order-statistics.ts';

export const exactItemsDefault = 65_536;
export const worstItems = 100;

export class Sample {
  readonly #exactItems: number;
  #items: number[] = [];
  #buckets: Buckets | null = null;
  readonly #sum = new ExactSum();
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

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
    if (ps < this.#min) this.#min = ps;
    if (ps > this.#max) this.#max = ps;
    if (this.#buckets !== null) this.#buckets.add(ps, -1, 0);
    else if (this.#items.push(ps) > this.#exactItems) this.#fold();
  }

  #fold(): void {
    this.#buckets = new Buckets(worstItems);
    for (const ps of this.#items) this.#buckets.add(ps, -1, 0);
    this.#items = [];
  }

  multiset(): Multiset {
    if (this.#buckets === null) return multisetOf(this.#items);
    const worst = this.#buckets.worst.map(({ value }) => value);
    const least = worst[worst.length - 1]!;
    const values: number[] = [];
    const counts: number[] = [];
    this.#buckets.forEachBucket((first, last, count) => {
      const rest = count - worst.filter((ps) => ps >= first && ps <= last).length;
      if (rest === 0) return;
      // The worst items are told one by one, and none of the others is larger than the least of them.
      values.push(Math.min(last, least));
      counts.push(rest);
    });
    return withItems({ values, counts, count: this.#count - worst.length }, worst);
  }

  distribution(): Distribution {
    const distribution = distributionOf(this.multiset(), this.#count === 0 ? null : this.#sum.mean(this.#count));
    if (this.#count === 0) return distribution;
    return { ...distribution, minPs: this.#min, maxPs: this.#max, jitterPs: this.#max - this.#min };
  }
}
