/**
 * The ledger of every finished job of a few tasks, kept as columns (a few dozen bytes a job): which of them a requirement
 * will be judged by is known only when the run has ended. Assumes, as the sums of the ledger do, that the charges and the
 * finish of a job stand side by side among the records of its task. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { type Cause, causes, isCharge, recordKinds } from '../../models/records.ts';

/** Time of one job by cause and culprit (an entity id, or -1). */
export interface Charge {
  readonly cause: Cause;
  readonly culprit: number;
  readonly ps: number;
}

class JobColumns {
  readonly jobs: number[] = [];
  readonly releaseAtPs: number[] = [];
  /** -1: not finished. */
  readonly responsePs: number[] = [];
  /** First charge of each job; its last stands before the first of the next job. */
  readonly firstCharge: number[] = [];
  readonly keys: number[] = [];
  readonly ps: number[] = [];
  readonly placeOf = new Map<number, number>();

  /** Place of the job that is being told of; a new one when another job was told of before. */
  turnTo(job: number): number {
    const last = this.jobs.length - 1;
    if (this.jobs[last] === job) return last;
    this.jobs.push(job);
    this.releaseAtPs.push(-1);
    this.responsePs.push(-1);
    this.firstCharge.push(this.keys.length);
    this.placeOf.set(job, last + 1);
    return last + 1;
  }

  charge(job: number, key: number, ps: number): void {
    const from = this.firstCharge[this.turnTo(job)]!;
    const known = this.keys.indexOf(key, from);
    if (known >= 0) this.ps[known]! += ps;
    else {
      this.keys.push(key);
      this.ps.push(ps);
    }
  }
}

export class JobLedgers implements RecordSink {
  readonly #columns = new Map<number, JobColumns>();

  /** @param tasks ids of the tasks to keep */
  constructor(tasks: Iterable<number>) {
    for (const id of tasks) this.#columns.set(id, new JobColumns());
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (kind !== recordKinds.finish && !isCharge(kind)) return;
    const columns = this.#columns.get(subject);
    if (columns === undefined) return;
    if (isCharge(kind)) columns.charge(item, (object + 1) * causes.length + kind - recordKinds.charge, value);
    else {
      const place = columns.turnTo(item);
      columns.releaseAtPs[place] = atPs - value;
      columns.responsePs[place] = value;
    }
  }

  /** The charges of a job; empty when it has none, or its task is not kept. */
  chargesOf(task: number, job: number): Charge[] {
    const columns = this.#columns.get(task);
    const place = columns?.placeOf.get(job);
    if (columns === undefined || place === undefined) return [];
    const [from, to] = [columns.firstCharge[place]!, columns.firstCharge[place + 1] ?? columns.keys.length];
    return columns.keys.slice(from, to).map((key, index) => ({
      cause: causes[key % causes.length]!,
      culprit: Math.floor(key / causes.length) - 1,
      ps: columns.ps[from + index]!,
    }));
  }

  /** The finished job released from `sincePs` on whose response comes nearest to `responsePs`, the first of equals; or null. */
  nearest(task: number, responsePs: number, sincePs: number): { job: number; responsePs: number } | null {
    const columns = this.#columns.get(task);
    let best: { job: number; responsePs: number } | null = null;
    columns?.responsePs.forEach((ps, place) => {
      if (ps < 0 || columns.releaseAtPs[place]! < sincePs) return;
      if (best !== null && Math.abs(ps - responsePs) >= Math.abs(best.responsePs - responsePs)) return;
      best = { job: columns.jobs[place]!, responsePs: ps };
    });
    return best;
  }
}
