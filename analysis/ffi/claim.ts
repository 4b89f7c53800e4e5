/**
 * The claim socket: what is promised, when it holds, and how to weaken the mechanism that should uphold it. A claim judges one
 * run of the adversary, beside the reference run in which the varied VMs are configured and idle. It never learns which
 * program ran: the oracle sees records only.
 */
import type { FaultEffect, Program } from '../../scenarios/injection-points.ts';
import type { RunColumns } from './run-columns.ts';
import type { ClaimContext } from './victim.ts';

export interface Judgement {
  /** Which part of the claim is violated, in a word (part of the signature that shrinking keeps); null: none. */
  readonly clause: string | null;
  /** Things that the oracle looked at: jobs, windows, messages, accesses. 0: the run says nothing. */
  readonly judged: number;
  /** Least distance to the limit in ps, negative when violated; null where the claim has no distance. */
  readonly marginPs: number | null;
  /** Where it is violated, or where the margin is least. */
  readonly atPs: number | null;
  /** One sentence with numbers; empty when nothing is violated. */
  readonly detail: string;
}

export interface JudgedRun {
  readonly run: RunColumns;
  readonly reference: RunColumns;
  readonly program: Program;
}

export interface ClaimDefinition {
  readonly name: string;
  /** What is promised, as a sentence without subject: "finishes by its deadline". */
  readonly promise: string;
  /** Clauses of ISO 26262 (D: Part 6 Annex D) for the user to check. */
  readonly basis: string;
  /** Fault effects that it speaks about. */
  readonly effects: readonly FaultEffect[];
  /** What a verdict of this claim does not say. */
  readonly limits: string;
  /** Charges of the ledger are needed. */
  readonly needsLedger?: boolean;
  /** Reason why the claim has no meaning here; null: it has one. */
  notApplicable(context: ClaimContext): string | null;
  /** Reason why it cannot be tried yet; null: it can. */
  notExecuted?(context: ClaimContext): string | null;
  /** The kind's own weakenings, mildest first: `path=value` of the file, or `mechanisms.NAME=false`. */
  controls(context: ClaimContext): readonly string[];
  judge(judged: JudgedRun, context: ClaimContext): Judgement;
}

export const nothingJudged: Judgement = { clause: null, judged: 0, marginPs: null, atPs: null, detail: '' };

/** Collects the worst of many small judgements. */
export class Worst {
  #judged = 0;
  #marginPs = Number.POSITIVE_INFINITY;
  #atPs: number | null = null;
  #clause: string | null = null;
  #detail = '';

  /** One thing looked at; `marginPs` below 0 is a violation. The first of equal margins counts. */
  see(marginPs: number, atPs: number, clause: string, detail: () => string): void {
    this.#judged += 1;
    if (marginPs >= this.#marginPs) return;
    this.#marginPs = marginPs;
    this.#atPs = atPs;
    this.#clause = marginPs < 0 ? clause : null;
    this.#detail = marginPs < 0 ? detail() : '';
  }

  judgement(): Judgement {
    if (this.#judged === 0) return nothingJudged;
    return {
      clause: this.#clause,
      judged: this.#judged,
      marginPs: this.#marginPs,
      atPs: this.#atPs,
      detail: this.#detail,
    };
  }
}

/** Judgement of a claim without distances: `violation` is the first one met, or null. */
export function plainJudgement(
  judged: number,
  violation: { atPs: number; clause: string; detail: string } | null,
): Judgement {
  return {
    clause: violation?.clause ?? null,
    judged,
    marginPs: null,
    atPs: violation?.atPs ?? null,
    detail: violation?.detail ?? '',
  };
}
