/**
 * Quantile functions: from a uniform 32-bit draw to a value of a distribution. All are monotone in the draw and stay
 * inside [min, max]; a larger draw never means a smaller value, so the same draw is the same luck everywhere.
 *
 * Values are integers from 0 to 2^53 - 1 (picoseconds, usually). Integers and exact splitting of products; where a curve
 * is needed (Weibull), knots are computed once with the four basic operations of IEEE 754 doubles, which give the same bits
 * in every JS engine, and rounded to integers; between knots the curve is a straight line.
 */
import { check } from './check.ts';
import { weibullKnots } from './weibull-knots.ts';

/** `draw` is an integer from 0 to 2^32 - 1. */
export type Quantile = (draw: number) => number;

/** All integers from min to max, equally likely (to 2^-32). */
export function uniform(min: number, max: number): Quantile {
  checkBounds(min, max);
  const count = max - min + 1;
  return (draw) => min + scaleByDraw(count, draw);
}

/**
 * Density rising in a straight line from min to mode and falling to max. The quantile function is a square root, taken
 * of integers to 26 bits: values are exact to (max - min) / 2^26.
 */
export function triangular(min: number, mode: number, max: number): Quantile {
  checkBounds(min, mode);
  checkBounds(mode, max);
  const range = max - min;
  if (range === 0) return () => min;
  // Share of the draws below the mode, in units of 2^-20, and the rest.
  const rise = Math.round(((mode - min) / range) * 2 ** 20);
  const fall = 2 ** 20 - rise;
  const firstFallingDraw = rise * 2 ** 12;
  return (draw) =>
    draw < firstFallingDraw
      ? min + scaleByRoot(range, integerRoot(draw * rise))
      : max - scaleByRoot(range, integerRoot((2 ** 32 - 1 - draw) * fall));
}

/**
 * Weibull between min and max with the given mean: the distribution of min + X, X Weibull with P(X > max - min) = 0.001,
 * under the condition that it stays below max. Shape and scale follow from the mean and from that remainder (as for
 * `WeibullEstimators` of AMALTHEA, whose parameters are lower bound, average, upper bound and `pRemainPromille`; the
 * remainder of 1 per mille is our default, assumed). The mean of the quantile function is `mean` to 1e-6 of the range.
 */
export function weibull(min: number, mean: number, max: number): Quantile {
  checkBounds(min, mean);
  checkBounds(mean, max);
  if (mean === min || mean === max) return () => mean;
  const knots = weibullKnots(max - min, mean - min);
  return (draw) => min + knots.at(draw);
}

export interface HistogramBin {
  readonly min: number;
  readonly max: number;
  /** Integer, at least 0. */
  readonly weight: number;
}

/** Bins in ascending order that do not overlap, chosen by weight (to 2^-32), uniform inside each (to 2^-20 of its width). */
export function histogram(bins: readonly HistogramBin[]): Quantile {
  const used = bins.filter((bin) => bin.weight > 0);
  check(used.length > 0, 'a histogram needs a bin with a weight');
  let total = 0n;
  for (const [i, bin] of used.entries()) {
    checkBounds(bin.min, bin.max);
    check(Number.isSafeInteger(bin.weight), 'weights of a histogram are integers');
    check(i === 0 || bin.min >= used[i - 1]!.max, 'bins of a histogram ascend and do not overlap');
    total += BigInt(bin.weight);
  }
  // Bin i holds the draws from starts[i] to starts[i + 1] - 1.
  const starts = new Float64Array(used.length + 1);
  let sum = 0n;
  for (const [i, bin] of used.entries()) {
    sum += BigInt(bin.weight);
    starts[i + 1] = Number((sum * 2n ** 32n) / total);
  }
  return (draw) => {
    const i = lastNotAbove(starts, draw);
    const bin = used[i]!;
    const inside = Math.floor(((draw - starts[i]!) * 2 ** 20) / (starts[i + 1]! - starts[i]!));
    return bin.min + scaleByDraw(bin.max - bin.min + 1, inside * 2 ** 12);
  };
}

/** floor(range * draw / 2^32), exact for range < 2^53 + 1 and draw < 2^32. */
export function scaleByDraw(range: number, draw: number): number {
  const high = Math.floor(range / 2 ** 32);
  const low = range - high * 2 ** 32;
  const lowHigh = Math.floor(low / 2 ** 16);
  const lowLow = low - lowHigh * 2 ** 16;
  // Nested floors are exact: every product stays below 2^53.
  return high * draw + Math.floor((lowHigh * draw + Math.floor((lowLow * draw) / 2 ** 16)) / 2 ** 16);
}

/** floor(range * root / 2^26), exact for range < 2^53 and root <= 2^26. */
function scaleByRoot(range: number, root: number): number {
  const high = Math.floor(range / 2 ** 26);
  return high * root + Math.floor(((range - high * 2 ** 26) * root) / 2 ** 26);
}

/** floor(sqrt(n)) for integers 0 <= n <= 2^52, by Newton's iteration from above. */
export function integerRoot(n: number): number {
  if (n < 2) return n;
  const high = Math.floor(n / 2 ** 32);
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(n);
  let root = 2 ** Math.ceil(bits / 2);
  for (;;) {
    const next = Math.floor((root + Math.floor(n / root)) / 2);
    if (next >= root) return root;
    root = next;
  }
}

/** Index of the last start that is not above `draw`; starts ascend, starts[0] is 0. */
function lastNotAbove(starts: Float64Array, draw: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= draw) low = middle;
    else high = middle;
  }
  return low;
}

function checkBounds(min: number, max: number): void {
  check(
    Number.isSafeInteger(min) && Number.isSafeInteger(max) && 0 <= min && min <= max,
    'bounds are ordered integers',
  );
}
