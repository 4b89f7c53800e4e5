/**
 * Distributions of the values of one kind of record, per subject, kept while a run goes on: counts in integer log-linear
 * buckets, exact minimum, maximum, count and sum, and the exact worst k with the item that each belongs to.
 *
 * Buckets: values below 128 each have their own; above, every power of two is split into 64 equal parts, so a bucket is
 * at most 1/64 of its lower edge wide and its middle is within 1 % (1/128) of any value in it. The layout is that of
 * HdrHistogram (G. Tene) with 64 parts. Values are integers from 0 to 2^53 - 1; at most 3 200 buckets per subject.
 */
import { check } from '../check.ts';
import type { RecordSink } from './record-sink.ts';

const parts = 64;
const firstShared = 2 * parts;

/** One of the worst values: which item had it, and when it was recorded. */
export interface WorstItem {
  readonly value: number;
  readonly item: number;
  readonly atPs: number;
}

/** Index of the bucket of `value`. */
export function bucketOf(value: number): number {
  if (value < firstShared) return value;
  let exponent = 0;
  let rest = value;
  // 32 bits at once where they are there; the rest fits clz32.
  if (rest >= 2 ** 32) {
    rest = Math.floor(rest / 2 ** 25);
    exponent = 25;
  }
  exponent += 25 - Math.clz32(rest);
  return exponent * parts + Math.floor(value / 2 ** exponent);
}

/** Smallest value of a bucket. */
export function bucketStart(bucket: number): number {
  if (bucket < firstShared) return bucket;
  const exponent = Math.floor(bucket / parts) - 1;
  return (bucket - exponent * parts) * 2 ** exponent;
}

export class Distribution {
  count = 0;
  /** Exact while below 2^53. */
  sum = 0;
  min = Infinity;
  max = -Infinity;
  /** The worst k, largest first; equal values in the order in which they came. */
  readonly worst: WorstItem[] = [];

  private readonly worstCount: number;
  private counts = new Float64Array(256);

  constructor(worstCount: number) {
    this.worstCount = worstCount;
  }

  add(value: number, item: number, atPs: number): void {
    check(Number.isSafeInteger(value) && value >= 0, 'a histogram takes integers from 0 to 2^53 - 1');
    const bucket = bucketOf(value);
    if (bucket >= this.counts.length) this.grow(bucket);
    this.counts[bucket]!++;
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.worst.length < this.worstCount || value > this.worst[this.worst.length - 1]!.value) {
      this.insertWorst({ value, item, atPs });
    }
  }

  /**
   * Value of rank ceil(share * count) (nearest rank), share = numerator / denominator in (0, 1]: the middle of its bucket,
   * within 1 %, clipped to [min, max]; exact for the last rank. NaN when there are no values.
   */
  quantile(numerator: number, denominator: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil((this.count * numerator) / denominator));
    if (rank >= this.count) return this.max;
    let below = 0;
    let bucket = -1;
    while (below < rank) below += this.counts[++bucket]!;
    const middle = Math.floor((bucketStart(bucket) + bucketStart(bucket + 1) - 1) / 2);
    return Math.min(Math.max(middle, this.min), this.max);
  }

  /** Calls `visit` for every bucket that is not empty, ascending: first and last value of the bucket, and its count. */
  forEachBucket(visit: (first: number, last: number, count: number) => void): void {
    for (let bucket = 0; bucket < this.counts.length; bucket++) {
      const count = this.counts[bucket]!;
      if (count > 0) visit(bucketStart(bucket), bucketStart(bucket + 1) - 1, count);
    }
  }

  private insertWorst(item: WorstItem): void {
    const { worst } = this;
    let at = worst.length;
    while (at > 0 && worst[at - 1]!.value < item.value) at--;
    worst.splice(at, 0, item);
    if (worst.length > this.worstCount) worst.pop();
  }

  private grow(bucket: number): void {
    const counts = new Float64Array(Math.max(bucket + 1, this.counts.length * 2));
    counts.set(this.counts);
    this.counts = counts;
  }
}

/** Observes one kind of record. */
export class Histogram implements RecordSink {
  private readonly kind: number;
  private readonly worstCount: number;
  private readonly distributions = new Map<number, Distribution>();

  /** @param worstCount how many of the worst items to keep exactly, per subject */
  constructor(kind: number, worstCount = 10) {
    this.kind = kind;
    this.worstCount = worstCount;
  }

  record(kind: number, atPs: number, subject: number, item: number, _object: number, value: number): void {
    if (kind !== this.kind) return;
    let distribution = this.distributions.get(subject);
    if (distribution === undefined) {
      distribution = new Distribution(this.worstCount);
      this.distributions.set(subject, distribution);
    }
    distribution.add(value, item, atPs);
  }

  /** The subject's distribution, or null when it had no record. */
  of(subject: number): Distribution | null {
    return this.distributions.get(subject) ?? null;
  }

  /** Subjects that had records, ascending. */
  subjects(): readonly number[] {
    return [...this.distributions.keys()].sort((a, b) => a - b);
  }
}
