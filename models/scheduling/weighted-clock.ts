/**
 * Virtual time that passes slower for heavy units, in exact integers: after `dt` it grew by dt x 1024 / weight, with the
 * remainder carried, so that charging in pieces is charging at once. The neutral weight 256 is the 1024 of Linux (nice 0).
 */
import { z } from 'zod';
import type { UnitSpec } from './policy.ts';

/** Parameter `nice` of a unit, for policies of Linux. */
export const niceParameter = z
  .number()
  .int()
  .min(-20)
  .max(19)
  .optional()
  .describe('scales the weight: a step is a factor of about 1.25 (sched_prio_to_weight); absent: 0');

/** Weights of nice -20 to 19: Linux `kernel/sched/core.c`, sched_prio_to_weight. */
export const niceWeights: readonly number[] = [
  88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, 9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991,
  1586, 1277, 1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, 110, 87, 70, 56, 45, 36, 29, 23, 18, 15,
];

/** Weight as Linux has it: of the unit, times that of its nice value. */
function weightOf({ weight, options }: UnitSpec): number {
  const { nice = 0 } = (options ?? {}) as { nice?: number };
  return nice === 0 ? weight * 4 : Math.max(1, Math.round((weight * 4 * niceWeights[nice + 20]!) / 1024));
}

export class WeightedClock {
  /** Weights as Linux has them. */
  readonly weight: number[];
  /** Virtual time of each unit, in ps at weight 1024. */
  readonly virtualPs: number[];
  private readonly rest: number[];

  constructor(units: readonly UnitSpec[]) {
    this.weight = units.map(weightOf);
    this.virtualPs = units.map(() => 0);
    this.rest = units.map(() => 0);
  }

  /** From now on the unit's time passes by another weight. */
  setWeight(u: number, weight: number): void {
    if (this.weight[u] === weight) return;
    this.weight[u] = weight;
    // The remainder counts in parts of the old weight: less than 1 ps of virtual time.
    this.rest[u] = 0;
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
