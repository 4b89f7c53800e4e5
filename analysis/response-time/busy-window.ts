/**
 * The busy window: the longest time for which a processor always has something to do at a priority, found as the least fixed
 * point of what is asked in it. Every bound of fixed priorities is a special case: pre-emptive, non-pre-emptive, with a last
 * region that is not pre-emptible, on a whole processor or on what a reservation supplies.
 *
 * Theory: Lehoczky, RTSS 1990 (arbitrary deadlines); Davis, Burns, Bril, Lukkien, Real-Time Systems 35(3), 2007 (several jobs
 * also without pre-emption); Bril, Lukkien, Verhaegh, Real-Time Systems 42(1-3), 2009 (deferred pre-emption); on a supply
 * bound: Lipari and Bini, Journal of Embedded Computing 1(2), 2005. Integers in one unit.
 */
import type { EventModel } from '../event-model/event-model.ts';
import { dedicated, type SupplyBound } from './supply-bound.ts';
import { type BoundResult, noBound, overload, type Term, type TermKind } from './term.ts';

/** Work that goes before the task under analysis, as a function of the window. */
export interface Interferer {
  readonly kind: TermKind;
  readonly of: string;
  /** Most work asked in any half-open window of the length. */
  demand(window: number): number;
  count?(window: number): number;
  /** Where the work is so much per event: interferers of equal models are then summed before the search. */
  readonly perEvent?: { readonly model: EventModel; readonly cost: number };
}

/** A task or message that may run any time before the one under analysis. */
export function interferenceOf(of: string, model: EventModel, cost: number, kind: TermKind = 'preemption'): Interferer {
  return {
    kind,
    of,
    demand: (window) => model.etaPlus(window) * cost,
    count: (window) => model.etaPlus(window),
    perEvent: { model, cost },
  };
}

/** What all of them ask, with one look at each distinct event model: a thousand tasks have a dozen periods. */
function summed(interferers: readonly Interferer[]): (window: number) => number {
  const models: EventModel[] = [];
  const costs: number[] = [];
  const placeOf = new Map<string, number>();
  const others: Interferer[] = [];
  for (const interferer of interferers) {
    const { perEvent } = interferer;
    if (perEvent === undefined) {
      others.push(interferer);
      continue;
    }
    const place = placeOf.get(perEvent.model.describe);
    if (place !== undefined) costs[place]! += perEvent.cost;
    else {
      placeOf.set(perEvent.model.describe, models.length);
      models.push(perEvent.model);
      costs.push(perEvent.cost);
    }
  }
  return (window) => {
    let demand = 0;
    for (let index = 0; index < models.length; index += 1) demand += models[index]!.etaPlus(window) * costs[index]!;
    for (const interferer of others) demand += interferer.demand(window);
    return demand;
  };
}

export interface BusyWindowProblem {
  readonly model: EventModel;
  /** Longest execution of one job. */
  readonly cost: number;
  /** Time that a job waits for others (accelerators, sleeps) beside its execution; it is taken as if it computed. */
  readonly suspension?: number;
  /** Length of the last part of a job that nothing but its own end stops; `cost` for non-pre-emptive. 0: fully pre-emptive. */
  readonly lastRegion?: number;
  readonly blocking?: readonly { readonly of: string; readonly amount: number }[];
  readonly interferers: readonly Interferer[];
  readonly supply?: SupplyBound;
  /** Arrivals up to this long after the start of the last region still go before it: 1 unit, or one bit time on a bus. */
  readonly granularity?: number;
  /** Windows beyond this are given up as overload. Default 2^53 - 1. */
  readonly longest?: number;
  /** At most so many jobs are looked at. */
  readonly jobsMax?: number;
}

/** Fixed point of one job: when the last region starts (or the job ends), and what was asked until then. */
interface Settled {
  readonly window: number;
  readonly demand: number;
}

const jobsMaxByDefault = 10_000;

