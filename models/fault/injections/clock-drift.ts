/** The clock of a guest is slow: its releases come later and later. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const clockDrift = {
  name: 'clock-drift',
  summary: 'Releases of a task drift',
  effect: 'T5',
  place: 'task',
  ranges: { ppm: { unit: 'count', min: 100, max: 200_000 } },
  parameters: z.object({ ppm: count(0).default(100) }),
  withinContract: false,
  strike(world, action) {
    const clock = world.clock(action.target);
    if (clock === null) return strikes.idle;
    clock.drift(world.nowPs, action.args.ppm!);
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
