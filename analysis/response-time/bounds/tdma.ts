/**
 * Time division: windows of a fixed cyclic schedule, and fixed priorities inside of each partition. Worst when the job comes
 * just as a window of its partition closes.
 *
 * Theory: the supply of a cyclic schedule (Mok, Feng, Chen, RTAS 2001, static partitions) under the busy window.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import { windowSupply } from '../supply-bound.ts';
import type { BoundResult } from '../term.ts';

export interface TdmaPartition {
  readonly name: string;
  /** [start, length] in the frame, ascending. */
  readonly windows: readonly (readonly [number, number])[];
  readonly tasks: readonly {
    readonly name: string;
    readonly model: EventModel;
    readonly cost: number;
    readonly priority: number;
  }[];
}

export interface TdmaProblem {
  readonly frame: number;
  readonly partitions: readonly TdmaPartition[];
}

function analyse({ frame, partitions }: TdmaProblem): ReadonlyMap<string, BoundResult> {
  const results = new Map<string, BoundResult>();
  for (const { windows, tasks } of partitions) {
    const supply = windowSupply(windows, frame);
    for (const task of tasks) {
      const interferers = tasks
        .filter((other) => other !== task && other.priority >= task.priority)
        .map(({ name, model, cost }) => interferenceOf(name, model, cost));
      const { model, cost } = task;
      results.set(task.name, worstInBusyWindow({ model, cost, interferers, supply }));
    }
  }
  return results;
}

export const tdma = {
  name: 'tdma',
  origin: 'Mok, Feng, Chen, RTAS 2001',
  summary: 'Windows of a cyclic schedule, fixed priorities inside.',
  assumes: ['windows come as planned, and nobody else runs in them'],
  tight: true,
  analyse,
} as const satisfies BoundDefinition<TdmaProblem, ReadonlyMap<string, BoundResult>>;
