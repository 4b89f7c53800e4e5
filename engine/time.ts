/**
 * Time: integer picoseconds in a JS number, exact up to 2^53 - 1 ps (about 2.5 hours). Everything here is integer
 * arithmetic on doubles that stays below 2^53 at every step, so that it gives the same digits in every JS engine; where
 * one product would not fit, it is split, or taken in BigInt where the caller is not on a hot path.
 *
 * Rounding: an edge of a clock lies at the floor of its true instant; a duration of cycles is rounded up (work is never
 * done early). Both are computed from the count, never accumulated, so neither drifts.
 */
import { check } from './check.ts';

/** The last instant that can be written: 2^53 - 1 ps. */
export const maxTimePs = Number.MAX_SAFE_INTEGER;

/** Picoseconds in one unit. */
export const psPer = { ns: 1e3, us: 1e6, ms: 1e9, s: 1e12 } as const;

/** Fastest clock for which the split arithmetic below stays exact: 1e6 * hz < 2^53. */
const maxClockHz = 9_000_000_000;

/** `cycles` of a clock of `hz` in whole seconds and the rest: [seconds, picoseconds rounded down, whether it was exact]. */
function splitCycles(cycles: number, hz: number): readonly [number, number, boolean] {
  check(Number.isSafeInteger(cycles) && cycles >= 0, 'cycles are integers from 0 to 2^53 - 1');
  check(Number.isSafeInteger(hz) && hz >= 1 && hz <= maxClockHz, 'a clock runs at 1 Hz to 9 GHz, in whole hertz');
  const seconds = Math.floor(cycles / hz);
  const rest = cycles - seconds * hz;
  // rest * 1e12 / hz in two steps of 1e6, each below 2^53.
  const micros = Math.floor((rest * 1e6) / hz);
  const restOfMicros = rest * 1e6 - micros * hz;
  const picos = Math.floor((restOfMicros * 1e6) / hz);
  const exact = restOfMicros * 1e6 === picos * hz;
  return [seconds, micros * 1e6 + picos, exact];
}

/** Duration of `cycles` at `hz`, rounded up to a whole picosecond. `InternalError` beyond `maxTimePs`. */
export function cyclesToPs(cycles: number, hz: number): number {
  const [seconds, picos, exact] = splitCycles(cycles, hz);
  const ps = seconds * psPer.s + picos + (exact ? 0 : 1);
  check(ps <= maxTimePs, 'a duration of cycles exceeds 2^53 - 1 ps');
  return ps;
}

/** A clock with edges at n / hz seconds, n = 0, 1, ... */
export class ClockDomain {
  readonly hz: number;

  /** @param hz whole hertz, 1 to 9e9 */
  constructor(hz: number) {
    check(Number.isSafeInteger(hz) && hz >= 1 && hz <= maxClockHz, 'a clock runs at 1 Hz to 9 GHz, in whole hertz');
    this.hz = hz;
  }

  /** Instant of edge `n`: floor(n * 1e12 / hz). */
  edgeAtPs(n: number): number {
    const [seconds, picos] = splitCycles(n, this.hz);
    const ps = seconds * psPer.s + picos;
    check(ps <= maxTimePs, 'a clock edge lies beyond 2^53 - 1 ps');
    return ps;
  }

  /** Duration of `cycles` of this clock, rounded up. */
  cyclesToPs(cycles: number): number {
    return cyclesToPs(cycles, this.hz);
  }
}

/** floor(a * b / c) for integers a, b >= 0 and c >= 1, exact also where a * b exceeds 2^53; the result must fit. */
export function mulDivFloor(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= maxTimePs) {
    const quotient = Math.floor(product / c);
    // The division rounds to nearest, so it can reach the next integer from below; the product back is exact.
    return quotient * c > product ? quotient - 1 : quotient;
  }
  const estimate = Math.floor(product / c);
  if (estimate < 2 ** 50 && c < 2 ** 50) return corrected(estimate, a, b, c);
  return withinNumbers((BigInt(a) * BigInt(b)) / BigInt(c));
}

const half = 2 ** 26;

/**
 * The quotient from an estimate that is off by a few at most: the remainder a*b - q*c is small, so it is found exactly from
 * products of halves, the upper ones modulo 2^32. Sixteen times as fast as BigInt.
 */
function corrected(estimate: number, a: number, b: number, c: number): number {
  const a1 = Math.floor(a / half);
  const b1 = Math.floor(b / half);
  const c1 = Math.floor(c / half);
  const q1 = Math.floor(estimate / half);
  const a0 = a - a1 * half;
  const b0 = b - b1 * half;
  const c0 = c - c1 * half;
  const q0 = estimate - q1 * half;
  const high = Math.imul(a1, b1) - Math.imul(q1, c1);
  const middle = (Math.imul(high, half) + ((a1 * b0 - q1 * c0) | 0) + ((a0 * b1 - q0 * c1) | 0)) | 0;
  let remainder = middle * half + (a0 * b0 - q0 * c0);
  let quotient = estimate;
  while (remainder < 0) {
    quotient -= 1;
    remainder += c;
  }
  while (remainder >= c) {
    quotient += 1;
    remainder -= c;
  }
  return quotient;
}

/** ceil(a * b / c), as exact as `mulDivFloor`. */
export function mulDivCeil(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= maxTimePs) {
    const floor = mulDivFloor(a, b, c);
    return floor * c === product ? floor : floor + 1;
  }
  const floor = mulDivFloor(a, b, c);
  // Exact also where the products exceed 2^53: equal halves modulo 2^32, and quotients that differ by less than one.
  const divisor = BigInt(c);
  return BigInt(floor) * divisor === BigInt(a) * BigInt(b) ? floor : floor + 1;
}

function withinNumbers(value: bigint): number {
  check(value <= BigInt(maxTimePs), 'a quotient exceeds 2^53 - 1');
  return Number(value);
}
