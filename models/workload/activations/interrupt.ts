/**
 * Released by an interrupt source of the same VM, after its handler: the second half of an interrupt.
 */
import { z } from 'zod';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({ of: z.string().min(1).describe('the interrupt source of this VM') });
type Parameters = z.output<typeof parameters>;

export const interrupt = {
  name: 'interrupt',
  origin: 'OSEK category 2 interrupt that activates a task; threaded handlers of Linux',
  summary: 'Released by an interrupt source of the same VM, after its handler.',
  parameters,
  nominalPeriodPs: () => null,
  create: ({ of }: Parameters) => ({ kind: 'interrupt', of }),
} as const satisfies ActivationDefinition;
