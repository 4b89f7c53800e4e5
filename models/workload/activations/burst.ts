/**
 * Bursts: every `period` a burst of `size` releases starts, `gap` apart; the first one at `offset`. Nothing is drawn.
 * A burst must end before the next begins (the burst model of Tindell 1994: outer and inner period).
 */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z
  .strictObject({
    size: count(1).describe('releases of one burst'),
    gap: time().describe('distance within a burst'),
    period: time()
      .refine((periodPs) => periodPs > 0, { error: 'must be longer than 0' })
      .describe('distance of two bursts'),
    offset: time().default(0).describe('start of the first burst'),
  })
  .refine(({ size, gap, period }) => (size - 1) * gap < period, {
    path: ['period'],
    error: 'is over before the burst is: it must be longer than (size - 1) x gap',
  });
type Parameters = z.output<typeof parameters>;

export const burst = {
  name: 'burst',
  origin: 'Tindell 1994: sporadically periodic tasks with an outer and an inner period',
  summary: 'Every `period` a burst of `size` releases, `gap` apart.',
  parameters,
  /** The mean distance: a burst shares one period. */
  nominalPeriodPs: ({ size, period }: Parameters) => Math.floor(period / size),
  create({ size, gap, period, offset }: Parameters) {
    const at = (index: number) => offset + Math.floor(index / size) * period + (index % size) * gap;
    return { kind: 'arrivals', arrivals: { at } };
  },
} as const satisfies ActivationDefinition;
