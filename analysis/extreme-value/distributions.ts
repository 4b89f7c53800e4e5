/**
 * The three limits of extremes: the generalised extreme value distribution of block maxima (Gumbel where its shape is 0), and
 * the generalised Pareto distribution of excesses over a threshold. Positive shapes have heavy tails without an end, negative
 * ones end somewhere.
 *
 * Theory: Coles, "An Introduction to Statistical Modeling of Extreme Values", 2001, chapters 3 and 4. The sign of the shape is
 * that of Coles (xi); hydrology has the opposite one.
 */
import { exponential, logarithm, power } from './elementary.ts';

export interface ExtremeValue {
  readonly location: number;
  /** Above 0. */
  readonly scale: number;
  readonly shape: number;
}

/** Shapes nearer to 0 count as 0: the limit is continuous. */
const nearlyZero = 1e-9;

export function extremeValueCdf({ location, scale, shape }: ExtremeValue, x: number): number {
  const z = (x - location) / scale;
  if (Math.abs(shape) < nearlyZero) return exponential(-exponential(-z));
  const inside = 1 + shape * z;
  if (inside <= 0) return shape > 0 ? 0 : 1;
  return exponential(-power(inside, -1 / shape));
}

/** @param share between 0 and 1, both excluded */
export function extremeValueQuantile({ location, scale, shape }: ExtremeValue, share: number): number {
  const y = -logarithm(share);
  if (Math.abs(shape) < nearlyZero) return location - scale * logarithm(y);
  return location + (scale / shape) * (power(y, -shape) - 1);
}

/** Excesses over a threshold; `location` is the threshold. */
export type Pareto = ExtremeValue;

export function paretoCdf({ location, scale, shape }: Pareto, x: number): number {
  const z = (x - location) / scale;
  if (z <= 0) return 0;
  if (Math.abs(shape) < nearlyZero) return 1 - exponential(-z);
  const inside = 1 + shape * z;
  return inside <= 0 ? 1 : 1 - power(inside, -1 / shape);
}

export function paretoQuantile({ location, scale, shape }: Pareto, share: number): number {
  if (Math.abs(shape) < nearlyZero) return location - scale * logarithm(1 - share);
  return location + (scale / shape) * (power(1 - share, -shape) - 1);
}
