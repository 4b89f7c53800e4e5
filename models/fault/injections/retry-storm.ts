/** A guest tries again and again and gets nowhere: a trap into the hypervisor after every pause, its job never ending. */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import type { InjectionDefinition } from '../injection.ts';
import { trapStorm } from '../storm.ts';

export const retryStorm = {
  name: 'retry-storm',
  summary: 'Endless retries, each a trap',
  effect: 'T3',
  place: 'vcpu',
  ranges: { times: { unit: 'count', min: 1, max: 300 }, gap: { unit: 'time', min: 2_000_000, max: 100_000_000 } },
  parameters: z.object({ times: count(0).default(1), gap: time().default(2_000_000) }),
  withinContract: false,
  strike: trapStorm,
} as const satisfies InjectionDefinition;
