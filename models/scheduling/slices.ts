/**
 * Time slices of units that share a key: a unit that used up its slice goes behind the others of the same key and gets a
 * new one. Held time counts (a kernel without steal accounting). A slice of `Infinity` never ends.
 */
export class Slices {
  private readonly slicePs: readonly number[];
  private readonly leftPs: number[];

  constructor(slicePs: readonly number[]) {
    this.slicePs = slicePs;
    this.leftPs = slicePs.slice();
  }

  renew(u: number): void {
    this.leftPs[u] = this.slicePs[u]!;
  }

  /** True when the slice ended; it is renewed at once. */
  burn(u: number, ps: number): boolean {
    this.leftPs[u]! -= ps;
    if (this.leftPs[u]! > 0) return false;
    this.renew(u);
    return true;
  }

  endAtPs(u: number, nowPs: number): number {
    return nowPs + this.leftPs[u]!;
  }
}
