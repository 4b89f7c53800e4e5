/**
 * Transactions with offsets on one processor: steps of one transaction are released at known distances, so they cannot all come
 * together. Each step of the own transaction is tried as the one that starts the busy window; of every other transaction the
 * worst case over its own starts is taken for each window (the approximation that keeps this polynomial).
 *
 * Theory: Tindell, "Adding time-offsets to schedulability analysis", York YCS-221, 1994; Palencia and Gonzalez Harbour,
 * "Schedulability analysis for tasks with static and dynamic offsets", RTSS 1998, section 4. Integers in one unit.
 */
import type { BoundDefinition } from '../bound.ts';
import { type BoundResult, noBound, overload, type Term } from '../term.ts';

export interface OffsetStep {
  readonly name: string;
  readonly cost: number;
  readonly offset: number;
  readonly jitter?: number;
  readonly priority: number;
  readonly blocking?: number;
}

export interface Transaction {
  readonly period: number;
  readonly steps: readonly OffsetStep[];
}

export interface OffsetProblem {
  readonly transactions: readonly Transaction[];
  /** Response times count from the release of the step (default), or from the event of the transaction. */
  readonly from?: 'release' | 'event';
  readonly longest?: number;
}

/** Distance from the start of the busy window, begun by the latest release of `starter`, to the next one of `step`. */
function phase(period: number, step: OffsetStep, starter: OffsetStep): number {
  const behind = (starter.offset + (starter.jitter ?? 0) - step.offset) % period;
  return period - (behind < 0 ? behind + period : behind);
}

/** Jobs of `step` that are ready in the first `window`, when `starter` begins it. */
function jobsIn(period: number, step: OffsetStep, starter: OffsetStep, window: number): number {
  const first = phase(period, step, starter);
  const late = Math.floor(((step.jitter ?? 0) + first) / period);
  return Math.max(0, late + Math.max(0, Math.ceil((window - first) / period)));
}

function workOf(transaction: Transaction, steps: readonly OffsetStep[], starter: OffsetStep, window: number): number {
  return steps.reduce((sum, step) => sum + jobsIn(transaction.period, step, starter, window) * step.cost, 0);
}

interface Candidate {
  readonly transaction: Transaction;
  readonly step: OffsetStep;
  readonly starter: OffsetStep;
  /** More urgent steps of the own transaction. */
  readonly own: readonly OffsetStep[];
  readonly others: readonly { readonly transaction: Transaction; readonly steps: readonly OffsetStep[] }[];
}

function otherWork({ others }: Candidate, window: number): number {
  return others.reduce(
    (sum, { transaction, steps }) =>
      sum + steps.reduce((most, starter) => Math.max(most, workOf(transaction, steps, starter, window)), 0),
    0,
  );
}

/** Least window that holds `fixed` and all interference; null beyond `longest`. */
function settle(candidate: Candidate, fixed: number, from: number, longest: number): number | null {
  let window = Math.max(fixed, from);
  for (;;) {
    const next =
      fixed + workOf(candidate.transaction, candidate.own, candidate.starter, window) + otherWork(candidate, window);
    if (next > longest) return null;
    if (next <= window) return window;
    window = next;
  }
}

interface Worst {
  response: number;
  window: number;
  job: number;
  jobs: number;
  candidate: Candidate;
  before: number;
}

function worstOf(candidate: Candidate, longest: number): Worst | null {
  const { transaction, step, starter } = candidate;
  const { period } = transaction;
  const first = phase(period, step, starter);
  const firstJob = 1 - Math.floor(((step.jitter ?? 0) + first) / period);
  let worst: Worst | null = null;
  let from = 0;
  for (let job = firstJob; job < firstJob + 10_000; job += 1) {
    const jobs = job - firstJob + 1;
    const window = settle(candidate, (step.blocking ?? 0) + jobs * step.cost, from, longest);
    if (window === null) return null;
    from = window;
    // The release of this job (or, with jitter, its earliest possible event) as seen from the start of the window.
    const before = first + (job - 1) * period;
    const response = window - before;
    if (worst === null || response > worst.response) worst = { response, window, job, jobs, candidate, before };
    if (before + period >= window) return worst;
  }
  return null;
}

function analyseStep(problem: OffsetProblem, transaction: Transaction, step: OffsetStep): BoundResult {
  const urgent = (one: OffsetStep) => one !== step && one.priority >= step.priority;
  const own = transaction.steps.filter(urgent);
  const others = problem.transactions
    .filter((other) => other !== transaction)
    .map((other) => ({ transaction: other, steps: other.steps.filter(urgent) }))
    .filter(({ steps }) => steps.length > 0);
  let worst: Worst | null = null;
  for (const starter of [step, ...own]) {
    const found = worstOf({ transaction, step, starter, own, others }, problem.longest ?? Number.MAX_SAFE_INTEGER);
    if (found === null) return noBound(overload);
    if (worst === null || found.response > worst.response) worst = found;
  }
  return boundOf(worst!, problem.from === 'event' ? step.offset : 0);
}

function boundOf({ response, window, job, jobs, candidate, before }: Worst, added: number): BoundResult {
  const { step, transaction, own, starter, others } = candidate;
  const terms: Term[] = [{ kind: 'own-execution', of: '', amount: step.cost, count: 1 }];
  if (jobs > 1) terms.push({ kind: 'backlog', of: 'earlier jobs', amount: (jobs - 1) * step.cost, count: jobs - 1 });
  if ((step.blocking ?? 0) > 0) terms.push({ kind: 'blocking', of: 'given', amount: step.blocking! });
  for (const one of own) {
    const count = jobsIn(transaction.period, one, starter, window);
    if (count > 0) terms.push({ kind: 'preemption', of: one.name, amount: count * one.cost, count });
  }
  for (const other of others) {
    const amount = otherWork({ ...candidate, others: [other] }, window);
    if (amount > 0) terms.push({ kind: 'preemption', of: other.steps.map(({ name }) => name).join(' + '), amount });
  }
  if (before !== 0) terms.push({ kind: 'backlog', of: 'before its release', amount: -before });
  if (added !== 0) terms.push({ kind: 'communication', of: 'offset', amount: added });
  return {
    response: response + added,
    terms,
    busyWindow: window,
    worstJob: Math.max(0, job - 1),
    jobs,
    criticalInstant: `the busy window begins with ${starter.name}`,
  };
}

export const offsets = {
  name: 'offsets',
  origin: 'Palencia and Gonzalez Harbour, RTSS 1998; Tindell, YCS-221, 1994',
  summary: 'Steps of one transaction keep their distances, so they cannot all come together.',
  assumes: ['one processor', 'all steps of a transaction have its period', 'offsets are exact up to the jitter'],
  tight: false,
  analyse: (problem: OffsetProblem) =>
    new Map(
      problem.transactions.flatMap((transaction) =>
        transaction.steps.map((step) => [step.name, analyseStep(problem, transaction, step)] as const),
      ),
    ),
} as const satisfies BoundDefinition<OffsetProblem, ReadonlyMap<string, BoundResult>>;
