/**
 * What N independent runs without a violation say: with 95 % confidence an effective program drawn from the generator violates
 * the claim with a probability of at most 1 - 0.05^(1/N) (the exact binomial bound for zero events, Clopper and Pearson 1934).
 * Computed as 1 - exp(-ln 20 / N) by its series, since library powers differ between engines in their last digits.
 */
const ln20 = 2.995732273553991;

/** Upper bound for N runs; 1 for none. `share` divides the 5 % among that many claims (Bonferroni) when above 1. */
export function upperBound(runs: number, share = 1): number {
  if (runs < 1) return 1;
  const exponent = (ln20 + logOf(share)) / runs;
  let sum = 0;
  let term = 1;
  for (let n = 1; n < 80; n += 1) {
    term *= -exponent / n;
    sum -= term;
  }
  return Math.min(1, sum);
}

/** Natural logarithm of an integer from 1 on, by halving to [1, 2) and the series of artanh. */
function logOf(value: number): number {
  let rest = value;
  let halvings = 0;
  while (rest >= 2) {
    rest /= 2;
    halvings += 1;
  }
  const ratio = (rest - 1) / (rest + 1);
  let sum = 0;
  let power = ratio;
  for (let n = 1; n < 60; n += 2) {
    sum += power / n;
    power *= ratio * ratio;
  }
  return halvings * Math.LN2 + 2 * sum;
}
