/**
 * Work and rate in exact integers. Work is integer *solo picoseconds*; a rate is an integer `r` in 1..D over one fixed
 * denominator D, and a job keeps the remainder of the division as its `carry` (0..D-1). Progress is additive: settling
 * more often never moves a finish. D = 720720 is divisible by 1 to 16, so equal splits among up to 16 are exact.
 *
 * Products stay below 2^53 by splitting the elapsed time as q*D + s: s*r < D*D = 5.2e11.
 */
export const rateDenominator = 720720;

/** Solo picoseconds done in `dtPs` at `rate` with `carry` left over from before. */
export function workDone(dtPs: number, rate: number, carry: number): number {
  if (rate === rateDenominator) return dtPs;
  const quotient = Math.floor(dtPs / rateDenominator);
  const rest = dtPs - quotient * rateDenominator;
  return quotient * rate + Math.floor((rest * rate + carry) / rateDenominator);
}

/** The carry after the same `dtPs`. */
export function carryAfter(dtPs: number, rate: number, carry: number): number {
  if (rate === rateDenominator) return carry;
  const rest = dtPs % rateDenominator;
  return (rest * rate + carry) % rateDenominator;
}

/** Least time after which `remainingPs` solo picoseconds are done; `Infinity` for endless work. */
export function timeToFinish(remainingPs: number, rate: number, carry: number): number {
  // Nothing to do takes no time, and not less when the carry is more than one picosecond's work.
  if (remainingPs === 0 || rate === rateDenominator || remainingPs === Number.POSITIVE_INFINITY) return remainingPs;
  const quotient = Math.floor(remainingPs / rate);
  const rest = remainingPs - quotient * rate;
  return quotient * rateDenominator + Math.ceil((rest * rateDenominator - carry) / rate);
}
