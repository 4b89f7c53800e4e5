/**
 * What hurts comes first: the order of requirements (violated by ASIL, then by how far past the limit; then the
 * thinnest margin; what could not be judged last) and of tasks (closest to their wall). Comparators never tie: names decide.
 */
import type { RequirementFact, TaskFact } from '../analysis/fact.ts';
import { byAsil, byName } from './palette.ts';

const verdictOrder = { violated: 0, met: 1, not_judged: 2 } as const;

export function orderRequirements(requirements: readonly RequirementFact[]): RequirementFact[] {
  return [...requirements].sort(
    (a, b) =>
      verdictOrder[a.verdict] - verdictOrder[b.verdict] ||
      (a.verdict === 'violated' ? byAsil(a.asil, b.asil) : 0) ||
      (b.ratio ?? 0) - (a.ratio ?? 0) ||
      byName(a.id, b.id),
  );
}

/** Worst response time over deadline; tasks without a deadline or without a finished job come last. */
export function nearness(task: TaskFact): number {
  return task.deadlinePs === null || task.deadlinePs === 0 || task.response.maxPs === null
    ? -1
    : task.response.maxPs / task.deadlinePs;
}

export function orderTasks(tasks: readonly TaskFact[]): TaskFact[] {
  return [...tasks].sort(
    (a, b) =>
      Number(b.missed > 0) - Number(a.missed > 0) ||
      nearness(b) - nearness(a) ||
      byName(`${a.vm}/${a.task}`, `${b.vm}/${b.task}`),
  );
}
