/** Neighbouring messages change places. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const reorder = {
  name: 'reorder',
  summary: 'Messages overtake each other',
  effect: 'X6',
  place: 'channel',
  ranges: { times: { unit: 'count', min: 1, max: 10 } },
  parameters: z.object({ times: count(0).default(1) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.faults.swap = action.args.times!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
