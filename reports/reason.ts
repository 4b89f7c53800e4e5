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

/** Rows that grew over the median job, largest growth first; its own work may be the reason too. */
export function grownRows({ rows }: JobLedger): LedgerRow[] {
  return rows
    .filter(({ ps, medianPs }) => ps > medianPs)
    .sort((a, b) => b.ps - b.medianPs - (a.ps - a.medianPs) || byName(a.culprit, b.culprit));
}

export function mainReason(ledger: JobLedger): LedgerRow | null {
  const foreign = ledger.rows.filter(({ cause, ps }) => cause !== 'own-execution' && ps > 0);
  return grownRows(ledger)[0] ?? foreign.sort((a, b) => b.ps - a.ps || byName(a.culprit, b.culprit))[0] ?? null;
}

/** `waited 1.96 ms for budget`, `ran 2.60 ms longer than the median job`. */
export function deedOf({ cause, ps, medianPs }: LedgerRow): string {
  const longer = medianPs > 0 && ps > medianPs;
  return causeDeed(cause, longer ? `${duration(ps - medianPs)} longer than the median job` : duration(ps));
}

/** The deed and, in brackets, whose doing it was; own work needs no name. */
export function deedWithCulprit(row: LedgerRow): string {
  return row.cause === 'own-execution' ? deedOf(row) : `${deedOf(row)} (${row.culprit})`;
}
