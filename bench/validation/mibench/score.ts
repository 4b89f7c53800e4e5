/** How far predictions are from measurements: errors, and whether the order comes out. Lists are in step; each has a value. */

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of |ours - theirs|, in their unit. */
export function meanAbsoluteError(theirs: readonly number[], ours: readonly number[]): number {
  return mean(theirs.map((value, i) => Math.abs(ours[i]! - value)));
}

/** Mean of |ours - theirs| / |theirs|, in %. */
export function meanRelativeErrorPercent(theirs: readonly number[], ours: readonly number[]): number {
  return 100 * mean(theirs.map((value, i) => Math.abs((ours[i]! - value) / value)));
}

/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank. */
export function spearman(theirs: readonly number[], ours: readonly number[]): number {
  const [x, y] = [ranks(theirs), ranks(ours)];
  const centre = mean(x);
  const products = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + (value - centre) * (b[i]! - centre), 0);
  return products(x, y) / Math.sqrt(products(x, x) * products(y, y));
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
