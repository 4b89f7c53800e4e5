/** Nobody gets through to the channel any more. */
import { z } from 'zod';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const blocked = {
  name: 'blocked',
  summary: 'The channel is blocked',
  effect: 'X10',
  place: 'channel',
  ranges: { for: { unit: 'time', min: 1_000_000_000, max: 500_000_000_000 } },
  parameters: z.object({}),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.faults.blockedUntilPs = world.nowPs + action.args.for!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
