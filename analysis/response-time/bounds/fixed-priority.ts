/**
 * Fixed priorities, pre-emptive, non-pre-emptive or with deferred pre-emption, with arbitrary deadlines, release jitter,
 * blocking by ceiling resources, and interrupt levels above all tasks. One processor or one reservation.
 *
 * Theory: Lehoczky, RTSS 1990; Tindell, Burns, Wellings, Real-Time Systems 6(2), 1994; Audsley et al., Software Engineering
 * Journal 8(5), 1993; Davis et al., Real-Time Systems 35(3), 2007; Bril et al., Real-Time Systems 42(1-3), 2009. Interrupt
 * levels: Gonzalez Harbour, Klein, Lehoczky, IEEE TSE 20(1), 1994.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { interferenceOf, worstInBusyWindow } from '../busy-window.ts';
import type { SupplyBound } from '../supply-bound.ts';
import type { BoundResult } from '../term.ts';

export interface FixedPriorityTask {
  readonly name: string;
  readonly model: EventModel;
  readonly cost: number;
  /** Larger is more urgent. */
  readonly priority: number;
  /** Interrupt level: a handler is above every task, whatever its priority. Larger levels interrupt smaller ones. */
  readonly interruptLevel?: number;
  /** Parts of at most this length run without pre-emption; the last `lastRegion` of a job always does. */
  readonly longestRegion?: number;
  readonly lastRegion?: number;
  /** Critical sections: the longest hold of each resource. */
  readonly sections?: readonly { readonly resource: string; readonly length: number }[];
  /** Time that a job waits for a device, taken as computation for itself and as jitter for others. */
  readonly suspension?: number;
}

export interface FixedPriorityProblem {
  readonly tasks: readonly FixedPriorityTask[];
  readonly supply?: SupplyBound;
  readonly longest?: number;
}

/** Order of urgency: interrupt levels first, then priorities. */
function compareUrgency(a: FixedPriorityTask, b: FixedPriorityTask): number {
  return (b.interruptLevel ?? 0) - (a.interruptLevel ?? 0) || b.priority - a.priority;
}

/** Ceiling of each resource: the most urgent task that uses it. */
function ceilings(tasks: readonly FixedPriorityTask[]): Map<string, FixedPriorityTask> {
  const found = new Map<string, FixedPriorityTask>();
  for (const task of tasks)
    for (const { resource } of task.sections ?? []) {
      const present = found.get(resource);
      if (present === undefined || compareUrgency(task, present) < 0) found.set(resource, task);
    }
  return found;
}

/** Longest section of a less urgent task that keeps `task` out: at most one of them (Sha, Rajkumar, Lehoczky 1990; Baker 1991). */
function blockingOf(task: FixedPriorityTask, problem: FixedPriorityProblem, ceiling: Map<string, FixedPriorityTask>) {
  let most = { of: '', amount: 0 };
  for (const other of problem.tasks) {
    if (other === task || compareUrgency(other, task) <= 0) continue;
    const regions = [
      { of: other.name, amount: Math.max(other.longestRegion ?? 0, other.lastRegion ?? 0) },
      ...(other.sections ?? [])
        .filter(({ resource }) => compareUrgency(ceiling.get(resource)!, task) <= 0)
        .map(({ resource, length }) => ({ of: `${other.name} with ${resource}`, amount: length })),
    ];
    for (const region of regions) if (region.amount > most.amount) most = region;
  }
  return most.amount > 0 ? [most] : [];
}

function analyse(problem: FixedPriorityProblem): ReadonlyMap<string, BoundResult> {
  const results = new Map<string, BoundResult>();
  const ceiling = ceilings(problem.tasks);
  for (const task of problem.tasks) {
    const interferers = problem.tasks
      .filter((other) => other !== task && compareUrgency(other, task) <= 0)
      .map((other) =>
        interferenceOf(
          other.name,
          other.model,
          other.cost,
          (other.interruptLevel ?? 0) > 0 ? 'interrupts' : 'preemption',
        ),
      );
    results.set(
      task.name,
      worstInBusyWindow({
        model: task.model,
        cost: task.cost,
        ...(task.suspension === undefined ? {} : { suspension: task.suspension }),
        lastRegion: task.lastRegion ?? 0,
        blocking: blockingOf(task, problem, ceiling),
        interferers,
        ...(problem.supply === undefined ? {} : { supply: problem.supply }),
        ...(problem.longest === undefined ? {} : { longest: problem.longest }),
      }),
    );
  }
  return results;
}

export const fixedPriority = {
  name: 'fixed-priority',
  origin: 'Lehoczky, RTSS 1990; Davis et al., Real-Time Systems 35(3), 2007; Bril et al., Real-Time Systems 42, 2009',
  summary: 'The most urgent runs; jobs of a level-i busy window are looked at one by one.',
  assumes: [
    'one processor or one reservation',
    'sections protected by the immediate ceiling protocol, at most one blocks',
    'a more urgent task that suspends itself is described with its suspension as jitter',
  ],
  tight: true,
  analyse,
} as const satisfies BoundDefinition<FixedPriorityProblem, ReadonlyMap<string, BoundResult>>;
