/**
 * A Weibull distribution between `min` and `max` with the given `mean`: the usual shape of measured execution times, steep
 * on the left with a tail to the right. The sampler of `engine/chance.ts` says how shape and scale follow from the three.
 */
import { z } from 'zod';
import { weibull as weibullQuantile } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const parameters = z
  .strictObject({
    min: time().describe('least execution time'),
    mean: time().describe('mean execution time'),
    max: time().describe('largest execution time'),
  })
  .refine(({ min, mean }) => min <= mean, { path: ['mean'], error: 'is smaller than "min"' })
  .refine(({ mean, max }) => mean <= max, { path: ['max'], error: 'is smaller than "mean"' });
type Parameters = z.output<typeof parameters>;

export const weibull = {
  name: 'weibull',
  origin: 'Weibull estimators of AMALTHEA (APP4MC); Kramer, Ziegenbein, Hamann, WATERS 2015',
  summary: 'Steep on the left, a tail to the right: `mean` between `min` and `max`.',
  parameters,
  create({ min, mean, max }: Parameters) {
    // A mean that lies on a bound leaves no room to spread.
    const constant = mean === min || mean === max;
    return {
      minPs: constant ? mean : min,
      meanPs: mean,
      maxPs: constant ? mean : max,
      quantilePs: weibullQuantile(min, mean, max),
    };
  },
} as const satisfies ExecutionDefinition;
