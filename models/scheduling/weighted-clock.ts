/**
 * Virtual time that passes slower for heavy units, in exact integers: after `dt` it grew by dt x 1024 / weight, with the
 * remainder carried, so that charging in pieces is charging at once. The neutral weight 256 is the 1024 of Linux (nice 0).
 */
import type { UnitSpec } from './policy.ts';

export class WeightedClock {
  /** Weights as Linux has them. */
  readonly weight: readonly number[];
  /** Virtual time of each unit, in ps at weight 1024. */
  readonly virtualPs: number[];
  private readonly rest: number[];

  constructor(units: readonly UnitSpec[]) {
    this.weight = units.map((unit) => unit.weight * 4);
    this.virtualPs = units.map(() => 0);
    this.rest = units.map(() => 0);
  }

  advance(u: number, dtPs: number): void {
    const weight = this.weight[u]!;
    const whole = Math.floor(dtPs / weight);
    const rest = (dtPs - whole * weight) * 1024 + this.rest[u]!;
    const carry = Math.floor(rest / weight);
    this.rest[u] = rest - carry * weight;
    this.virtualPs[u]! += whole * 1024 + carry;
  }

  /** Virtual time that `ps` of running is for the unit, rounded down. */
  virtualOf(u: number, ps: number): number {
    return Math.floor((ps * 1024) / this.weight[u]!);
  }

  /** Least running time after which at least `virtualPs` have passed. */
  realOf(u: number, virtualPs: number): number {
    return Math.max(0, Math.ceil((virtualPs * this.weight[u]!) / 1024));
  }
}
