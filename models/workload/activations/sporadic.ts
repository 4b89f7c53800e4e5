/**
 * Sporadic releases: two of them are at least `gap` apart (the minimum inter-arrival time of A. Mok, 1983). What happens
 * beyond that minimum is the environment's choice, and is stated here rather than hidden: every distance is `gap` plus an
 * excess drawn uniformly from [0, max_gap - gap], independently for each release; the first release comes after one such
 * excess. `max_gap` is twice the gap unless given (a convention of ours: mean distance 1.5 gaps). With `worst: true` all
 * excesses are zero: the densest legal pattern, from instant 0 on.
 */
import { z } from 'zod';
import { uniform } from '../../../engine/chance.ts';
import { time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z
  .strictObject({
    gap: time()
      .refine((gapPs) => gapPs > 0, { error: 'must be longer than 0' })
      .describe('least distance of two releases'),
    max_gap: time().optional().describe('largest distance; twice the gap unless given (a convention)'),
    worst: z.boolean().default(false).describe('true: always the least distance, from 0 s on'),
  })
  .refine(({ gap, max_gap }) => max_gap === undefined || max_gap >= gap, {
    path: ['max_gap'],
    error: 'is shorter than "gap"',
  });
type Parameters = z.output<typeof parameters>;

export const sporadic = {
  name: 'sporadic',
  origin: 'Mok 1983 (minimum inter-arrival); the uniform excess is a convention',
  summary: 'Releases at least `gap` apart, beyond that uniform up to `max_gap`; `worst` gives the densest pattern.',
  parameters,
  nominalPeriodPs: ({ gap }: Parameters) => gap,
  create({ gap, max_gap, worst }: Parameters, chance) {
    if (worst) return { kind: 'arrivals', arrivals: { at: (index: number) => index * gap } };
    const excess = uniform(0, (max_gap ?? 2 * gap) - gap);
    // Sum of the excesses of releases 0..last, kept so that asking in order costs one draw each.
    let last = -1;
    let excessPs = 0;
    const at = (index: number) => {
      if (index < last) {
        last = -1;
        excessPs = 0;
      }
      while (last < index) excessPs += excess(chance.draw(++last, 0, 0));
      return index * gap + excessPs;
    };
    return { kind: 'arrivals', arrivals: { at } };
  },
} as const satisfies ActivationDefinition;
