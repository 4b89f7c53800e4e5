/**
 * Released by a device of the same VM, when a buffer comes in (a frame from the bus, a packet from the network).
 */
import { z } from 'zod';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({ of: z.string().min(1).describe('the device of this VM') });
type Parameters = z.output<typeof parameters>;

export const device = {
  name: 'device',
  origin: 'VirtIO 1.2, 2.6: used-buffer notification',
  summary: 'Released by a device of the same VM when a buffer comes in.',
  parameters,
  nominalPeriodPs: () => null,
  create: ({ of }: Parameters) => ({ kind: 'device', of }),
} as const satisfies ActivationDefinition;
