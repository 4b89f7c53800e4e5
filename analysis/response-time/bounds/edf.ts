/**
 * Earliest deadline first on one processor or one reservation: for each task, the worst over all instants at which one of its
 * jobs may come inside a busy window of work whose deadlines are not later. Deadlines are relative to the release.
 *
 * Theory: Spuri, "Analysis of deadline scheduled real-time systems", INRIA RR-2772, 1996; blocking and non-pre-emptive jobs:
 * George, Rivierre, Spuri, INRIA RR-2966, 1996.
 */
import type { EventModel } from '../../event-model/event-model.ts';
import type { BoundDefinition } from '../bound.ts';
import { dedicated, type SupplyBound } from '../supply-bound.ts';
import { type BoundResult, noBound, overload, type Term } from '../term.ts';

export interface EdfTask {
  readonly name: string;
  readonly model: EventModel;
  readonly cost: number;
  readonly deadline: number;
  /** Longest part that later deadlines cannot be kept from: a non-pre-emptible region or a critical section. */
  readonly longestRegion?: number;
}

/** Work before all tasks, whatever their deadlines: interrupts, costs of mechanisms. */
export interface EdfOverhead {
  readonly of: string;
  demand(window: number): number;
}

export interface EdfProblem {
  readonly tasks: readonly EdfTask[];
  readonly overheads?: readonly EdfOverhead[];
  readonly supply?: SupplyBound;
  readonly longest?: number;
  /** At most so many candidate instants per task. */
  readonly candidatesMax?: number;
}

interface Worst {
  response: number;
  at: number;
  window: number;
  asked: number;
}

const candidatesMaxByDefault = 200_000;

/** Jobs of `task` that come in [0, until]. */
function arrivalsUntil(task: EdfTask, until: number): number {
  return until < 0 ? 0 : task.model.etaPlus(until + 1);
}

function overheadIn(problem: EdfProblem, window: number): number {
  return (problem.overheads ?? []).reduce((sum, { demand }) => sum + demand(window), 0);
}

/** Longest busy window of the whole processor; null when it does not end. */
function busyPeriod(problem: EdfProblem, supply: SupplyBound, longest: number): number | null {
  const region = problem.tasks.reduce((most, { longestRegion = 0 }) => Math.max(most, longestRegion), 0);
  let window = 1;
  for (;;) {
    const asked = problem.tasks.reduce((sum, { model, cost }) => sum + model.etaPlus(window) * cost, 0) + region;
    const next = supply.inverse(asked + overheadIn(problem, window));
    if (next > longest || !(next < Number.POSITIVE_INFINITY)) return null;
    if (next <= window) return window;
    window = next;
  }
}

/** When a job of `task` that comes at `at` after the start of the busy window can be the first of an equal deadline. */
function candidates(problem: EdfProblem, task: EdfTask, busy: number, most: number): number[] | null {
  const found = new Set<number>([0]);
  for (const other of problem.tasks) {
    for (let job = 1; ; job += 1) {
      const at = other.model.deltaMinus(job) + other.deadline - task.deadline;
      if (other.model.deltaMinus(job) >= busy) break;
      if (at >= 0 && at < busy) found.add(at);
      if (found.size > most || job > most) return null;
    }
  }
  return [...found];
}

function worstAt(problem: EdfProblem, task: EdfTask, at: number, supply: SupplyBound, longest: number): Worst | null {
  const others = problem.tasks.filter((other) => other !== task && other.deadline <= at + task.deadline);
  const blocking = blockingOf(problem, task, at);
  const fixed = arrivalsUntil(task, at) * task.cost + blocking.amount;
  // How many jobs of each have a deadline that is early enough: does not depend on the window.
  const early = others.map((other) => arrivalsUntil(other, at + task.deadline - other.deadline));
  let window = supply.inverse(fixed);
  for (;;) {
    let asked = fixed + overheadIn(problem, window);
    for (let k = 0; k < others.length; k += 1) {
      asked += Math.min(others[k]!.model.etaPlus(window), early[k]!) * others[k]!.cost;
    }
    const next = supply.inverse(asked);
    if (next > longest || !(next < Number.POSITIVE_INFINITY)) return null;
    if (next <= window) return { response: Math.max(task.cost, window - at), at, window, asked };
    window = next;
  }
}

