/**
 * What a bound is made of. A bound never comes as a bare number: its terms add up to it, so that a reader sees which of
 * them to attack. All times are integers in one unit.
 */

export type TermKind =
  | 'own-execution'
  | 'backlog'
  | 'suspension'
  | 'preemption'
  | 'blocking'
  | 'interrupts'
  | 'overhead'
  | 'supply'
  | 'communication'
  | 'errors';

export interface Term {
  readonly kind: TermKind;
  /** Who or what: a task, a resource, `world switches of gateway/main`. */
  readonly of: string;
  readonly amount: number;
  /** How many times, where that has a meaning. */
  readonly count?: number;
}

/** The worst case that a bound found. */
export interface Bound {
  /** Longest response: never less than what can happen under the assumptions. */
  readonly response: number;
  /** They sum to `response`. */
  readonly terms: readonly Term[];
  /** Length of the longest busy window. */
  readonly busyWindow: number;
  /** Which job of the busy window is the worst, from 0. */
  readonly worstJob: number;
  /** Jobs of the task in the busy window. */
  readonly jobs: number;
  /** What the worst case assumes, in words. */
  readonly criticalInstant: string;
}

/** There is none, and why: overload, or an assumption of the theory that does not hold. */
export interface NoBound {
  readonly response: null;
  readonly reason: string;
}

export type BoundResult = Bound | NoBound;

export function noBound(reason: string): NoBound {
  return { response: null, reason };
}

/** The term that takes most, own execution apart; null when there is nothing else. */
export function limitingTerm(terms: readonly Term[]): Term | null {
  let most: Term | null = null;
  for (const term of terms) {
    if (term.kind === 'own-execution' || term.amount <= 0) continue;
    if (most === null || term.amount > most.amount) most = term;
  }
  return most;
}

/** The reason of an overload, wherever an analysis finds one. */
export const overload = 'more is asked than can be supplied: the busy window does not end';
