/**
 * Every execution time between `min` and `max` is equally likely.
 */
import { z } from 'zod';
import { uniform as uniformQuantile } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const parameters = z
  .strictObject({ min: time().describe('least execution time'), max: time().describe('largest execution time') })
  .refine(({ min, max }) => min <= max, { path: ['max'], error: 'is smaller than "min"' });
type Parameters = z.output<typeof parameters>;

export const uniform = {
  name: 'uniform',
  origin: 'uniform distribution',
  summary: 'Every execution time from `min` to `max` is equally likely.',
  parameters,
  create: ({ min, max }: Parameters) => ({
    minPs: min,
    meanPs: (min + max) / 2,
    maxPs: max,
    quantilePs: uniformQuantile(min, max),
  }),
} as const satisfies ExecutionDefinition;
