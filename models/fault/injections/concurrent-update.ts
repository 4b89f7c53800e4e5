/** The writer of a channel writes while a reader reads: without double buffering the reader gets halves of two versions. */
import { z } from 'zod';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';

export const concurrentUpdate = {
  name: 'concurrent-update',
  summary: 'A reader sees half an update',
  effect: 'M2',
  place: 'channel',
  ranges: { for: { unit: 'time', min: 100_000_000, max: 20_000_000_000 } },
  parameters: z.object({}),
  withinContract: false,
  strike(world, action) {
    const channel = world.exchange.channel(action.target);
    if (channel === null || channel.last === null) return strikes.idle;
    if (channel.buffered) return strikes.refused;
    channel.faults.tornUntilPs = world.nowPs + action.args.for!;
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
