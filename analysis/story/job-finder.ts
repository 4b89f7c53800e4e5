/** Catches one job of one task by its number, when it has finished: for those who ask for it by name. Times in ps. */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';
import type { JobTime } from '../response-time/limit-watch.ts';

export class JobFinder implements RecordSink {
  readonly #task: number;
  readonly #job: number;
  found: JobTime | null = null;

  constructor(task: number, job: number) {
    this.#task = task;
    this.#job = job;
  }

  record(kind: number, atPs: number, subject: number, item: number, _object: number, value: number): void {
    if (kind === recordKinds.finish && subject === this.#task && item === this.#job)
      this.found = { job: item, releaseAtPs: atPs - value, finishAtPs: atPs, responsePs: value };
  }
}
