/**
 * Knots of the truncated Weibull quantile function, for `quantile.ts`.
 *
 * With L = ln 1000 (a remainder of 1 per mille beyond the upper bound) and p uniform in [0, 1], the share of the range
 * is z(p) = (-ln(1 - 0.999 p) / L)^e, e = 1 / shape: e alone decides the mean. The mean falls from 1 (e = 0) to 0 as e
 * grows, so e is found from the mean of the very curve that is used: straight lines between the knots.
 *
 * Knots stand in octaves towards both ends, eight equal steps each: the curve bends near 0 for a mean near the upper
 * bound, and near 1 for a small one. Logarithm and exponential are computed here with the four basic operations only
 * (series below), so the knots have the same bits in every JS engine; `quantile.test.ts` compares them to `Math`.
 */
import { check } from './check.ts';

/** Octaves of the lower half: [2^19, 2^31); below them one straight line from 0. */
const lowestOctave = 19;
/** Octaves of the distance to the upper end: [2^3, 2^31); beyond them one straight line to the end. */
const nearestOctave = 3;
const firstUpper = 1 + (31 - lowestOctave) * 8;

/** Draws at which the curve has knots, ascending, from 0 to 2^32. */
const knotDraws: Float64Array = (() => {
  const draws = [0];
  for (let octave = lowestOctave; octave <= 30; octave++) {
    for (let step = 8; step < 16; step++) draws.push(2 ** (octave - 3) * step);
  }
  for (let octave = 30; octave >= nearestOctave; octave--) {
    for (let step = 16; step > 8; step--) draws.push(2 ** 32 - 2 ** (octave - 3) * step);
  }
  draws.push(2 ** 32 - 2 ** nearestOctave, 2 ** 32);
  return Float64Array.from(draws);
})();
const last = knotDraws.length - 1;

/** Index of the last knot that is not above `draw`. */
function knotBelow(draw: number): number {
  if (draw < 2 ** 31) {
    const octave = 31 - Math.clz32(draw);
    return octave < lowestOctave ? 0 : 1 + (octave - lowestOctave) * 8 + ((draw >>> (octave - 3)) & 7);
  }
  const rest = 2 ** 32 - 1 - draw;
  const octave = 31 - Math.clz32(rest);
  return octave < nearestOctave ? last - 1 : firstUpper + (30 - octave) * 8 + 7 - ((rest >>> (octave - 3)) & 7);
}

export class Knots {
  private readonly values: Float64Array;

  constructor(values: Float64Array) {
    this.values = values;
  }

  /** Value of the curve at `draw` (0..2^32-1), rounded down. */
  at(draw: number): number {
    const i = knotBelow(draw);
    const low = this.values[i]!;
    const high = this.values[i + 1]!;
    const from = knotDraws[i]!;
    // Rounding of the product can reach the next knot but, clipped, never pass it: the curve stays monotone.
    return Math.min(low + Math.floor(((high - low) * (draw - from)) / (knotDraws[i + 1]! - from)), high);
  }
}

/** Curves made before: the runs of a campaign ask for the same ones again and again. */
const known = new Map<string, Knots>();
const mostKnown = 8192;

/** The curve from 0 to `range` with the mean `mean`, 0 < mean < range. */
export function weibullKnots(range: number, mean: number): Knots {
  const key = `${range} ${mean}`;
  let knots = known.get(key);
  if (knots === undefined) {
    if (known.size === mostKnown) known.clear();
    knots = makeKnots(range, mean);
    known.set(key, knots);
  }
  return knots;
}

function makeKnots(range: number, mean: number): Knots {
  const logs = (logarithms ??= Float64Array.from(knotDraws, logarithmAt));
  const e = exponentOf(logs, range / mean - 1);
  const values = new Float64Array(last + 1);
  for (let i = 0; i <= last; i++) values[i] = Math.round(range * exponential(logs[i]! * e));
  return new Knots(values);
}

/**
 * The exponent for which 1 / mean - 1 is `odds`. For the plain power p^e that is e itself, so here it is nearly a straight
 * line: regula falsi (Illinois variant) takes a few steps.
 */
function exponentOf(logs: Float64Array, odds: number): number {
  const excess = (e: number) => 1 / meanShare(logs, e) - 1 - odds;
  let low = 0;
  let below = -odds;
  let high = 1;
  let above = excess(high);
  while (above < 0) {
    low = high;
    below = above;
    high *= 2;
    check(high < 2 ** 40, 'the mean of a Weibull distribution lies within 2^-32 of its lower bound');
    above = excess(high);
  }
  for (let step = 0; step < 60; step++) {
    const e = low + ((high - low) * below) / (below - above);
    const error = excess(e);
    if (Math.abs(error) <= 1e-9 * odds || e <= low || e >= high) return e;
    if (error < 0) {
      low = e;
      below = error;
      above /= 2;
    } else {
      high = e;
      above = error;
      below /= 2;
    }
  }
  return high;
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

const remainder = 0.001;
const lnThousand = 6.907755278982137;

/** ln z of the curve for e = 1, per knot; -Infinity at 0. Computed on first use. */
let logarithms: Float64Array | null = null;

function logarithmAt(draw: number): number {
  if (draw === 0) return Number.NEGATIVE_INFINITY;
  if (draw === 2 ** 32) return 0;
  return logarithm(-logarithm(1 - ((1 - remainder) * draw) / 2 ** 32) / lnThousand);
}

/** ln x for x > 0, to 14 digits: x = m * 2^k, then ln m = 2 atanh((m - 1) / (m + 1)). */
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

/** 1 / n for the series below: a product is cheaper than a quotient. */
const reciprocals = Float64Array.from({ length: 15 }, (_, n) => (n === 0 ? 0 : 1 / n));

/** e^x for x <= 0, to 14 digits: x = k ln 2 + r, then the series of e^r. */
export function exponential(x: number): number {
  if (x < -700) return 0;
  const k = Math.round(x / Math.LN2);
  const r = x - k * Math.LN2;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + sum * r * reciprocals[n]!;
  return k < -1000 ? 0 : sum / powersOfTwo[-k]!;
}

/** 2^0 to 2^1022: exact, by doubling. */
const powersOfTwo: Float64Array = (() => {
  const powers = new Float64Array(1023).fill(1);
  for (let n = 1; n < powers.length; n++) powers[n] = powers[n - 1]! * 2;
  return powers;
})();
