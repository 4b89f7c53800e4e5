/** A core of a guest writes to memory of another VM, past its second translation stage if that lets it. */
import { z } from 'zod';
import { size } from '../../parameter.ts';
import type { InjectionDefinition } from '../injection.ts';
import { write } from '../wild-access.ts';

export const wildWrite = {
  name: 'wild-write',
  summary: 'A core writes into foreign memory',
  effect: 'M4',
  place: 'vm',
  ranges: { offset: { unit: 'size', min: 0, max: 16_773_120 }, length: { unit: 'size', min: 1, max: 65_536 } },
  parameters: z.object({ offset: size().default(0), length: size().default(1) }),
  withinContract: false,
  aims: true,
  strike(world, action) {
    return write(world, action, 'core', world.memory.area(action.into).baseBytes + action.args.offset!);
  },
} as const satisfies InjectionDefinition;
