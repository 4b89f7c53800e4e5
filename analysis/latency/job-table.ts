/**
 * The jobs of the tasks that stand in a chain: to follow data one needs each job's release, start and finish. Jobs before the
 * warm-up are kept too, since their data may still be in the channels. They are kept as columns (40 B a job), since a long
 * run has hundreds of thousands; rows are made when asked for. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';

export interface JobRow {
  readonly job: number;
  readonly releaseAtPs: number;
  /** Entity that activated it (a task, for hops by activation), or -1. */
  readonly activator: number;
  readonly startAtPs: number | null;
  readonly finishAtPs: number | null;
}

/** Jobs in the order of their releases; an array of rows is one, too. */
export interface JobRows {
  readonly length: number;
  at(place: number): JobRow | undefined;
  map<T>(made: (job: JobRow, place: number) => T): T[];
}

class JobColumns implements JobRows {
  readonly #job: number[] = [];
  readonly #releaseAtPs: number[] = [];
  readonly #activator: number[] = [];
  /** -1: not yet. */
  readonly #startAtPs: number[] = [];
  readonly #finishAtPs: number[] = [];
  /** Places of the jobs that have not finished, by job. */
  readonly #pending = new Map<number, number>();

  get length(): number {
    return this.#job.length;
  }

  at(place: number): JobRow | undefined {
    if (place < 0 || place >= this.length) return undefined;
    const [startAtPs, finishAtPs] = [this.#startAtPs[place]!, this.#finishAtPs[place]!];
    return {
      job: this.#job[place]!,
      releaseAtPs: this.#releaseAtPs[place]!,
      activator: this.#activator[place]!,
      startAtPs: startAtPs < 0 ? null : startAtPs,
      finishAtPs: finishAtPs < 0 ? null : finishAtPs,
    };
  }

  map<T>(made: (job: JobRow, place: number) => T): T[] {
    const all: T[] = [];
    for (let place = 0; place < this.length; place++) all.push(made(this.at(place)!, place));
    return all;
  }

  release(job: number, atPs: number, activator: number): void {
    this.#pending.set(job, this.length);
    this.#job.push(job);
    this.#releaseAtPs.push(atPs);
    this.#activator.push(activator);
    this.#startAtPs.push(-1);
    this.#finishAtPs.push(-1);
  }

  start(job: number, atPs: number): void {
    const place = this.#pending.get(job);
    if (place !== undefined) this.#startAtPs[place] = atPs;
  }

  finish(job: number, atPs: number): void {
    const place = this.#pending.get(job);
    if (place === undefined) return;
    this.#finishAtPs[place] = atPs;
    this.#pending.delete(job);
  }
}

export class JobTable implements RecordSink {
  readonly #columns = new Map<number, JobColumns>();

  /** @param tasks ids of the tasks to keep */
  constructor(tasks: Iterable<number>) {
    for (const id of tasks) this.#columns.set(id, new JobColumns());
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, _value: number): void {
    if (kind > recordKinds.finish) return;
    const jobs = this.#columns.get(subject);
    if (jobs === undefined) return;
    if (kind === recordKinds.release) jobs.release(item, atPs, object);
    else if (kind === recordKinds.start) jobs.start(item, atPs);
    else jobs.finish(item, atPs);
  }

  jobsOf(task: number): JobRows {
    return this.#columns.get(task) ?? [];
  }
}
