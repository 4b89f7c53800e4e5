/** A message is given once more, unchanged. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const repetition = {
  name: 'repetition',
  summary: 'Messages come twice',
  effect: 'X1',
  place: 'channel',
  ranges: { times: { unit: 'count', min: 1, max: 20 } },
  parameters: z.object({ times: count(0).default(1) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null || channel.last === null) return strikes.idle;
    channel.again(world.nowPs);
    channel.faults.repeat = action.args.times! - 1;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