export function worstInBusyWindow(problem: BusyWindowProblem): BoundResult {
  const { model, cost, suspension = 0, lastRegion = 0, interferers, supply = dedicated, granularity = 1 } = problem;
  const longest = problem.longest ?? Number.MAX_SAFE_INTEGER;
  const blocked = (problem.blocking ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const own = cost + suspension;
  const ahead = lastRegion > 0 ? granularity : 0;
  const asked = summed(interferers);
  if (overloaded(problem)) return noBound(overload);
  let best = { response: -1, job: 0, finish: 0, window: 0, asked: 0 };
  let from = 0;
  let busyUntil = 0;
  for (let job = 0; ; job += 1) {
    if (job >= (problem.jobsMax ?? jobsMaxByDefault)) return noBound(`the busy window holds more than ${job} jobs`);
    const fixed = blocked + (job + 1) * own - lastRegion;
    const settled = fixedPoint(fixed, asked, supply, ahead, from, longest);
    if (settled === null) return noBound(overload);
    const finish = lastRegion > 0 ? supply.inverse(settled.demand + lastRegion) : settled.window;
    const response = finish - model.deltaMinus(job + 1);
    if (response > best.response)
      best = { response, job, finish, window: settled.window + ahead, asked: settled.demand };
    from = settled.window;
    busyUntil = finish;
    const nextAt = model.deltaMinus(job + 2);
    if (nextAt === Number.POSITIVE_INFINITY) break;
    if (lastRegion === 0 ? nextAt >= finish : nextAt >= finish && !busyAt(problem, blocked, job + 1, nextAt, longest))
      break;
  }
  return {
    response: best.response,
    terms: termsOf(problem, best.job, best.response, best.window, best.asked + lastRegion),
    busyWindow: busyUntil,
    worstJob: best.job,
    jobs: countJobs(model, busyUntil),
    criticalInstant: instantOf(problem),
  };
}

/** Long-run demand beyond the supply, with room for the last digits: the search would find the same, slowly. */
function overloaded({ model, cost, suspension = 0, interferers, supply = dedicated }: BusyWindowProblem): boolean {
  let share = ((cost + suspension) * model.rate.events) / model.rate.per;
  for (const { perEvent } of interferers)
    if (perEvent !== undefined) share += (perEvent.cost * perEvent.model.rate.events) / perEvent.model.rate.per;
  return share > supply.share * (1 + 1e-9);
}

/** Non-pre-emptive: work of others may keep the window busy after the task's own job has ended (Davis et al. 2007). */
function busyAt(
  { interferers, cost, suspension = 0, supply = dedicated }: BusyWindowProblem,
  blocked: number,
  jobs: number,
  at: number,
  longest: number,
): boolean {
  const settled = fixedPoint(blocked + jobs * (cost + suspension), summed(interferers), supply, 0, 0, longest);
  return settled === null || settled.window > at;
}

function countJobs(model: EventModel, window: number): number {
  return Math.max(1, model.etaPlus(window));
}

/** Least window that supplies `fixed` and all that the interferers ask in it; null beyond `longest`. */
function fixedPoint(
  fixed: number,
  asked: (window: number) => number,
  supply: SupplyBound,
  ahead: number,
  from: number,
  longest: number,
): Settled | null {
  let window = Math.max(from, supply.inverse(fixed));
  // A last region that starts at once still lets arrivals of the same instant go first.
  for (;;) {
    const demand = fixed + asked(window + ahead);
    const next = supply.inverse(demand);
    if (next > longest || !(next < Number.POSITIVE_INFINITY)) return null;
    if (next <= window) return { window, demand };
    window = next;
  }
}

function termsOf(problem: BusyWindowProblem, job: number, response: number, window: number, asked: number): Term[] {
  const { cost, suspension = 0, interferers, model } = problem;
  const terms: Term[] = [{ kind: 'own-execution', of: '', amount: cost, count: 1 }];
  if (suspension > 0) terms.push({ kind: 'suspension', of: '', amount: suspension, count: 1 });
  if (job > 0) terms.push({ kind: 'backlog', of: 'earlier jobs', amount: job * (cost + suspension), count: job });
  for (const { of, amount } of problem.blocking ?? []) if (amount > 0) terms.push({ kind: 'blocking', of, amount });
  for (const { kind, of, demand, count } of interferers) {
    const amount = demand(window);
    if (amount > 0) terms.push({ kind, of, amount, ...(count === undefined ? {} : { count: count(window) }) });
  }
  // What the reservation withholds; and the part of the window that passed before the worst job came.
  const withheld = (problem.supply ?? dedicated).inverse(asked) - asked;
  if (withheld > 0) terms.push({ kind: 'supply', of: problem.supply!.describe, amount: withheld });
  const before = model.deltaMinus(job + 1);
  if (before > 0) terms.push({ kind: 'backlog', of: 'before its release', amount: -before });
  const sum = terms.reduce((total, { amount }) => total + amount, 0);
  if (sum !== response) terms.push({ kind: 'supply', of: 'rounding', amount: response - sum });
  return terms;
}

function instantOf({ lastRegion = 0, cost, blocking = [], supply }: BusyWindowProblem): string {
  const parts = ['released together with everything more urgent'];
  const blockers = blocking.filter(({ amount }) => amount > 0);
  if (blockers.length > 0) parts.push(`just after ${blockers.map(({ of }) => of).join(' and ')} began`);
  if (supply !== undefined && supply !== dedicated) parts.push('when the reservation has just given all that it owed');
  if (lastRegion === cost && cost > 0) parts.push('and what comes later waits until it ends');
  return parts.join(', ');
}
