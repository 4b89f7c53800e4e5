/**
 * Work that takes longer than declared: the steps of a task with every demand multiplied and added to. The structure of the
 * steps stays, so a job can be in the middle of one when they are exchanged.
 */
import type { Step, Task, Work } from '../guest/task.ts';
import type { Demand } from '../workload/execution.ts';

/** @param factor integer, at least 1 @param extraPs added to each part of what `of` selects */
export function stretched(
  steps: readonly Step[],
  factor: number,
  extraPs: number,
  of: 'run' | 'accelerate',
): readonly Step[] {
  const work = (one: Work): Work => ({ ...one, demands: one.demands.map((demand) => longer(demand, factor, extraPs)) });
  return steps.map((step): Step => {
    if (step.kind === 'run' && of === 'run') return { ...step, work: step.work.map(work) };
    if (step.kind === 'accelerate' && of === 'accelerate') return { ...step, work: work(step.work) };
    return step;
  });
}

function longer(demand: Demand, factor: number, extraPs: number): Demand {
  const stretch = (ps: number): number => ps * factor + extraPs;
  return {
    minPs: stretch(demand.minPs),
    meanPs: stretch(demand.meanPs),
    maxPs: stretch(demand.maxPs),
    quantilePs: (draw) => stretch(demand.quantilePs(draw)),
  };
}

/** Exchanges the steps of `task` until `untilPs`; jobs that are inside a step keep what they drew. */
export function withSteps(
  task: Task,
  steps: readonly Step[],
  untilPs: number,
  later: (atPs: number, then: () => void) => void,
): void {
  const before = task.steps;
  task.steps = steps;
  later(untilPs, () => {
    // Another fault may have come in between: then the later one's end restores.
    if (task.steps === steps) task.steps = before;
  });
}
