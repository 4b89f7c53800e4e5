/** Messages are lost on the way: the receiver sees none of them, and nobody is told. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const loss = {
  name: 'loss',
  summary: 'Messages are lost',
  effect: 'X2',
  place: 'channel',
  ranges: { times: { unit: 'count', min: 1, max: 50 } },
  parameters: z.object({ times: count(0).default(1) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.faults.lose = action.args.times!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
