/**
 * A measured distribution: bins with their weights, uniform inside each. Bins stand in ascending order and do not overlap;
 * gaps between them are execution times that were never seen.
 */
import { z } from 'zod';
import { histogram as histogramQuantile } from '../../../engine/chance.ts';
import { count, time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const parameters = z
  .strictObject({
    bins: z
      .array(z.strictObject({ min: time(), max: time(), weight: count(1, 2 ** 31) }))
      .min(1)
      .describe('ascending, without overlap; a weight is a number of samples'),
  })
  .superRefine(({ bins }, context) => {
    bins.forEach(({ min, max }, i) => {
      const path = ['bins', i];
      if (max < min) context.addIssue({ code: 'custom', path: [...path, 'max'], message: 'is smaller than "min"' });
      if (i > 0 && min < bins[i - 1]!.max) {
        context.addIssue({ code: 'custom', path: [...path, 'min'], message: 'overlaps the bin before it' });
      }
    });
  });
type Parameters = z.output<typeof parameters>;

export const histogram = {
  name: 'histogram',
  origin: 'recorded samples; discrete histogram of AMALTHEA (APP4MC)',
  summary: 'Measured bins with weights, uniform inside each.',
  parameters,
  create({ bins }: Parameters) {
    const total = bins.reduce((sum, bin) => sum + bin.weight, 0);
    return {
      minPs: bins[0]!.min,
      meanPs: bins.reduce((sum, bin) => sum + ((bin.min + bin.max) / 2) * (bin.weight / total), 0),
      maxPs: bins[bins.length - 1]!.max,
      quantilePs: histogramQuantile(bins),
    };
  },
} as const satisfies ExecutionDefinition;
