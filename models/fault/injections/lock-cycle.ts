/** Two tasks of a guest take two locks in opposite order, each while the other already holds one. Under an immediate priority ceiling that cannot happen: the first to take one keeps the other from running. */
import { z } from 'zod';
import type { Resource } from '../../guest/resource.ts';
import type { Task } from '../../guest/task.ts';
import { strikes } from '../action.ts';
import type { InjectionDefinition } from '../injection.ts';
import type { FaultWorld } from '../world.ts';

export const lockCycle = {
  name: 'lock-cycle',
  summary: 'Two tasks wait for each other for ever',
  effect: 'T2',
  place: 'locks',
  ranges: {},
  parameters: z.object({}),
  withinContract: false,
  strike(world, action) {
    const [first, second] = world
      .tasksOf(action.vm)
      .filter((task) => task.steps.some(({ holds }) => holds.length > 0) && task.held.length === 0);
    const locks = first === undefined ? [] : lockPair([first, second]);
    if (first === undefined || second === undefined || locks.length < 2) return strikes.idle;
    if (locks.some(({ protocol }) => protocol === 'ceiling')) return strikes.refused;
    if (locks.some(({ holder }) => holder !== null) || first.job !== null || second.job !== null) return strikes.idle;
    const [one, other] = locks as [Resource, Resource];
    cross(world, first, one, other);
    cross(world, second, other, one);
    return strikes.effective;
  },
} as const satisfies InjectionDefinition;

function lockPair(tasks: readonly (Task | undefined)[]): readonly Resource[] {
  const locks = new Set(tasks.flatMap((task) => task?.steps.flatMap(({ holds }) => holds) ?? []));
  return [...locks].sort((left, right) => left.id - right.id).slice(0, 2);
}

/** `task` has `taken` since before its next job, which begins by asking for `wanted`. */
function cross({ machine }: FaultWorld, task: Task, taken: Resource, wanted: Resource): void {
  taken.holder = task;
  task.held.push(taken);
  const [step] = task.steps;
  task.steps = [{ ...step!, holds: [wanted] }, ...task.steps.slice(1)];
  machine.guest.release(task, task.id, 'none');
}
