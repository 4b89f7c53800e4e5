/**
 * Work of a job's steps: how much a step asks of the core that it begins on, and what is left of it when the job goes on on
 * another type of core. Solo picoseconds, integers; draws are keyed by (task, job, part), so their order means nothing.
 */
import { mulDivCeil } from '../../engine/time.ts';
import type { Job, Step, Task, Work } from './task.ts';

/** The work of a step in solo picoseconds, or `Infinity` when it never ends. */
export function sampleWork(task: Task, job: Job, work: Work, firstPurpose: number): number {
  if (work.demands.length === 0) return Number.POSITIVE_INFINITY;
  let sumPs = 0;
  for (let part = 0; part < work.demands.length; part += 1) {
    const demand = work.demands[part]!;
    // Draws are keyed, so one that decides nothing can be left out.
    if (demand.minPs === demand.maxPs) sumPs += demand.minPs;
    else sumPs += demand.quantilePs(task.chance.draw(0, job.index, firstPurpose + part));
  }
  return work.sheetHz === work.actualHz ? sumPs : mulDivCeil(sumPs, work.sheetHz, work.actualHz);
}

/** The step begins on this type of core. */
export function drawWork(task: Task, job: Job, step: Step & { kind: 'run' }, coreType: number): void {
  job.stepWorkPs = sampleWork(task, job, step.work[coreType]!, step.firstPurpose);
  job.remainingPs = job.stepWorkPs;
  job.coreType = coreType;
}

/** The job goes on on another type of core: what is left keeps its share of the whole. */
export function convertWork(task: Task, job: Job, coreType: number): void {
  const step = task.steps[job.stepIndex]!;
  if (step.kind !== 'run' || job.coreType === coreType || job.remainingPs === Number.POSITIVE_INFINITY) return;
  const wholePs = sampleWork(task, job, step.work[coreType]!, step.firstPurpose);
  job.remainingPs = mulDivCeil(job.remainingPs, wholePs, job.stepWorkPs);
  job.stepWorkPs = wholePs;
  job.coreType = coreType;
  job.carry = 0;
}
