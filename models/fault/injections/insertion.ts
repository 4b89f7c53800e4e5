/** A message appears that nobody sent, made by somebody who does not know the sum of the channel. */
import { z } from 'zod';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const insertion = {
  name: 'insertion',
  summary: 'A message that nobody sent',
  effect: 'X4',
  place: 'channel',
  ranges: {},
  parameters: z.object({}),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.insert(world.nowPs, false);
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
