/**
 * Axes: ticks at round times, and the base-ten logarithm that log axes need. All integer picoseconds; steps are 1, 2 or
 * 5 times a power of ten, found by counting up, since `Math.log10` and `Math.pow` may differ between engines.
 */
export interface AxisUnit {
  readonly unit: string;
  readonly factorPs: number;
}

/** Smallest round step (ps) that gives at most `most` ticks over `spanPs`. */
export function roundStep(spanPs: number, most: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const factor of [1, 2, 5]) {
      if (spanPs / (decade * factor) <= most) return decade * factor;
    }
  }
}

/** Multiples of `stepPs` within [fromPs, toPs]. */
export function ticksWithin(fromPs: number, toPs: number, stepPs: number): number[] {
  const ticks: number[] = [];
  for (let n = Math.ceil(fromPs / stepPs); n * stepPs <= toPs; n++) ticks.push(n === 0 ? 0 : n * stepPs);
  return ticks;
}

/** The unit in which times up to `largestPs` read well. */
export function axisUnit(largestPs: number): AxisUnit {
  if (largestPs >= 2e12) return { unit: 's', factorPs: 1e12 };
  if (largestPs >= 2e9) return { unit: 'ms', factorPs: 1e9 };
  if (largestPs >= 2e6) return { unit: 'µs', factorPs: 1e6 };
  return largestPs >= 2e3 ? { unit: 'ns', factorPs: 1e3 } : { unit: 'ps', factorPs: 1 };
}

/** Ticks are round, so at most three decimals say them exactly. */
export function tickLabel(ps: number, { factorPs }: AxisUnit): string {
  return String(Math.round((ps / factorPs) * 1000) / 1000).replace('-', '−');
}

/**
 * log10 of a positive number with + - * / and square root only (all exactly rounded, so every engine agrees): decades
 * are taken off by multiplication, the rest is 2 artanh((m-1)/(m+1)) after two square roots. Error below 1e-12.
 */
export function log10(value: number): number {
  let mantissa = value;
  let decades = 0;
  for (; mantissa >= 10; mantissa /= 10) decades++;
  for (; mantissa < 1; mantissa *= 10) decades--;
  const root = Math.sqrt(Math.sqrt(mantissa));
  const z = (root - 1) / (root + 1);
  let power = z;
  let sum = 0;
  for (let odd = 1; odd < 30; odd += 2) {
    sum += power / odd;
    power *= z * z;
  }
  return decades + (8 * sum) / Math.LN10;
}
