/**
 * Two policies on the same seeds: the differences of each pair of runs, tested without assuming any distribution.
 *
 * - Wilcoxon signed-rank test (Wilcoxon, Biometrics Bulletin 1(6), 1945), two-sided, exact: zero differences are left out,
 *   equal sizes share their mean rank, and the p-value counts sign patterns of these very ranks. Counting goes over
 *   twice the ranks, which are whole; counts are kept as shares of 2^n, so up to 53 pairs they are exact, and up to
 *   `mostRanked` they err by less than n / 2^53 of themselves (sums and halvings of positive numbers only).
 * - Above that, the sign test (Conover, Practical Nonparametric Statistics, 3.4), two-sided, exact in the same way.
 * - Effect: matched-pairs rank-biserial correlation (Kerby, Comprehensive Psychology 3, 2014), (W+ - W-) / (W+ + W-):
 *   -1 when every difference is negative, +1 when every one is positive.
 * - Interval of the median difference: order statistics (Conover, 3.2): the narrowest [d(k), d(n+1-k)] that holds the
 *   median with at least 95 %; below 6 pairs there is none.
 * - Many tests at once: Holm's step-down (Scandinavian Journal of Statistics 6, 1979).
 */

/** Pairs (zeros apart) up to which signed ranks are counted. */
export const mostRanked = 100;
const leastCoverage = 0.95;

export interface PairedTest {
  /** Pairs with both values. */
  readonly n: number;
  readonly medianDifference: number | null;
  /** Interval that holds the median difference with at least 95 %; null with fewer than 6 pairs. */
  readonly interval: readonly [number, number] | null;
  /** Two-sided; 1 when no difference is other than zero; null without pairs. */
  readonly pValue: number | null;
  readonly test: 'wilcoxon' | 'sign';
  /** -1 to 1; 0 when no difference is other than zero; null without pairs. */
  readonly effect: number | null;
}

/** @param differences b - a of each pair */
export function testPairs(differences: readonly number[]): PairedTest {
  const sorted = [...differences].sort((a, b) => a - b);
  const ranks = signedRanks(differences);
  const useRanks = ranks.length <= mostRanked;
  const isEmpty = differences.length === 0;
  return {
    n: differences.length,
    medianDifference: medianOf(sorted),
    interval: medianInterval(sorted),
    pValue: isEmpty ? null : useRanks ? wilcoxonP(ranks) : signP(ranks),
    test: useRanks ? 'wilcoxon' : 'sign',
    effect: isEmpty ? null : rankBiserial(ranks),
  };
}

/** Mean of the two middle values when their number is even. @param sorted ascending */
export function medianOf(sorted: readonly number[]): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  return n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
}

/** Twice the mid-rank of each size, with the sign of its difference; zeros are left out. In ascending order of size. */
function signedRanks(differences: readonly number[]): number[] {
  const sizes = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  const ranks: number[] = [];
  for (let from = 0; from < sizes.length; ) {
    let to = from;
    while (to < sizes.length && Math.abs(sizes[to]!) === Math.abs(sizes[from]!)) to += 1;
    for (let i = from; i < to; i++) ranks.push((from + 1 + to) * (sizes[i]! < 0 ? -1 : 1));
    from = to;
  }
  return ranks;
}

function sumsOf(ranks: readonly number[]): { readonly positive: number; readonly negative: number } {
  let positive = 0;
  let negative = 0;
  for (const rank of ranks) {
    if (rank > 0) positive += rank;
    else negative -= rank;
  }
  return { positive, negative };
}

function rankBiserial(ranks: readonly number[]): number {
  const { positive, negative } = sumsOf(ranks);
  return positive + negative === 0 ? 0 : (positive - negative) / (positive + negative);
}

function wilcoxonP(ranks: readonly number[]): number {
  const { positive, negative } = sumsOf(ranks);
  const total = positive + negative;
  const shares = new Float64Array(total + 1);
  shares[0] = 1;
  let reach = 0;
  for (const signed of ranks) {
    const rank = Math.abs(signed);
    reach += rank;
    for (let sum = reach; sum >= 0; sum--) {
      shares[sum] = (shares[sum]! + (sum >= rank ? shares[sum - rank]! : 0)) / 2;
    }
  }
  let tail = 0;
  for (let sum = 0; sum <= Math.min(positive, negative); sum++) tail += shares[sum]!;
  return Math.min(1, 2 * tail);
}

function signP(ranks: readonly number[]): number {
  const positive = ranks.filter((rank) => rank > 0).length;
  return Math.min(1, 2 * binomialTail(ranks.length, Math.min(positive, ranks.length - positive)));
}

/** Probability of at most `k` heads in `n` fair tosses; 0 below k = 0. */
function binomialTail(n: number, k: number): number {
  const shares = new Float64Array(n + 1);
  shares[0] = 1;
  for (let toss = 1; toss <= n; toss++) {
    for (let heads = toss; heads >= 0; heads--) {
      shares[heads] = (shares[heads]! + (heads > 0 ? shares[heads - 1]! : 0)) / 2;
    }
  }
  let tail = 0;
  for (let heads = 0; heads <= k; heads++) tail += shares[heads]!;
  return tail;
}

/** @param sorted ascending */
function medianInterval(sorted: readonly number[]): readonly [number, number] | null {
  const n = sorted.length;
  let k = 0;
  while (k < n / 2 && 1 - 2 * binomialTail(n, k) >= leastCoverage) k += 1;
  return k === 0 ? null : [sorted[k - 1]!, sorted[n - k]!];
}

/** Fewest pairs of which an interval can be given, and of which signed ranks can show a difference at 5 %. */
export const fewestPairs = 6;

/** Holm's adjusted p-values, in the order given. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p || a.place - b.place);
  const adjusted = new Array<number>(pValues.length);
  let floor = 0;
  order.forEach(({ p, place }, step) => {
    floor = Math.min(1, Math.max(floor, p * (pValues.length - step)));
    adjusted[place] = floor;
  });
  return adjusted;
}
