/** A message of another sender, sealed correctly for its own channel, arrives here. */
import { z } from 'zod';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const masquerade = {
  name: 'masquerade',
  summary: 'A message of another sender',
  effect: 'X5',
  place: 'channel',
  ranges: {},
  parameters: z.object({}),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.insert(world.nowPs, true);
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
