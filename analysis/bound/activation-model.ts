/**
 * When jobs come at most, from the activation in the file and, for tasks that others activate, from the response times found so
 * far. Times in ps.
 */

import type { Choice } from '../../scenarios/ecu.ts';
import { bursts, delayed, type EventModel, periodic, single, sporadic } from '../event-model/event-model.ts';
import type { BoundSystem, BoundTask } from './system.ts';

/** Responses found so far; null: no bound. */
export type Responses = ReadonlyMap<string, number | null>;

export interface Activated {
  readonly model: EventModel | null;
  /** Why there is none. */
  readonly reason: string;
}

const of = (choice: Choice, key: string): number => {
  const value = choice[key];
  return typeof value === 'number' ? value : 0;
};

/** Arrivals that need nobody else; null for activations by others and for unknown members. */
export function ownArrivals(choice: Choice): EventModel | null {
  switch (choice.use) {
    case 'periodic':
      return periodic({ period: of(choice, 'period'), jitter: of(choice, 'jitter') });
    case 'sporadic': {
      const gap = of(choice, 'gap');
      return sporadic(gap, choice.worst === true ? gap : of(choice, 'max_gap') || 2 * gap);
    }
    case 'burst':
      return bursts(of(choice, 'size'), of(choice, 'gap'), of(choice, 'period'));
    case 'once':
      return single;
    case 'angle': {
      const points = (choice.profile ?? []) as readonly { readonly speed: number }[];
      const fastest = Math.max(of(choice, 'speed'), ...points.map(({ speed }) => speed));
      const slowest = Math.min(of(choice, 'speed'), ...points.map(({ speed }) => speed));
      if (fastest === 0) return single;
      // Release instants are rounded up to whole picoseconds: two of them may come one closer.
      const distance = Math.floor(120e12 / (fastest * of(choice, 'cylinders'))) - 1;
      const gap = slowest === 0 ? null : Math.ceil(120e12 / (slowest * of(choice, 'cylinders'))) + 1;
      return sporadic(distance, gap);
    }
    default:
      return null;
  }
}

function full(task: BoundTask, name: unknown): string {
  return String(name).includes('/') ? String(name) : `${task.vm.name}/${String(name)}`;
}

/** The interrupt source that releases the task, if one does. */
export function releasingInterrupt(task: BoundTask) {
  const { activation } = task.task;
  if (activation.use !== 'interrupt') return null;
  const name = String(activation.of).split('/').pop();
  return task.vm.vm.interrupts.find((one) => one.name === name) ?? null;
}

export function predecessorOf(system: BoundSystem, task: BoundTask): BoundTask | null {
  const { activation } = task.task;
  return activation.use === 'after' ? (system.taskOf.get(full(task, activation.of)) ?? null) : null;
}

/** Models of all tasks under the responses found so far. */
export function activationModels(system: BoundSystem, responses: Responses): ReadonlyMap<string, Activated> {
  const found = new Map<string, Activated>();
  const visit = (task: BoundTask, depth: number): Activated => {
    const known = found.get(task.name);
    if (known !== undefined) return known;
    const activated =
      depth > system.tasks.length
        ? none('activations form a circle')
        : modelOf(system, task, responses, (one) => visit(one, depth + 1));
    found.set(task.name, activated);
    return activated;
  };
  for (const task of system.tasks) visit(task, 0);
  return found;
}

const none = (reason: string): Activated => ({ model: null, reason });
const some = (model: EventModel): Activated => ({ model, reason: '' });

function modelOf(
  system: BoundSystem,
  task: BoundTask,
  responses: Responses,
  visit: (task: BoundTask) => Activated,
): Activated {
  const { activation } = task.task;
  const own = ownArrivals(activation);
  if (own !== null) return some(own);
  if (activation.use === 'always') {
    const distance = of(activation, 'pause') + task.leastPs;
    return distance > 0 ? some(sporadic(distance)) : none('it is always ready');
  }
  if (activation.use === 'interrupt') {
    const arrival = releasingInterrupt(task)?.arrival ?? null;
    const model = arrival === null ? null : ownArrivals(arrival);
    return model === null ? none(`interrupt ${String(activation.of)} has no known arrivals`) : some(model);
  }
  const before = predecessorOf(system, task);
  if (before === null) return none(`its activation "${activation.use}" has no known arrivals`);
  const { model } = visit(before);
  const response = responses.get(before.name) ?? null;
  // Without a response its finishes are still one least execution apart.
  if (before.leastPs > 0 && (model === null || response === null)) return some(sporadic(before.leastPs));
  if (model === null || response === null) return none(`${before.name}, which activates it, has no bound`);
  return some(delayed(model, Math.max(0, response - before.leastPs), before.leastPs));
}
