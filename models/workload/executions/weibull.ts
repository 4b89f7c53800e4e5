/**
 * A Weibull distribution between `min` and `max` with the given `mean`: the usual shape of measured execution times, steep
 * on the left with a tail to the right. The sampler of `engine/quantile.ts` says how shape and scale follow from the three.
 * A mean on a bound makes it constant; a mean that is almost there is refused, since the sampler's knots cannot resolve
 * such a step: nearer than a millionth of the range to `min`, or than a ten-thousandth to `max`.
 */
import { z } from 'zod';
import { weibull as weibullQuantile } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const isConstant = (min: number, mean: number, max: number) => mean <= min || mean >= max;

const parameters = z
  .strictObject({
    min: time().describe('least execution time'),
    mean: time().describe('mean execution time'),
    max: time().describe('largest execution time'),
  })
  .refine(({ min, mean }) => min <= mean, { path: ['mean'], error: 'is smaller than "min"' })
  .refine(({ mean, max }) => mean <= max, { path: ['max'], error: 'is smaller than "mean"' })
  .refine(({ min, mean, max }) => isConstant(min, mean, max) || mean - min >= (max - min) / 1e6, {
    path: ['mean'],
    error: 'is too close to "min": nearer than a millionth of the range',
  })
  .refine(({ min, mean, max }) => isConstant(min, mean, max) || max - mean >= (max - min) / 1e4, {
    path: ['mean'],
    error: 'is too close to "max": nearer than a ten-thousandth of the range',
  });
type Parameters = z.output<typeof parameters>;

export const weibull = {
  name: 'weibull',
  origin: 'Weibull estimators of AMALTHEA (APP4MC); Kramer, Ziegenbein, Hamann, WATERS 2015',
  summary: 'Steep on the left, a tail to the right: `mean` between `min` and `max`.',
  parameters,
  create({ min, mean, max }: Parameters) {
    const constant = isConstant(min, mean, max);
    return {
      minPs: constant ? mean : min,
      meanPs: mean,
      maxPs: constant ? mean : max,
      quantilePs: weibullQuantile(min, mean, max),
    };
  },
} as const satisfies ExecutionDefinition;
