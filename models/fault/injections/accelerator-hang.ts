/** A guest keeps a shared accelerator: its requests take longer than they should, and nobody can take the server away. */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import { stretched, withSteps } from '../stretched-work.ts';

export const acceleratorHang = {
  name: 'accelerator-hang',
  summary: 'A request to a shared accelerator does not end in time',
  effect: 'T1',
  place: 'accelerator',
  ranges: {
    hold: { unit: 'time', min: 100_000_000, max: 20_000_000_000 },
    for: { unit: 'time', min: 1_000_000_000, max: 50_000_000_000 },
  },
  parameters: z.object({ hold: time().default(100_000_000) }),
  withinContract: false,
  strike(world, action) {
    const task = world.task(action.target);
    if (task === null || task.steps.every(({ kind }) => kind !== 'accelerate')) return strikes.idle;
    const steps = stretched(task.steps, 1, action.args.hold!, 'accelerate');
    withSteps(task, steps, world.nowPs + action.args.for!, (atPs, then) => world.later(atPs, then));
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
