/**
 * Round robin: everybody who has work gets a slice in turn. Between two slices of a task each other task has at most one, so a
 * task pays per round, and never more than the others ask for.
 *
 * Theory: Racu, Li, Henia, Hamann, Ernst, EMSOFT 2007 (the same bound in pyCPA). Each job is taken to begin a slice of its own.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { type Interferer, worstInBusyWindow } from '../busy-window.ts';
import type { SupplyBound } from '../supply-bound.ts';
import { type BoundResult, noBound } from '../term.ts';

export interface RoundRobinTask {
  readonly name: string;
  readonly model: EventModel;
  readonly cost: number;
  readonly slice: number;
}

export interface RoundRobinProblem {
  readonly tasks: readonly RoundRobinTask[];
  readonly overheads?: readonly Interferer[];
  readonly supply?: SupplyBound;
  readonly longest?: number;
}

function analyseTask(problem: RoundRobinProblem, task: RoundRobinTask): BoundResult {
  const { supply } = problem;
  const others = problem.tasks.filter((other) => other !== task);
  let worst: BoundResult = noBound('no job comes');
  // The number of rounds depends on the job, so each job is a window of its own with all earlier ones in it.
  for (let job = 0; job < 10_000; job += 1) {
    const rounds = (job + 1) * Math.ceil(task.cost / task.slice);
    const result = worstInBusyWindow({
      model: onlyJob(job, task.model),
      cost: (job + 1) * task.cost,
      interferers: [
        ...others.map(
          (other): Interferer => ({
            kind: 'preemption',
            of: other.name,
            demand: (window) => Math.min(rounds * other.slice, other.model.etaPlus(window) * other.cost),
          }),
        ),
        ...(problem.overheads ?? []),
      ],
      ...(supply === undefined ? {} : { supply }),
      ...(problem.longest === undefined ? {} : { longest: problem.longest }),
    });
    if (result.response === null) return result;
    const before = task.model.deltaMinus(job + 1);
    const response = result.response - before;
    if (worst.response === null || response > worst.response) worst = shifted(result, job, response, before, task.cost);
    if (task.model.deltaMinus(job + 2) >= result.response) return worst;
  }
  return noBound('the busy window holds more than 10000 jobs');
}

/** All jobs up to `job` as one event. */
function onlyJob(_job: number, model: EventModel): EventModel {
  return {
    ...model,
    deltaMinus: (count) => (count < 2 ? 0 : Number.POSITIVE_INFINITY),
    etaPlus: (w) => (w > 0 ? 1 : 0),
  };
}

function shifted(result: BoundResult, job: number, response: number, before: number, cost: number): BoundResult {
  if (result.response === null) return result;
  const terms = result.terms.filter(({ kind }) => kind !== 'own-execution');
  return {
    ...result,
    response,
    worstJob: job,
    jobs: job + 1,
    terms: [
      { kind: 'own-execution', of: '', amount: cost, count: 1 },
      ...(job > 0 ? [{ kind: 'backlog' as const, of: 'earlier jobs', amount: job * cost, count: job }] : []),
      ...terms,
      ...(before > 0 ? [{ kind: 'backlog' as const, of: 'before its release', amount: -before }] : []),
    ],
    criticalInstant: 'released together with all others, behind all of them',
  };
}

export const roundRobin = {
  name: 'round-robin',
  origin: 'Racu et al., EMSOFT 2007',
  summary: 'At most one slice of each other task between two slices of the own.',
  assumes: ['a task that becomes ready goes behind all that wait', 'slices are not longer than said'],
  tight: false,
  analyse: (problem: RoundRobinProblem) =>
    new Map(problem.tasks.map((task) => [task.name, analyseTask(problem, task)])),
} as const satisfies BoundDefinition<RoundRobinProblem, ReadonlyMap<string, BoundResult>>;
