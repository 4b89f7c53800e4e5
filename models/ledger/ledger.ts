/**
 * The ledger of causes: while a job is not finished, each picosecond is charged to one (cause, culprit) pair, and the
 * charges of a job sum to its response time exactly.
 *
 * Epoch stack: per vCPU the pending jobs stand in the order in which they were opened, each with a sparse row. A charge
 * goes to the newest row only; a job that closes sums its own row and all newer ones, and its row is then added to the
 * next older one. A charge costs the same whether one job is pending or a hundred.
 *
 * Executing is charged raw (which task ran, and whether it was boosted over a more urgent one); what that means to
 * a job is decided when it closes: own execution, backlog, pre-emption or blocking.
 */
import { check } from '../../engine/check.ts';
import { type Cause, causes } from '../records.ts';

/** Cause numbers as records hold them: index in `causes`. */
export const causeIndex = Object.fromEntries(causes.map((cause, index) => [cause, index])) as Readonly<
  Record<Cause, number>
>;

/** Keys of raw rows are culprit * causeSpan + cause; two more causes say that a task executed, plainly or boosted. */
export const executing = causes.length;
export const executingBoosted = causes.length + 1;
export const causeSpan = 32;

/** What the ledger needs to know of a job. */
export interface LedgerJob {
  /** Entity id of the job's task. */
  readonly taskId: number;
  /** Solo work done so far, in ps; becomes the row "own execution". */
  executedPs: number;
  /** Time in which the job's own task spun on a lock (charged to the holder in `account`). */
  spunPs: number;
  /** Charges from closed spans (before a wait or a migration). */
  readonly account: Row;
}

/** Sparse (key, ps) pairs; few keys, so a search through them beats a map. */
export class Row {
  readonly keys: number[] = [];
  readonly amountsPs: number[] = [];
  size = 0;

  add(key: number, ps: number): void {
    const { keys, size } = this;
    for (let index = size - 1; index >= 0; index -= 1) {
      if (keys[index] === key) {
        this.amountsPs[index]! += ps;
        return;
      }
    }
    keys[size] = key;
    this.amountsPs[size] = ps;
    this.size = size + 1;
  }

  addAll(other: Row): void {
    for (let index = 0; index < other.size; index += 1) this.add(other.keys[index]!, other.amountsPs[index]!);
  }

  clear(): void {
    this.size = 0;
  }
}

/** Receives the rows of one finished job: cause index, culprit entity, amount. */
export type ChargeVisitor = (cause: number, culprit: number, ps: number) => void;

/** One vCPU's side of the ledger, as the mechanisms see it. */
export interface JobLedger {
  readonly pending: number;
  /** From now on the job's time is charged here. */
  open(job: LedgerJob): void;
  /** The job waits or moves elsewhere: what was charged so far goes to its account. */
  close(job: LedgerJob): void;
  charge(cause: number, culprit: number, ps: number): void;
  chargeExecution(taskId: number, boosted: boolean, ps: number): void;
}

interface Entry {
  job: LedgerJob | null;
  readonly row: Row;
}

export class EpochLedger implements JobLedger {
  #stack: Entry[] = [];
  pending = 0;

  open(job: LedgerJob): void {
    const entry = (this.#stack[this.pending] ??= { job: null, row: new Row() });
    entry.job = job;
    entry.row.clear();
    this.pending += 1;
  }

  close(job: LedgerJob): void {
    const stack = this.#stack;
    let index = this.pending - 1;
    while (index >= 0 && stack[index]!.job !== job) index -= 1;
    check(index >= 0, 'the ledger closes a job that is not open');
    for (let newer = index; newer < this.pending; newer += 1) job.account.addAll(stack[newer]!.row);
    const closed = stack[index]!;
    if (index > 0) stack[index - 1]!.row.addAll(closed.row);
    for (let newer = index; newer < this.pending - 1; newer += 1) stack[newer] = stack[newer + 1]!;
    this.pending -= 1;
    stack[this.pending] = closed;
    closed.job = null;
  }

  charge(cause: number, culprit: number, ps: number): void {
    if (this.pending > 0) this.#stack[this.pending - 1]!.row.add(culprit * causeSpan + cause, ps);
  }

  chargeExecution(taskId: number, boosted: boolean, ps: number): void {
    if (this.pending > 0) {
      this.#stack[this.pending - 1]!.row.add(taskId * causeSpan + (boosted ? executingBoosted : executing), ps);
    }
  }
}

/** Adds a span that no vCPU saw: the task waited for a device or a lock. */
export function chargeAccount(job: LedgerJob, cause: number, culprit: number, ps: number): void {
  if (ps > 0) job.account.add(culprit * causeSpan + cause, ps);
}

const folded = new Row();

/**
 * Gives the rows of a finished, closed job: raw execution becomes own execution (what the job itself did), backlog
 * (the rest of its own task's execution), blocking or pre-emption. Rows come in the order of (cause, culprit).
 */
export function foldAccount(job: LedgerJob, visit: ChargeVisitor): void {
  folded.clear();
  let ownTaskPs = 0;
  const { account } = job;
  for (let index = 0; index < account.size; index += 1) {
    const key = account.keys[index]!;
    const ps = account.amountsPs[index]!;
    const cause = key % causeSpan;
    const culprit = (key - cause) / causeSpan;
    if (cause < executing) folded.add(cause * entitySpan + culprit, ps);
    else if (culprit === job.taskId) ownTaskPs += ps;
    else folded.add((cause === executing ? causeIndex.preemption : causeIndex.blocking) * entitySpan + culprit, ps);
  }
  if (job.executedPs > 0) folded.add(causeIndex['own-execution'] * entitySpan + job.taskId, job.executedPs);
  const backlogPs = ownTaskPs - job.executedPs - job.spunPs;
  check(backlogPs >= 0, 'a job executed more than its task');
  if (backlogPs > 0) folded.add(causeIndex.backlog * entitySpan + job.taskId, backlogPs);
  emitSorted(visit);
}

const entitySpan = 2 ** 24;
const order: number[] = [];

function emitSorted(visit: ChargeVisitor): void {
  order.length = folded.size;
  for (let index = 0; index < folded.size; index += 1) order[index] = index;
  order.sort((left, right) => folded.keys[left]! - folded.keys[right]!);
  for (const index of order) {
    const key = folded.keys[index]!;
    const culprit = key % entitySpan;
    visit((key - culprit) / entitySpan, culprit, folded.amountsPs[index]!);
  }
}
