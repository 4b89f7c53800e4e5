/**
 * How long could it get? An extreme-value estimate from the samples of runs: of block maxima, or of peaks over a threshold. It is
 * an extrapolation of what the model draws, never a bound; it is refused whenever the samples, or the fit, fail their tests.
 *
 * Intervals are 95 %, by jackknife over 20 blocks (Quenouille 1956; Efron 1982): the fit is made anew without each block.
 */
import { type AdmissionTest, admissionTests, fitTest } from './admission.ts';
import { extremeValueCdf, extremeValueQuantile, paretoCdf, paretoQuantile } from './distributions.ts';
import { fitExtremeValue, fitPareto } from './fitting.ts';

export type TailMethod = 'block-maxima' | 'peaks-over-threshold';

export interface TailEstimate {
  readonly method: TailMethod;
  readonly samples: number;
  /** Maxima or peaks that the fit rests on. */
  readonly extremes: number;
  readonly tests: readonly AdmissionTest[];
  /** Why there is no estimate, or null. */
  readonly refused: string | null;
  readonly shape: number | null;
  /** [probability that one job takes longer, time, lower and upper end of its interval]. */
  readonly levels: readonly {
    readonly probability: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export const probabilities = [1e-4, 1e-6, 1e-9] as const;
const blockSize = 20;
const peakShare = 0.1;
const leastExtremes = 30;
const jackknifeBlocks = 20;
/** Student's t for 19 degrees of freedom, 95 % two-sided. */
const student = 2.093;
/** Beyond this the mean of excesses need not exist in practice: no engineer should extrapolate it. */
const heaviestShape = 0.5;

interface Fit {
  readonly extremes: readonly number[];
  readonly shape: number;
  cdf(x: number): number;
  /** Value that one job exceeds with this probability. */
  exceeded(probability: number): number;
}

function blockMaxima(samples: readonly number[]): Fit | null {
  const maxima: number[] = [];
  for (let at = 0; at + blockSize <= samples.length; at += blockSize)
    maxima.push(Math.max(...samples.slice(at, at + blockSize)));
  maxima.sort((a, b) => a - b);
  if (maxima.length < 3) return null;
  const fit = fitExtremeValue(maxima);
  if (fit === null) return null;
  return {
    extremes: maxima,
    shape: fit.shape,
    cdf: (x) => extremeValueCdf(fit, x),
    // A block exceeds it when one of its jobs does.
    exceeded: (probability) => extremeValueQuantile(fit, 1 - blockSize * probability),
  };
}

function peaks(samples: readonly number[]): Fit | null {
  const ascending = [...samples].sort((a, b) => a - b);
  const threshold = ascending[Math.floor(ascending.length * (1 - peakShare))]!;
  const excesses = ascending.filter((x) => x > threshold).map((x) => x - threshold);
  if (excesses.length < 3) return null;
  const fit = fitPareto(excesses, threshold);
  if (fit === null) return null;
  const share = excesses.length / ascending.length;
  return {
    extremes: excesses.map((excess) => excess + threshold),
    shape: fit.shape,
    cdf: (x) => paretoCdf(fit, x),
    exceeded: (probability) => paretoQuantile(fit, 1 - probability / share),
  };
}

/** @param samples in the order of observation */
export function estimateTail(samples: readonly number[], method: TailMethod): TailEstimate {
  const fitWith = method === 'block-maxima' ? blockMaxima : peaks;
  const tests = samples.length < 4 ? [] : admissionTests(samples);
  const none = (refused: string, more: Partial<TailEstimate> = {}): TailEstimate => ({
    method,
    samples: samples.length,
    extremes: 0,
    tests,
    refused,
    shape: null,
    levels: [],
    ...more,
  });
  if (samples.length < 4) return none('there are hardly any samples');
  const failed = tests.filter(({ passed }) => !passed);
  if (failed.length > 0) return none(`the samples fail: ${failed.map(({ name }) => name).join(', ')}`);
  const fit = fitWith(samples);
  if (fit === null) return none('no distribution of extremes fits');
  const found = { extremes: fit.extremes.length, shape: fit.shape };
  if (fit.extremes.length < leastExtremes)
    return none(`only ${fit.extremes.length} extremes, ${leastExtremes} are needed`, found);
  const all = [...tests, fitTest(fit.extremes, (x) => fit.cdf(x))];
  if (!all.at(-1)!.passed) return none('the fit fails its test', { ...found, tests: all });
  if (fit.shape >= heaviestShape) return none('the tail is too heavy to extrapolate', { ...found, tests: all });
  const partial = withoutBlocks(samples).map((rest) => fitWith(rest));
  if (partial.some((one) => one === null))
    return none('the fit hangs on single blocks of samples', { ...found, tests: all });
  const levels = probabilities.map((probability) => {
    const value = fit.exceeded(probability);
    const half = student * jackknifeError(partial.map((one) => one!.exceeded(probability)));
    return { probability, value, low: value - half, high: value + half };
  });
  return { method, samples: samples.length, ...found, tests: all, refused: null, levels };
}

/** The samples without each of the blocks in turn. */
function withoutBlocks(samples: readonly number[]): number[][] {
  const size = Math.floor(samples.length / jackknifeBlocks);
  return Array.from({ length: jackknifeBlocks }, (_, block) =>
    samples.filter((_, index) => Math.floor(index / size) !== block),
  );
}

function jackknifeError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(((values.length - 1) / values.length) * square);
}
