/**
 * What samples must pass before an extreme value may be fitted to them: enough of them, many different ones, no memory, no
 * drift; and what a fit must pass before it is believed. A test that fails refuses the fit: it does not lower a confidence.
 *
 * Tests: runs above and below the median (Wald and Wolfowitz 1940) for independence, lag-1 rank correlation beside it;
 * Kolmogorov and Smirnov between the first and the second half for identical distribution, and between samples and fit
 * with Lilliefors-like caution (critical value of 1 %, doubled sample penalty is not applied: parameters come from the same
 * samples, so the test is lenient, and is said to be). Use in timing analysis: Santinelli et al., WATERS 2014; Reghenzani,
 * Massari, Fornaciari, IEEE Computer 52, 2019.
 */

export interface AdmissionTest {
  readonly name: string;
  readonly passed: boolean;
  /** Statistic and what it must not exceed (or, for counts, must reach). */
  readonly value: number;
  readonly limit: number;
}

/** Two-sided normal quantile of 1 %. */
const normalLimit = 2.576;
/** Coefficient of the Kolmogorov-Smirnov test at 1 %. */
const smirnov = 1.628;

export const leastSamples = 500;
export const leastDistinct = 50;

/** In the order of observation. */
export function admissionTests(samples: readonly number[]): AdmissionTest[] {
  const distinct = new Set(samples).size;
  return [
    { name: 'samples', passed: samples.length >= leastSamples, value: samples.length, limit: leastSamples },
    { name: 'different values', passed: distinct >= leastDistinct, value: distinct, limit: leastDistinct },
    atMost('independence: runs test', Math.abs(runsStatistic(samples)), normalLimit),
    atMost(
      'independence: rank correlation at lag 1',
      Math.abs(rankCorrelation(samples)) * Math.sqrt(samples.length),
      normalLimit,
    ),
    atMost('identical distribution: halves', halves(samples), smirnov),
  ];
}

function atMost(name: string, value: number, limit: number): AdmissionTest {
  // A statistic that does not exist (all samples equal) passes nothing.
  return { name, passed: value <= limit, value, limit };
}

function medianOf(samples: readonly number[]): number {
  const ascending = [...samples].sort((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)]!;
}

/** Normal score of the number of runs above and below the median; ties with it are left out. */
function runsStatistic(samples: readonly number[]): number {
  const median = medianOf(samples);
  let above = 0;
  let below = 0;
  let runs = 0;
  let last = 0;
  for (const sample of samples) {
    const side = sample > median ? 1 : sample < median ? -1 : 0;
    if (side === 0) continue;
    if (side === 1) above += 1;
    else below += 1;
    if (side !== last) runs += 1;
    last = side;
  }
  const n = above + below;
  if (above === 0 || below === 0) return Number.NaN;
  const expected = (2 * above * below) / n + 1;
  const variance = ((expected - 1) * (expected - 2)) / (n - 1);
  return (runs - expected) / Math.sqrt(variance);
}

/** Spearman's correlation of each sample with the next; ties by order of observation are averaged. */
function rankCorrelation(samples: readonly number[]): number {
  const ranks = ranksOf(samples);
  const n = ranks.length - 1;
  if (n < 2) return Number.NaN;
  const mean = (ranks.length + 1) / 2;
  let product = 0;
  let square = 0;
  for (let i = 0; i < n; i += 1) product += (ranks[i]! - mean) * (ranks[i + 1]! - mean);
  for (const rank of ranks) square += (rank - mean) * (rank - mean);
  return product / square;
}

function ranksOf(samples: readonly number[]): number[] {
  const order = samples.map((_, index) => index).sort((a, b) => samples[a]! - samples[b]! || a - b);
  const ranks = new Array<number>(samples.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && samples[order[to + 1]!] === samples[order[from]!]) to += 1;
    for (let place = from; place <= to; place += 1) ranks[order[place]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/** Largest distance of the two halves' distributions, times the root of their harmonic size. */
function halves(samples: readonly number[]): number {
  const half = Math.floor(samples.length / 2);
  const first = samples.slice(0, half).sort((a, b) => a - b);
  const second = samples.slice(half).sort((a, b) => a - b);
  let [i, j, most] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    const x = Math.min(first[i]!, second[j]!);
    while (i < first.length && first[i]! <= x) i += 1;
    while (j < second.length && second[j]! <= x) j += 1;
    most = Math.max(most, Math.abs(i / first.length - j / second.length));
  }
  return most * Math.sqrt((first.length * second.length) / (first.length + second.length));
}

/** Samples against a fitted distribution. */
export function fitTest(ascending: readonly number[], cdf: (x: number) => number): AdmissionTest {
  const n = ascending.length;
  let most = 0;
  ascending.forEach((x, index) => {
    const share = cdf(x);
    most = Math.max(most, Math.abs(share - index / n), Math.abs(share - (index + 1) / n));
  });
  return atMost('goodness of fit', most * Math.sqrt(n), smirnov);
}
