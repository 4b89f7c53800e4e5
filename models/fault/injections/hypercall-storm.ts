/** A guest asks the hypervisor for one thing after the other as fast as it can. */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import type { InjectionDefinition } from '../injection.ts';
import { trapStorm } from '../storm.ts';

export const hypercallStorm = {
  name: 'hypercall-storm',
  summary: 'Hypercalls back to back',
  effect: 'T4',
  place: 'vcpu',
  ranges: { times: { unit: 'count', min: 1, max: 300 }, gap: { unit: 'time', min: 1_000_000, max: 20_000_000 } },
  parameters: z.object({ times: count(0).default(1), gap: time().default(1_000_000) }),
  withinContract: true,
  strike: trapStorm,
} as const satisfies InjectionDefinition;
