/** Messages arrive later than they should. */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const delay = {
  name: 'delay',
  summary: 'Messages come late',
  effect: 'X3',
  place: 'channel',
  ranges: {
    delay: { unit: 'time', min: 1_000_000_000, max: 500_000_000_000 },
    for: { unit: 'time', min: 1_000_000_000, max: 500_000_000_000 },
  },
  parameters: z.object({ delay: time().default(1_000_000_000) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.faults.delayPs = action.args.delay!;
    channel.faults.delayUntilPs = world.nowPs + action.args.for!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
