/**
 * Exact schedulability under earliest deadline first on one core, written from the textbook and sharing no code with the
 * simulation: independent periodic tasks released together, pre-emptive, no costs. A deadline is missed if and only if the
 * demand of some window from 0 to a deadline exceeds its length; looking up to the hyperperiod is enough at a utilisation of
 * at most 1.
 *
 * Source: Baruah, Rosier, Howell, Real-Time Systems 2(4), 1990.
 */
export interface DemandTask {
  readonly execution: number;
  readonly period: number;
  /** At most the period. */
  readonly deadline: number;
}

/** First deadline by which more work is due than fits, or null. Integers in any one unit. */
export function firstOverload(tasks: readonly DemandTask[], hyperperiod: number): number | null {
  const deadlines = new Set<number>();
  for (const { deadline, period } of tasks) for (let at = deadline; at <= hyperperiod; at += period) deadlines.add(at);
  for (const at of [...deadlines].sort((left, right) => left - right)) {
    if (demand(tasks, at) > at) return at;
  }
  return null;
}

function demand(tasks: readonly DemandTask[], window: number): number {
  return tasks.reduce(
    (sum, { execution, period, deadline }) =>
      window < deadline ? sum : sum + (Math.floor((window - deadline) / period) + 1) * execution,
    0,
  );
}