function blockingOf(problem: EdfProblem, task: EdfTask, at: number): { of: string; amount: number } {
  let most = { of: '', amount: 0 };
  for (const { name, deadline, longestRegion = 0 } of problem.tasks)
    if (deadline > at + task.deadline && longestRegion > most.amount) most = { of: name, amount: longestRegion };
  return most;
}

function termsOf(problem: EdfProblem, task: EdfTask, worst: Worst, supply: SupplyBound): Term[] {
  const { at, window, response } = worst;
  const own = arrivalsUntil(task, at);
  const terms: Term[] = [{ kind: 'own-execution', of: '', amount: task.cost, count: 1 }];
  if (own > 1) terms.push({ kind: 'backlog', of: 'earlier jobs', amount: (own - 1) * task.cost, count: own - 1 });
  const blocking = blockingOf(problem, task, at);
  if (blocking.amount > 0) terms.push({ kind: 'blocking', ...blocking });
  for (const other of problem.tasks) {
    if (other === task || other.deadline > at + task.deadline) continue;
    const count = Math.min(other.model.etaPlus(window), arrivalsUntil(other, at + task.deadline - other.deadline));
    if (count > 0) terms.push({ kind: 'preemption', of: other.name, amount: count * other.cost, count });
  }
  for (const { of, demand } of problem.overheads ?? [])
    if (demand(window) > 0) terms.push({ kind: 'overhead', of, amount: demand(window) });
  const withheld = supply.inverse(worst.asked) - worst.asked;
  if (withheld > 0) terms.push({ kind: 'supply', of: supply.describe, amount: withheld });
  if (at > 0) terms.push({ kind: 'backlog', of: 'before its release', amount: -at });
  const sum = terms.reduce((total, { amount }) => total + amount, 0);
  if (sum !== response) terms.push({ kind: 'supply', of: 'rounding', amount: response - sum });
  return terms;
}

function analyseTask(
  problem: EdfProblem,
  task: EdfTask,
  busy: number,
  supply: SupplyBound,
  longest: number,
): BoundResult {
  const instants = candidates(problem, task, busy, problem.candidatesMax ?? candidatesMaxByDefault);
  if (instants === null) return noBound('too many instants to look at');
  let worst: Worst | null = null;
  for (const at of instants) {
    const found = worstAt(problem, task, at, supply, longest);
    if (found === null) return noBound(overload);
    if (worst === null || found.response > worst.response) worst = found;
  }
  if (worst === null) return noBound('no job comes');
  return {
    response: worst.response,
    terms: termsOf(problem, task, worst, supply),
    busyWindow: busy,
    worstJob: arrivalsUntil(task, worst.at) - 1,
    jobs: Math.max(1, task.model.etaPlus(busy)),
    criticalInstant: `released ${worst.at} after all others came together`,
  };
}

function analyse(problem: EdfProblem): ReadonlyMap<string, BoundResult> {
  const supply = problem.supply ?? dedicated;
  const longest = problem.longest ?? Number.MAX_SAFE_INTEGER;
  const busy = busyPeriod(problem, supply, longest);
  return new Map(
    problem.tasks.map((task) => [
      task.name,
      busy === null ? noBound(overload) : analyseTask(problem, task, busy, supply, longest),
    ]),
  );
}

export const edf = {
  name: 'edf',
  origin: 'Spuri, INRIA RR-2772, 1996; George, Rivierre, Spuri, INRIA RR-2966, 1996',
  summary: 'The earliest absolute deadline runs; all instants of release inside the busy window are looked at.',
  assumes: ['one processor or one reservation', 'deadlines are relative to the release'],
  tight: true,
  analyse,
} as const satisfies BoundDefinition<EdfProblem, ReadonlyMap<string, BoundResult>>;
