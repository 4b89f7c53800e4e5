/**
 * One job beside the worst case that its bound assumes: what the bound counts and what the job really had, by kind. The
 * difference says how far the run was from the critical instant, and in what. Times in ps.
 */
import type { Cause } from '../../models/records.ts';
import type { JobLedger } from '../fact.ts';
import type { TermKind } from '../response-time/term.ts';
import type { BoundRow } from './bound-fact.ts';

/** The kind of term that a cause of the ledger is counted under; contention has no term. */
const kindOf: Readonly<Record<Cause, TermKind | 'contention'>> = {
  backend: 'suspension',
  'lock-holder': 'blocking',
  interrupt: 'interrupts',
  trap: 'overhead',
  'world-switch': 'overhead',
  'budget-depletion': 'supply',
  'window-closed': 'supply',
  'vcpu-preemption': 'preemption',
  'scheduling-latency': 'overhead',
  'guest-switch': 'interrupts',
  'cache-refill': 'contention',
  'contention-cache': 'contention',
  'contention-interconnect': 'contention',
  'contention-dram': 'contention',
  'own-execution': 'own-execution',
  backlog: 'backlog',
  blocking: 'blocking',
  preemption: 'preemption',
};

export interface ComparedKind {
  readonly kind: TermKind | 'contention';
  readonly jobPs: number;
  /** Null: the bound has no such term, or there is no bound. */
  readonly boundPs: number | null;
}

/** Kinds in the order of their first appearance, own execution first; those that are 0 on both sides are left out. */
export function compareWithBound(ledger: JobLedger, row: BoundRow | null): ComparedKind[] {
  const job = new Map<TermKind | 'contention', number>();
  for (const { cause, ps } of ledger.rows) {
    // Causes that a later version adds are counted as overhead.
    const kind = kindOf[cause] ?? 'overhead';
    job.set(kind, (job.get(kind) ?? 0) + ps);
  }
  const bound = new Map<TermKind | 'contention', number>();
  for (const { kind, amount } of row?.terms ?? []) bound.set(kind, (bound.get(kind) ?? 0) + amount);
  return [...new Set([...job.keys(), ...bound.keys()])]
    .map(
      (kind): ComparedKind => ({
        kind,
        jobPs: job.get(kind) ?? 0,
        boundPs: row?.boundPs == null ? null : (bound.get(kind) ?? 0),
      }),
    )
    .filter(({ jobPs, boundPs }) => jobPs !== 0 || (boundPs ?? 0) !== 0);
}

/** One stage of a chain's worst instance. */
export interface ChainStep {
  readonly task: string;
  readonly job: number;
  readonly releaseAtPs: number;
  readonly readAtPs: number | null;
  readonly writeAtPs: number | null;
}

/** A change that would have been enough, found by runs with the same seed. */
export interface EnoughChange {
  /** `execution of cluster/render`, as a person says it. */
  readonly what: string;
  /** Factor, or a new value. */
  readonly to: string;
  /** How much is changed: 0.1 is ten per cent. Null where it is no amount. */
  readonly share: number | null;
  readonly responsePs: number;
}
