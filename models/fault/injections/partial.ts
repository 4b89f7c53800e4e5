/** Messages reach only some of their receivers. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const partial = {
  name: 'partial',
  summary: 'Some receivers get nothing',
  effect: 'X9',
  place: 'channel',
  ranges: { times: { unit: 'count', min: 1, max: 50 } },
  parameters: z.object({ times: count(0).default(1) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null || channel.ports.length < 2) return strikes.idle;
    // All receivers look into one memory: they cannot see different things.
    if (channel.newestOnly) return strikes.refused;
    channel.faults.partial = action.args.times!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
