/**
 * Why one job took as long as it did, in one row of its ledger: what grew most over the median job; when nothing grew,
 * the largest part that is not its own work. The title, the headline and the bracket in the timeline all use this, so
 * that they tell the same story.
 */
import type { JobLedger } from '../analysis/fact.ts';
import { duration } from './number.ts';
import { byName } from './palette.ts';
import { causeDeed } from './wording.ts';

export type LedgerRow = JobLedger['rows'][number];

/** Rows that are not own work and grew over the median job, largest growth first. */
export function grownRows({ rows }: JobLedger): LedgerRow[] {
  return rows
    .filter(({ cause, ps, medianPs }) => cause !== 'own-execution' && ps > medianPs)
    .sort((a, b) => b.ps - b.medianPs - (a.ps - a.medianPs) || byName(a.culprit, b.culprit));
}

export function mainReason(ledger: JobLedger): LedgerRow | null {
  const foreign = ledger.rows.filter(({ cause, ps }) => cause !== 'own-execution' && ps > 0);
  return grownRows(ledger)[0] ?? foreign.sort((a, b) => b.ps - a.ps || byName(a.culprit, b.culprit))[0] ?? null;
}

/** `waited 1.96 ms for budget`, `waited 490 µs longer than the median job for its back-end`. */
export function deedOf({ cause, ps, medianPs }: LedgerRow): string {
  return causeDeed(
    cause,
    medianPs === 0 || ps <= medianPs ? duration(ps) : `${duration(ps - medianPs)} longer than the median job`,
  );
}
