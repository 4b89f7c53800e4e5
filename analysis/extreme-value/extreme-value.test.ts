import { describe, expect, it } from 'vitest';
import { generator } from '../../engine/chance.ts';
import { admissionTests } from './admission.ts';
import { extremeValueCdf, extremeValueQuantile, paretoQuantile } from './distributions.ts';
import { exponential, gamma, logarithm, power } from './elementary.ts';
import { fitExtremeValue, fitPareto } from './fitting.ts';
import { estimateTail } from './tail.ts';

/** Uniform in (0, 1), fixed. */
function draws(count: number, label: string): number[] {
  const random = generator(20261125, label);
  return Array.from({ length: count }, () => ((random.next() >>> 0) + 0.5) / 4294967296);
}

describe('elementary functions', () => {
  it('agree with Math to 1e-13', () => {
    for (const x of [1e-12, 0.001, 0.3, 0.7071, 1, 1.5, 2, 10, 12345.678, 1e15]) {
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(Math.log(x))));
      expect(power(x, 0.37) / x ** 0.37).toBeCloseTo(1, 12);
    }
    for (const x of [-700, -20.5, -1, -1e-9, 0, 0.5, 1, 33.3, 700])
      expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 13);
    for (const [x, value] of [
      [1, 1],
      [2, 1],
      [5, 24],
      [0.5, Math.sqrt(Math.PI)],
      [1.5, Math.sqrt(Math.PI) / 2],
      [-0.3, -4.326851108825193],
    ] as const)
      expect(gamma(x)).toBeCloseTo(value, 10);
    expect([logarithm(0), exponential(1000), exponential(-1000)]).toEqual([-Infinity, Infinity, 0]);
  });
});

describe('fits', () => {
  it('find the parameters of what was drawn', () => {
    for (const shape of [-0.3, 0, 0.2]) {
      const truth = { location: 10, scale: 2, shape };
      const maxima = draws(20_000, `gev ${shape}`)
        .map((u) => extremeValueQuantile(truth, u))
        .sort((a, b) => a - b);
      const fit = fitExtremeValue(maxima)!;
      expect(fit.location).toBeCloseTo(10, 1);
      expect(Math.abs(fit.scale - 2)).toBeLessThan(0.06);
      expect(Math.abs(fit.shape - shape)).toBeLessThan(0.03);
      const excesses = draws(20_000, `gpd ${shape}`)
        .map((u) => paretoQuantile({ location: 0, scale: 2, shape }, u))
        .sort((a, b) => a - b);
      const pareto = fitPareto(excesses, 0)!;
      expect(Math.abs(pareto.scale - 2)).toBeLessThan(0.1);
      expect(Math.abs(pareto.shape - shape)).toBeLessThan(0.03);
    }
  });

  it('quantile and distribution are inverse', () => {
    for (const shape of [-0.4, -1e-12, 0, 0.4])
      for (const share of [0.01, 0.5, 0.999]) {
        const of = { location: 3, scale: 0.5, shape };
        expect(extremeValueCdf(of, extremeValueQuantile(of, share))).toBeCloseTo(share, 12);
      }
  });
});

describe('tails', () => {
  const exponentialDraws = (count: number, label: string) => draws(count, label).map((u) => 100 - 10 * logarithm(u));

  it('are estimated from independent samples, with the truth inside the interval', () => {
    for (const method of ['block-maxima', 'peaks-over-threshold'] as const) {
      const estimate = estimateTail(exponentialDraws(4000, `tail ${method}`), method);
      expect(estimate.refused).toBe(null);
      const level = estimate.levels.find(({ probability }) => probability === 1e-4)!;
      const truth = 100 - 10 * logarithm(1e-4);
      expect(level.low).toBeLessThan(truth);
      expect(level.high).toBeGreaterThan(truth);
    }
  });

  it('are refused to what has memory, drifts, hardly varies or is too little', () => {
    const reason = (samples: readonly number[]) => estimateTail(samples, 'peaks-over-threshold').refused;
    const plain = exponentialDraws(4000, 'plain');
    expect(reason(plain.map((x, index) => x + (plain[index - 1] ?? 0)))).toMatch('independence');
    expect(reason(plain.map((x, index) => x + (index > 2000 ? 10 : 0)))).toMatch('identical distribution');
    expect(reason(plain.map((x) => Math.floor(x / 20)))).toMatch('different values');
    expect(reason(plain.slice(0, 300))).toMatch('samples');
    expect(reason([1, 2, 3])).toMatch('hardly any');
    expect(reason(plain.map((_, index) => (index % 2) * 5 + 1))).toMatch('independence');
  });

  it('are refused when the tail is too heavy', () => {
    const heavy = draws(4000, 'heavy').map((u) => power(u, -0.8));
    for (const method of ['block-maxima', 'peaks-over-threshold'] as const)
      expect(estimateTail(heavy, method).refused).not.toBe(null);
  });

  it('admit what is independent, in 95 of 100 cases at least', () => {
    let admitted = 0;
    for (let k = 0; k < 100; k += 1)
      if (admissionTests(draws(1000, `admit ${k}`)).every(({ passed }) => passed)) admitted += 1;
    expect(admitted).toBeGreaterThanOrEqual(95);
  });
});
