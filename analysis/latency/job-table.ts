/**
 * The jobs of the tasks that stand in a chain, kept whole: to follow data one needs each job's release, start and
 * finish. Jobs before the warm-up are kept too, since their data may still be in the channels. Times in ps.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';

export interface JobRow {
  readonly job: number;
  readonly releaseAtPs: number;
  /** Entity that activated it (a task, for hops by activation), or -1. */
  readonly activator: number;
  startAtPs: number | null;
  finishAtPs: number | null;
}

export class JobTable implements RecordSink {
  readonly #rows = new Map<number, JobRow[]>();
  readonly #pending = new Map<number, Map<number, JobRow>>();

  /** @param tasks ids of the tasks to keep */
  constructor(tasks: Iterable<number>) {
    for (const id of tasks) {
      this.#rows.set(id, []);
      this.#pending.set(id, new Map());
    }
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, _value: number): void {
    if (kind > recordKinds.finish) return;
    const pending = this.#pending.get(subject);
    if (pending === undefined) return;
    if (kind === recordKinds.release) {
      const row: JobRow = { job: item, releaseAtPs: atPs, activator: object, startAtPs: null, finishAtPs: null };
      this.#rows.get(subject)?.push(row);
      pending.set(item, row);
      return;
    }
    const row = pending.get(item);
    if (row === undefined) return;
    if (kind === recordKinds.start) row.startAtPs = atPs;
    else {
      row.finishAtPs = atPs;
      pending.delete(item);
    }
  }

  /** In the order of their releases. */
  jobsOf(task: number): readonly JobRow[] {
    return this.#rows.get(task) ?? [];
  }
}
