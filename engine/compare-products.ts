/**
 * Comparing products of integers that exceed 2^53, exactly: the tests of scheduling theory (left budget / time to the deadline
 * against budget / period) are cross-multiplied, so that nothing is divided and nothing rounded.
 */

/** Sign of a * b - c * d for integers 0 <= a, b, c, d < 2^53: negative, 0, or positive. */
export function compareProducts(a: number, b: number, c: number, d: number): number {
  const left = a * b;
  const right = c * d;
  // Rounded products that differ by more than their rounding are decided; most are.
  if (left < Number.MAX_SAFE_INTEGER && right < Number.MAX_SAFE_INTEGER) return left - right;
  if (Math.abs(left - right) > (left + right) * 2 ** -51) return left - right;
  const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
  return exact > 0n ? 1 : exact < 0n ? -1 : 0;
}
