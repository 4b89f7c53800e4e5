/** A task executes longer than it declares. */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import { stretched, withSteps } from '../stretched-work.ts';

export const overrun = {
  name: 'overrun',
  summary: 'Execution time multiplied',
  effect: 'T4',
  place: 'task',
  ranges: {
    factor: { unit: 'count', min: 2, max: 20 },
    for: { unit: 'time', min: 1_000_000_000, max: 50_000_000_000 },
  },
  parameters: z.object({ factor: count(0).default(2) }),
  withinContract: false,
  strike(world, action) {
    const task = world.task(action.target);
    if (task === null) return strikes.idle;
    const steps = stretched(task.steps, Math.max(1, action.args.factor!), 0, 'run');
    withSteps(task, steps, world.nowPs + action.args.for!, (atPs, then) => world.later(atPs, then));
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
