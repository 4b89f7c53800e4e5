/**
 * Servers: reservations of a capacity every period that a fixed-priority scheduler runs beside tasks, and the tasks inside of
 * each. Two levels: the outer analysis says by when a server has given its capacity, which makes the supply of the inner one.
 *
 * Theory: polling and deferrable server: Lehoczky, Sha, Strosnider, RTSS 1987; sporadic server: Sprunt, Sha, Lehoczky,
 * Real-Time Systems 1(1), 1989, as corrected by Stanovich, Baker, Wang, Gonzalez Harbour, RTAS 2010; hierarchy: Davis and
 * Burns, RTSS 2005. Integers in one unit.
 */
import { type EventModel, periodic } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { type Interferer, interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import { periodicSupply, type SupplyBound } from '../supply-bound.ts';
import { type BoundResult, noBound } from '../term.ts';

export interface ServedTask {
  readonly name: string;
  readonly model: EventModel;
  readonly cost: number;
  readonly priority: number;
}

export interface Server {
  readonly name: string;
  readonly kind: 'polling' | 'deferrable' | 'sporadic';
  readonly capacity: number;
  readonly period: number;
  readonly priority: number;
  readonly tasks: readonly ServedTask[];
}

export interface ServerProblem {
  readonly servers: readonly Server[];
  readonly tasks: readonly ServedTask[];
}

/** What a server asks of the processor at most: a deferrable one may give its capacity at the end of one period and at the start of the next. */
function asInterferer({ name, kind, capacity, period }: Server): Interferer {
  const jitter = kind === 'deferrable' ? period - capacity : 0;
  return interferenceOf(name, periodic({ period, jitter }), capacity);
}

function moreUrgent(problem: ServerProblem, priority: number, self: string): Interferer[] {
  return [
    ...problem.servers.filter((one) => one.name !== self && one.priority >= priority).map(asInterferer),
    ...problem.tasks
      .filter((one) => one.name !== self && one.priority >= priority)
      .map(({ name, model, cost }) => interferenceOf(name, model, cost)),
  ];
}

/**
 * Supply of a server that gives its capacity within `response` of each replenishment: worst when it gave as early as possible
 * once and gives as late as possible next time. A polling server that finds nothing to do loses its capacity until the next poll.
 */
export function serverSupply({ kind, capacity, period, name }: Server, response: number): SupplyBound {
  const idle = kind === 'polling' ? period : period - capacity;
  return periodicSupply(capacity, period, idle + (response - capacity), `${kind} server ${name}`);
}

function analyse(problem: ServerProblem): ReadonlyMap<string, BoundResult> {
  const results = new Map<string, BoundResult>();
  for (const task of problem.tasks) {
    const { model, cost, priority, name } = task;
    results.set(name, worstInBusyWindow({ model, cost, interferers: moreUrgent(problem, priority, name) }));
  }
  for (const server of problem.servers) {
    const outer = worstInBusyWindow({
      model: periodic({ period: server.period }),
      cost: server.capacity,
      interferers: moreUrgent(problem, server.priority, server.name),
    });
    results.set(server.name, outer);
    const late = outer.response === null || outer.response > server.period;
    for (const task of server.tasks) {
      if (late) {
        results.set(task.name, noBound(`server ${server.name} may not give its capacity within its period`));
        continue;
      }
      const interferers = server.tasks
        .filter((other) => other !== task && other.priority >= task.priority)
        .map(({ name, model, cost }) => interferenceOf(name, model, cost));
      const { model, cost } = task;
      results.set(
        task.name,
        worstInBusyWindow({ model, cost, interferers, supply: serverSupply(server, outer.response) }),
      );
    }
  }
  return results;
}

export const servers = {
  name: 'servers',
  origin: 'Lehoczky, Sha, Strosnider, RTSS 1987; Sprunt, Sha, Lehoczky, 1989; Davis and Burns, RTSS 2005',
  summary: 'Reservations under fixed priorities, and fixed priorities inside of each.',
  assumes: ['one processor', 'each server gives its capacity within its period, which is checked'],
  tight: false,
  analyse,
} as const satisfies BoundDefinition<ServerProblem, ReadonlyMap<string, BoundResult>>;
