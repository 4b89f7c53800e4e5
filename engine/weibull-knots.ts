/**
 * Knots of the truncated Weibull quantile function, for `quantile.ts`.
 *
 * With L = ln 1000 (a remainder of 1 per mille beyond the upper bound) and p uniform in [0, 1], the share of the range
 * is z(p) = (-ln(1 - 0.999 p) / L)^e, e = 1 / shape: e alone decides the mean. z falls from 1 (e = 0) to 0 as e grows, so
 * e is found by bisection of the mean of the very curve that is used: straight lines between the knots.
 *
 * Knots: 128 equal steps of p up to 127/128, then the rest halved again and again down to 2^-31, since for a small
 * mean everything happens near the upper end. Logarithm and exponential are computed here with the four basic operations
 * only (series below), so the knots have the same bits in every JS engine; `quantile.test.ts` compares them to `Math`.
 */
import { check } from './check.ts';

const steps = 128;
const stepDraws = 2 ** 25;
const halvings = 24;
/** Draws at which the curve has knots, ascending, from 0 to 2^32. */
const knotDraws: Float64Array = (() => {
  const draws: number[] = [];
  for (let step = 0; step < steps; step++) draws.push(step * stepDraws);
  for (let halving = 1; halving <= halvings; halving++) draws.push(2 ** 32 - stepDraws / 2 ** halving);
  draws.push(2 ** 32);
  return Float64Array.from(draws);
})();
const last = knotDraws.length - 1;

const remainder = 0.001;
const lnThousand = 6.907755278982137;

/** ln(z) of the curve for e = 1, per knot; -Infinity at 0. Computed on first use. */
let logarithms: Float64Array | null = null;

export class Knots {
  private readonly values: Float64Array;

  constructor(values: Float64Array) {
    this.values = values;
  }

  /** Value of the curve at `draw` (0..2^32-1), rounded down. */
  at(draw: number): number {
    const rest = 2 ** 32 - draw;
    const i =
      rest > stepDraws ? Math.floor(draw / stepDraws) : steps - 1 + Math.min(Math.clz32(rest - 1) - 7, halvings);
    const low = this.values[i]!;
    const from = knotDraws[i]!;
    // Rounding of the product can reach the next knot but, clipped, never pass it: the curve stays monotone.
    const rise = Math.floor(((this.values[i + 1]! - low) * (draw - from)) / (knotDraws[i + 1]! - from));
    return Math.min(low + rise, this.values[i + 1]!);
  }
}

/** The curve from 0 to `range` with the mean `mean`, 0 < mean < range. */
export function weibullKnots(range: number, mean: number): Knots {
  const logs = (logarithms ??= Float64Array.from(knotDraws, logarithmAt));
  const share = mean / range;
  let low = 0;
  let high = 1;
  while (high < 2 ** 40 && meanShare(logs, high) > share) {
    low = high;
    high *= 2;
  }
  check(high < 2 ** 40, 'the mean of a Weibull distribution lies within 2^-32 of its lower bound');
  for (let halving = 0; halving < 44; halving++) {
    const middle = (low + high) / 2;
    if (meanShare(logs, middle) > share) low = middle;
    else high = middle;
  }
  const values = new Float64Array(last + 1);
  for (let i = 0; i <= last; i++) values[i] = Math.round(range * exponential(logs[i]! * high));
  return new Knots(values);
}

/** Mean of the curve for exponent e, as a share of the range: trapezoids. */
function meanShare(logs: Float64Array, e: number): number {
  let sum = 0;
  let left = 0;
  for (let i = 1; i <= last; i++) {
    const right = exponential(logs[i]! * e);
    sum += (left + right) * (knotDraws[i]! - knotDraws[i - 1]!);
    left = right;
  }
  return sum / 2 ** 33;
}

function logarithmAt(draw: number): number {
  if (draw === 0) return Number.NEGATIVE_INFINITY;
  if (draw === 2 ** 32) return 0;
  const p = draw / 2 ** 32;
  return logarithm(-logarithm(1 - (1 - remainder) * p) / lnThousand);
}

/** ln x for x > 0, to about 1 unit in the 15th digit: x = m * 2^k, then ln m = 2 atanh((m - 1) / (m + 1)). */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const t2 = t * t;
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * t2 + 1 / n;
  return exponent * Math.LN2 + 2 * t * sum;
}

/** e^x for x <= 0, to about 1 unit in the 15th digit: x = k ln 2 + r, then the series of e^r. */
export function exponential(x: number): number {
  if (x < -700) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * Math.LN2;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n;
  for (let halving = k; halving < 0; halving++) sum /= 2;
  return sum;
}
