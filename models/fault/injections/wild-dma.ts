/** A device of a guest writes where it was never told to: the address lies in the memory of another VM. */
import { z } from 'zod';
import { size } from '../../parameter.ts';
import type { InjectionDefinition } from '../injection.ts';
import { write } from '../wild-access.ts';

export const wildDma = {
  name: 'wild-dma',
  summary: 'A device writes into foreign memory',
  effect: 'M1',
  place: 'device',
  ranges: { offset: { unit: 'size', min: 0, max: 16_773_120 }, length: { unit: 'size', min: 1, max: 65_536 } },
  parameters: z.object({ offset: size().default(0), length: size().default(1) }),
  withinContract: false,
  aims: true,
  strike(world, action) {
    return write(world, action, 'device', world.memory.area(action.into).baseBytes + action.args.offset!);
  },
} as const satisfies InjectionDefinition;
