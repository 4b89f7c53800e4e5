/** Bits of messages flip on the way. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const corruption = {
  name: 'corruption',
  summary: 'Bits flip',
  effect: 'X7',
  place: 'channel',
  ranges: { bits: { unit: 'count', min: 1, max: 3 }, for: { unit: 'time', min: 1_000_000_000, max: 50_000_000_000 } },
  parameters: z.object({ bits: count(0).default(1) }),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null) return strikes.idle;
    channel.faults.corruptBits = action.args.bits!;
    channel.faults.corruptUntilPs = world.nowPs + action.args.for!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
