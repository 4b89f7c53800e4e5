/**
 * Splitting an integer among weights without losing any of it: the largest-remainder method (Hamilton). Used wherever a
 * delay is attributed to several culprits. Weights and total are non-negative integers below 2^53; ties go to the lower
 * index, so that declared order decides and nothing else.
 */
import { mulDivFloor } from '../../engine/time.ts';

/**
 * Writes shares of `total` in proportion to `weights` into `out` (first `count` entries); they sum to `total` exactly.
 * When all weights are 0, nothing is given and false is returned.
 */
export function splitByWeight(
  total: number,
  weights: ArrayLike<number>,
  count: number,
  out: number[] | Float64Array,
): boolean {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i]!;
  if (sum === 0) {
    for (let i = 0; i < count; i++) out[i] = 0;
    return false;
  }
  let given = 0;
  for (let i = 0; i < count; i++) {
    const share = mulDivFloor(total, weights[i]!, sum);
    out[i] = share;
    given += share;
  }
  for (let left = total - given; left > 0; left--) out[largestRemainder(total, weights, sum, count, out)]!++;
  return true;
}

/** Index whose exact share exceeds what it has been given by most. */
function largestRemainder(
  total: number,
  weights: ArrayLike<number>,
  sum: number,
  count: number,
  out: ArrayLike<number>,
): number {
  // total * weight and share * sum both lie within one `sum` of each other, so plain numbers do while the products fit.
  if (total * sum > Number.MAX_SAFE_INTEGER) return largestRemainderOfLarge(total, weights, sum, count, out);
  let best = 0;
  let bestRest = -1;
  for (let i = 0; i < count; i++) {
    const rest = total * weights[i]! - out[i]! * sum;
    if (rest > bestRest) {
      best = i;
      bestRest = rest;
    }
  }
  return best;
}

function largestRemainderOfLarge(
  total: number,
  weights: ArrayLike<number>,
  sum: number,
  count: number,
  out: ArrayLike<number>,
): number {
  let best = 0;
  let bestRest = -1n;
  for (let i = 0; i < count; i++) {
    const rest = BigInt(total) * BigInt(weights[i]!) - BigInt(out[i]!) * BigInt(sum);
    if (rest > bestRest) {
      best = i;
      bestRest = rest;
    }
  }
  return best;
}
