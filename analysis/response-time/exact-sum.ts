/**
 * Sums of picoseconds that may pass 2^53 (ten minutes of overload add up to more), kept exactly in two integers.
 */
const radix = 2 ** 52;

export class ExactSum {
  #high = 0;
  #low = 0;

  /** @param amount integer in 0..2^53 - 1 */
  add(amount: number): void {
    // Both terms lie below 2^53, and one of them below 2^52: reduce before adding so that the sum stays exact.
    let rest = amount;
    if (rest >= radix) {
      rest -= radix;
      this.#high += 1;
    }
    this.#low += rest;
    if (this.#low >= radix) {
      this.#low -= radix;
      this.#high += 1;
    }
  }

  addSum(other: ExactSum): void {
    this.add(other.#low);
    this.#high += other.#high;
  }

  value(): bigint {
    return BigInt(this.#high) * BigInt(radix) + BigInt(this.#low);
  }

  /** Exact below 2^53, else the nearest double. */
  toNumber(): number {
    return Number(this.value());
  }

  /** Mean of `count` items, rounded half up to a whole picosecond. */
  mean(count: number): number {
    return roundedMean(this.value(), count);
  }
}

/** sum / count, rounded half up. */
export function roundedMean(sum: bigint, count: number): number {
  const divisor = BigInt(count);
  return Number((sum * 2n + divisor) / (divisor * 2n));
}
