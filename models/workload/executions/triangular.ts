/**
 * A density that rises in a straight line from `min` to `mode` and falls to `max`: three numbers that an engineer can name.
 */
import { z } from 'zod';
import { triangular as triangularQuantile } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const parameters = z
  .strictObject({
    min: time().describe('least execution time'),
    mode: time().describe('most frequent execution time'),
    max: time().describe('largest execution time'),
  })
  .refine(({ min, mode }) => min <= mode, { path: ['mode'], error: 'is smaller than "min"' })
  .refine(({ mode, max }) => mode <= max, { path: ['max'], error: 'is smaller than "mode"' });
type Parameters = z.output<typeof parameters>;

export const triangular = {
  name: 'triangular',
  origin: 'triangular distribution',
  summary: 'Most often near `mode`, never below `min` or above `max`.',
  parameters,
  create: ({ min, mode, max }: Parameters) => ({
    minPs: min,
    meanPs: (min + mode + max) / 3,
    maxPs: max,
    quantilePs: triangularQuantile(min, mode, max),
  }),
} as const satisfies ExecutionDefinition;
