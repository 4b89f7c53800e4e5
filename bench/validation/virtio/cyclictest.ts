/**
 * cyclictest under PREEMPT_RT on two TI boards with the same core: AM62P (1.4 GHz) is the input, AM64x (1.0 GHz) is
 * predicted. The path to the woken thread is instructions, so it scales with the clock; the worst case is one of misses too, so
 * DRAM of half the rate gives a lower bound only. Means are printed truncated to whole microseconds.
 */
import type { PredictionSet } from './prediction.ts';

const clockRatio = 1.4 / 1.0;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const cyclictest: PredictionSet = {
  name: 'cyclictest',
  source: 'TI Processor SDK performance guides (mid-2026): stress-ng, cyclictest -Sp80 -D6h -i200, AM62P and AM64x',
  inputs: 'minimum 4, average 5, maxima 39, 42, 44, 47 us of AM62P; the two clocks',
  excellent: 0.2,
  credible: 0.4,
  missing: 'misses at DRAM speed in the worst case: the maximum comes out low',
  rows: [
    { what: 'AM64x, average', predicted: 5 * clockRatio, measured: mean([7, 8]), unit: 'us' },
    {
      what: 'AM64x, maximum, mean of cores',
      predicted: mean([39, 42, 44, 47]) * clockRatio,
      measured: mean([69, 77]),
      unit: 'us',
    },
  ],
};
