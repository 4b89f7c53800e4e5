/**
 * Fixed priorities on several processors, tasks migrate: a task waits only while all processors run more urgent ones.
 * Deadlines at most at the period; a task that cannot be bounded within its period leaves all below it without a bound.
 *
 * Theory: Guan, Stigge, Yi, Yu, "New response time bounds for fixed priority multiprocessor scheduling", RTSS 2009 (at most
 * processors - 1 tasks carry work in); interference clipped as in Bertogna and Cirinei, RTSS 2007. Time is discrete.
 */
import type { BoundDefinition } from '../bound.ts';
import { type BoundResult, noBound, type Term } from '../term.ts';

export interface GlobalTask {
  readonly name: string;
  readonly cost: number;
  readonly period: number;
  readonly deadline: number;
  readonly priority: number;
  readonly blocking?: number;
}

export interface GlobalProblem {
  readonly tasks: readonly GlobalTask[];
  readonly processors: number;
}

interface Known {
  readonly task: GlobalTask;
  readonly response: number;
}

function workWithoutCarryIn({ cost, period }: GlobalTask, window: number): number {
  const whole = Math.floor(window / period);
  return whole * cost + Math.min(cost, window - whole * period);
}

function workWithCarryIn({ task: { cost, period }, response }: Known, window: number): number {
  const rest = Math.max(0, window - cost);
  const whole = Math.floor(rest / period);
  const tail = Math.min(Math.max(0, rest - whole * period - (period - response)), cost - 1);
  return whole * cost + Math.min(cost, window) + tail;
}

/** Work of the more urgent ones in the window, each clipped; the `processors - 1` largest carry-ins count. */
function interference(known: readonly Known[], window: number, own: number, processors: number) {
  const clip = Math.max(0, window - own + 1);
  const parts = known.map((one) => {
    const plain = Math.min(workWithoutCarryIn(one.task, window), clip);
    return { of: one.task.name, plain, extra: Math.max(0, Math.min(workWithCarryIn(one, window), clip) - plain) };
  });
  const carriers = [...parts].sort((a, b) => b.extra - a.extra || (a.of < b.of ? -1 : 1)).slice(0, processors - 1);
  return parts.map(({ of, plain, extra }) => ({
    of,
    amount: plain + (carriers.some((one) => one.of === of) ? extra : 0),
  }));
}

function analyseTask(task: GlobalTask, known: readonly Known[], processors: number): BoundResult {
  const own = task.cost + (task.blocking ?? 0);
  let window = own;
  for (;;) {
    const parts = interference(known, window, own, processors);
    const sum = parts.reduce((total, { amount }) => total + amount, 0);
    const next = own + Math.floor(sum / processors);
    if (next > task.deadline || next > task.period) return noBound('not bounded within its deadline and period');
    if (next <= window) return boundOf(task, next, parts, processors);
    window = next;
  }
}

function boundOf(
  task: GlobalTask,
  response: number,
  parts: readonly { of: string; amount: number }[],
  processors: number,
): BoundResult {
  const terms: Term[] = [{ kind: 'own-execution', of: '', amount: task.cost, count: 1 }];
  if ((task.blocking ?? 0) > 0) terms.push({ kind: 'blocking', of: 'given', amount: task.blocking! });
  let given = task.cost + (task.blocking ?? 0);
  for (const { of, amount } of parts) {
    // Shares are a convention: the whole is divided among the processors, not each part.
    const share = Math.floor(amount / processors);
    if (share > 0) terms.push({ kind: 'preemption', of, amount: share });
    given += share;
  }
  if (given < response) terms.push({ kind: 'preemption', of: 'rounding', amount: response - given });
  return {
    response,
    terms,
    busyWindow: response,
    worstJob: 0,
    jobs: 1,
    criticalInstant: 'released just before all processors become busy with more urgent work',
  };
}

function analyse({ tasks, processors }: GlobalProblem): ReadonlyMap<string, BoundResult> {
  const results = new Map<string, BoundResult>();
  const known: Known[] = [];
  let broken = false;
  for (const task of [...tasks].sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1))) {
    const result = broken ? noBound('a more urgent task has no bound') : analyseTask(task, known, processors);
    results.set(task.name, result);
    if (result.response === null) broken = true;
    else known.push({ task, response: result.response });
  }
  return results;
}

export const globalFixedPriority = {
  name: 'global-fixed-priority',
  origin: 'Guan, Stigge, Yi, Yu, RTSS 2009; Bertogna and Cirinei, RTSS 2007',
  summary: 'Waits only while every processor runs something more urgent.',
  assumes: ['identical processors that are always there', 'deadlines at most at the period', 'no suspension'],
  tight: false,
  analyse,
} as const satisfies BoundDefinition<GlobalProblem, ReadonlyMap<string, BoundResult>>;
