/**
 * The naive formulation of the ledger, kept as the twin of the epoch stack: every charge goes to every pending job at once.
 * Laws run whole ECUs with either and compare every row.
 */
import { check } from '../../engine/check.ts';
import { causeSpan, executing, executingBoosted, type JobLedger, type LedgerJob } from './ledger.ts';

export class PushLedger implements JobLedger {
  #open: LedgerJob[] = [];

  get pending(): number {
    return this.#open.length;
  }

  open(job: LedgerJob): void {
    this.#open.push(job);
  }

  close(job: LedgerJob): void {
    const index = this.#open.indexOf(job);
    check(index >= 0, 'the ledger closes a job that is not open');
    this.#open.splice(index, 1);
  }

  charge(cause: number, culprit: number, ps: number): void {
    for (const job of this.#open) job.account.add(culprit * causeSpan + cause, ps);
  }

  chargeExecution(taskId: number, boosted: boolean, ps: number): void {
    for (const job of this.#open) job.account.add(taskId * causeSpan + (boosted ? executingBoosted : executing), ps);
  }
}
