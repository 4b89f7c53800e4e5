/**
 * Any scheduler that never idles beside work: a job ends before its processor has nothing left to do, so the longest busy
 * window of everything that may run there bounds every response. It holds for fair shares, for first-come first-served and
 * for schedulers that nobody analysed; it is rarely close.
 *
 * Theory: Liu and Layland, JACM 20(1), 1973 (busy period); used as bound for any policy in Stankovic et al., "Deadline
 * Scheduling for Real-Time Systems", 1998, ch. 3.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { type Interferer, interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import type { SupplyBound } from '../supply-bound.ts';
import type { BoundResult } from '../term.ts';

export interface WorkConservingTask {
  readonly name: string;
  readonly model: EventModel;
  readonly cost: number;
}

export interface WorkConservingProblem {
  readonly tasks: readonly WorkConservingTask[];
  readonly overheads?: readonly Interferer[];
  readonly supply?: SupplyBound;
  readonly longest?: number;
}

/** As the least urgent of all: own earlier and later jobs and everybody else's may come first. */
function analyse({ tasks, overheads = [], supply, longest }: WorkConservingProblem): ReadonlyMap<string, BoundResult> {
  return new Map(
    tasks.map((task) => [
      task.name,
      worstInBusyWindow({
        model: task.model,
        cost: task.cost,
        interferers: [
          ...tasks
            .filter((other) => other !== task)
            .map((other) => interferenceOf(other.name, other.model, other.cost)),
          ...overheads,
        ],
        ...(supply === undefined ? {} : { supply }),
        ...(longest === undefined ? {} : { longest }),
      }),
    ]),
  );
}

export const workConserving = {
  name: 'work-conserving',
  origin: 'Liu and Layland, JACM 20(1), 1973; Stankovic et al., 1998, ch. 3',
  summary: 'Whatever the order: a job ends before its processor runs out of work.',
  assumes: ['one processor or one reservation that never idles beside work', 'jobs of one task run in their order'],
  tight: false,
  analyse,
} as const satisfies BoundDefinition<WorkConservingProblem, ReadonlyMap<string, BoundResult>>;
