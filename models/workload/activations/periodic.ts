/**
 * Periodic releases with offset and jitter: release n comes at offset + n x period + j(n), where j(n) is drawn
 * uniformly from [0, jitter]. Releases of one source never overtake each other: with a jitter above the period an
 * instant is held back to the latest one before it, so that bursts form as in the standard event models of
 * compositional analysis (K. Richter, Compositional Scheduling Analysis Using Standard Event Models, 2005).
 */
import { z } from 'zod';
import { uniform } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({
  period: time()
    .refine((periodPs) => periodPs > 0, { error: 'must be longer than 0' })
    .describe('distance of the nominal instants'),
  offset: time().default(0).describe('instant of the first one'),
  jitter: time().default(0).describe('a release comes up to this much late, uniformly'),
});
type Parameters = z.output<typeof parameters>;

export const periodic = {
  name: 'periodic',
  origin: 'Liu and Layland 1973; jitter as in the standard event models of Richter 2005',
  summary: 'One release per period, each up to `jitter` late (uniform), never out of order.',
  parameters,
  nominalPeriodPs: ({ period }: Parameters) => period,
  create({ period, offset, jitter }: Parameters, chance) {
    const late = uniform(0, jitter);
    const nominal = (index: number) => offset + index * period + (jitter === 0 ? 0 : late(chance.draw(index, 0, 0)));
    // A release that is up to this many places earlier can still lie after this one.
    const reach = Math.floor(jitter / period);
    const at = (index: number) => {
      let latest = nominal(index);
      for (let earlier = Math.max(0, index - reach); earlier < index; earlier++) {
        latest = Math.max(latest, nominal(earlier));
      }
      return latest;
    };
    return { kind: 'arrivals', arrivals: { at } };
  },
} as const satisfies ActivationDefinition;
