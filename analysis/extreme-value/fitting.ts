/**
 * Fits by L-moments (probability-weighted moments): closed forms, no iteration that might not end, and better than maximum
 * likelihood for the small samples that block maxima leave.
 *
 * Theory: Hosking, Wallis, Wood, Technometrics 27(3), 1985 (extreme value); Hosking and Wallis, Technometrics 29(3), 1987
 * (Pareto); the approximation of the shape: Hosking 1985, error below 9e-4 for shapes between -0.5 and 0.5.
 */
import type { ExtremeValue, Pareto } from './distributions.ts';
import { gamma, logarithm, power } from './elementary.ts';

/** First three L-moments of samples in ascending order; unbiased. At least 3 samples. */
export function lMoments(ascending: readonly number[]): readonly [number, number, number] {
  const n = ascending.length;
  let b0 = 0;
  let b1 = 0;
  let b2 = 0;
  for (let i = 0; i < n; i += 1) {
    const x = ascending[i]!;
    b0 += x;
    b1 += (x * i) / (n - 1);
    b2 += (x * i * (i - 1)) / ((n - 1) * (n - 2));
  }
  b0 /= n;
  b1 /= n;
  b2 /= n;
  return [b0, 2 * b1 - b0, 6 * b2 - 6 * b1 + b0];
}

const euler = 0.5772156649015329;
const ln2 = 0.6931471805599453;

/** Null when all samples are equal or the shape leaves (-1, 1). */
export function fitExtremeValue(ascending: readonly number[]): ExtremeValue | null {
  const [l1, l2, l3] = lMoments(ascending);
  if (!(l2 > 0)) return null;
  const skew = l3 / l2;
  const c = 2 / (3 + skew) - ln2 / logarithm(3);
  // Hosking's k is the negative of Coles's shape.
  const k = 7.859 * c + 2.9554 * c * c;
  if (Math.abs(k) < 1e-6) return { location: l1 - (euler * l2) / ln2, scale: l2 / ln2, shape: 0 };
  if (k <= -0.5 || k >= 1) return null;
  const g = gamma(1 + k);
  const scale = (l2 * k) / ((1 - power(2, -k)) * g);
  return { location: l1 - (scale * (1 - g)) / k, scale, shape: -k };
}

/** Excesses in ascending order, all above 0. */
export function fitPareto(ascending: readonly number[], threshold: number): Pareto | null {
  const [l1, l2] = lMoments(ascending);
  if (!(l2 > 0)) return null;
  const k = l1 / l2 - 2;
  if (k <= -0.5 || k >= 1) return null;
  return { location: threshold, scale: l1 * (1 + k), shape: -k };
}
