/** A stack grows past its end: bytes are written downwards from the lowest address of the memory that the guest owns. */
import { z } from 'zod';
import { size } from '../../parameter.ts';
import type { InjectionDefinition } from '../injection.ts';
import { growDown } from '../wild-access.ts';

export const stackOverrun = {
  name: 'stack-overrun',
  summary: 'A stack grows past its end',
  effect: 'M3',
  place: 'vm',
  ranges: { length: { unit: 'size', min: 16, max: 65_536 } },
  parameters: z.object({ length: size().default(16) }),
  withinContract: false,
  strike(world, action) {
    return growDown(world, action);
  },
} as const satisfies InjectionDefinition;
