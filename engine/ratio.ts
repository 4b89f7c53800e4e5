/**
 * Exact ratios of integers, for shares, probabilities and speeds that must not pick up the last digit of a double.
 * Always reduced, denominator positive, both within 2^53. Intermediate products are taken in BigInt: not for hot paths.
 */
import { check } from './check.ts';

export interface Ratio {
  readonly numerator: number;
  /** At least 1. */
  readonly denominator: number;
}

/** numerator / denominator, reduced. `InternalError` for non-integers or a denominator of 0. */
export function ratio(numerator: number, denominator: number): Ratio {
  check(Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator), 'a ratio is made of two integers');
  return reduced(BigInt(numerator), BigInt(denominator));
}

/** Reads a decimal like `0.1` or `12.5` exactly. */
export function ratioOfDecimal(text: string): Ratio {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  check(match !== null, 'a decimal consists of digits and at most one point');
  const fraction = match[3] ?? '';
  const digits = BigInt(`${match[2]}${fraction}`);
  return reduced(match[1] === '-' ? -digits : digits, 10n ** BigInt(fraction.length));
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  const [an, ad, bn, bd] = terms(a, b);
  return reduced(an * bd + bn * ad, ad * bd);
}

export function multiplyRatios(a: Ratio, b: Ratio): Ratio {
  const [an, ad, bn, bd] = terms(a, b);
  return reduced(an * bn, ad * bd);
}

/** Negative, 0 or positive as a is less than, equal to or greater than b. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const [an, ad, bn, bd] = terms(a, b);
  const left = an * bd;
  const right = bn * ad;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** floor(amount * ratio), for any integer amount. */
export function floorOf(amount: number, by: Ratio): number {
  const product = BigInt(amount) * BigInt(by.numerator);
  const denominator = BigInt(by.denominator);
  const quotient = product / denominator;
  // BigInt division truncates; floor differs below zero.
  return within(product < 0n && quotient * denominator !== product ? quotient - 1n : quotient);
}

/** ceil(amount * ratio), for any integer amount. */
export function ceilOf(amount: number, by: Ratio): number {
  return -floorOf(amount, { numerator: -by.numerator, denominator: by.denominator });
}

function terms(a: Ratio, b: Ratio): [bigint, bigint, bigint, bigint] {
  return [BigInt(a.numerator), BigInt(a.denominator), BigInt(b.numerator), BigInt(b.denominator)];
}

function reduced(numerator: bigint, denominator: bigint): Ratio {
  check(denominator !== 0n, 'a ratio has a denominator other than 0');
  let a = numerator < 0n ? -numerator : numerator;
  let b = denominator < 0n ? -denominator : denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  const sign = denominator < 0n ? -1n : 1n;
  return { numerator: within((sign * numerator) / a), denominator: within((sign * denominator) / a) };
}

function within(value: bigint): number {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  check(value <= limit && value >= -limit, 'a ratio leaves the range of exact integers');
  // Adding 0 turns -0 into 0.
  return Number(value) + 0;
}
