/**
 * Event chains: a job is released whenever a job of the task `of` finishes. It has no rate of its own: it inherits that of
 * the task before it, with whatever jitter has grown on the way.
 */
import { z } from 'zod';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({ of: z.string().min(1).describe('the task whose jobs release this one') });
type Parameters = z.output<typeof parameters>;

export const after = {
  name: 'after',
  origin: 'event chains of AUTOSAR timing extensions; activation by task in OSEK (ChainTask)',
  summary: 'Released when a job of another task finishes.',
  parameters,
  nominalPeriodPs: () => null,
  create: ({ of }: Parameters) => ({ kind: 'after', of }),
} as const satisfies ActivationDefinition;
