/**
 * Time slices of units that share a key: a unit that used up its slice goes behind the others of the same key and gets a
 * new one. Held time counts (a kernel without steal accounting). A slice of `Infinity` never ends.
 */

/** Why a turn of less than 1 us is refused: a convention of ours, since it would only pay switches. */
export const leastQuantum = 'a shorter turn than 1 us is no schedule, only switches';

export class Slices {
  private readonly slicePs: readonly number[];
  private readonly leftPs: number[];

  constructor(slicePs: readonly number[]) {
    this.slicePs = slicePs;
    this.leftPs = slicePs.slice();
  }

  get anyEnds(): boolean {
    return this.slicePs.some((ps) => ps !== Number.POSITIVE_INFINITY);
  }

  renew(u: number): void {
    this.leftPs[u] = this.slicePs[u]!;
  }

  /** True when the slice ended; the next one begins at once and pays what was held too long. Burning is additive. */
  burn(u: number, ps: number): boolean {
    let leftPs = this.leftPs[u]! - ps;
    const ended = leftPs <= 0;
    if (ended) leftPs += Math.ceil((1 - leftPs) / this.slicePs[u]!) * this.slicePs[u]!;
    this.leftPs[u] = leftPs;
    return ended;
  }

  /** When the present slice began, after `burn` up to now: the instant that decides who was first, not that of looking. */
  beganAtPs(u: number, nowPs: number): number {
    return nowPs - (this.slicePs[u]! - this.leftPs[u]!);
  }

  endAtPs(u: number, nowPs: number): number {
    return nowPs + this.leftPs[u]!;
  }
}
