/** A task is released more often than its activation says. */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import { storm } from '../storm.ts';

/** A guest's kernel refuses more than so many pending activations (OSEK OS 2.2.3: implementation specific). */
const mostPending = 255;

export const releaseStorm = {
  name: 'release-storm',
  summary: 'Extra releases of a task',
  effect: 'T4',
  place: 'task',
  ranges: { times: { unit: 'count', min: 1, max: 50 }, gap: { unit: 'time', min: 10_000_000, max: 2_000_000_000 } },
  parameters: z.object({ times: count(0).default(1), gap: time().default(10_000_000) }),
  withinContract: false,
  strike(world, action) {
    const task = world.task(action.target);
    if (task === null) return strikes.idle;
    storm(world, action.args.times!, action.args.gap!, () => {
      if (task.jobs.length < mostPending) world.machine.guest.release(task, task.vm.id, 'timer');
    });
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;
