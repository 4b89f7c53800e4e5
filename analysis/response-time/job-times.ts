/**
 * Response times per task, folded while the records pass: it needs the jobs that are pending and one sample per task,
 * not the trace, so it can watch a run of any length. Jobs count when they are released in
 * [warm-up, horizon): others are neither counted nor judged. A job is late when it finishes after its absolute deadline, or has not finished at the horizon with its
 * deadline before it: such a job counts as missed, and its age at the horizon is a lower bound of its response time.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';
import type { TaskFact } from '../fact.ts';
import type { IndexedTask } from '../run-index.ts';
import { type JobTime, LimitWatch } from './limit-watch.ts';
import { exactItemsDefault, Sample } from './sample.ts';

interface PendingJob {
  readonly releaseAtPs: number;
  readonly deadlineAtPs: number;
}

/** What is known of the jobs of one task. */
export class TaskTimes {
  readonly response: Sample;
  readonly startDelay: Sample;
  readonly pending = new Map<number, PendingJob>();
  released = 0;
  finished = 0;
  missed = 0;
  unfinished = 0;
  /** The finished job with the largest response time, the first of equals. */
  worst: JobTime | null = null;
  /** Ages at the horizon of the jobs that have not finished, ascending by release. */
  readonly openPs: number[] = [];
  /** Those of them whose deadline has passed. */
  readonly overduePs: number[] = [];
  readonly watches: LimitWatch[] = [];

  constructor(exactItems: number) {
    this.response = new Sample(exactItems);
    this.startDelay = new Sample(exactItems);
  }
}

export class JobTimes implements RecordSink {
  readonly #warmUpPs: number;
  readonly #horizonPs: number;
  readonly #byId: (TaskTimes | undefined)[] = [];
  readonly #byName = new Map<string, TaskTimes>();

  constructor(
    tasks: readonly IndexedTask[],
    { warmUpPs, horizonPs }: { readonly warmUpPs: number; readonly horizonPs: number },
    exactItems: number = exactItemsDefault,
  ) {
    this.#warmUpPs = warmUpPs;
    this.#horizonPs = horizonPs;
    for (const { id, name } of tasks) {
      const times = new TaskTimes(exactItems);
      this.#byName.set(name, times);
      if (id >= 0) this.#byId[id] = times;
    }
  }

  of(task: string): TaskTimes | undefined {
    return this.#byName.get(task);
  }

  /** Counts, from now on, the jobs of the task that break the limit. */
  watch(task: string, limitPs: number, comparison: 'max' | 'min'): LimitWatch {
    const watch = new LimitWatch(limitPs, comparison);
    this.#byName.get(task)?.watches.push(watch);
    return watch;
  }

  record(kind: number, atPs: number, subject: number, item: number, _object: number, value: number): void {
    if (kind > recordKinds.finish) return;
    const times = this.#byId[subject];
    if (times === undefined) return;
    if (kind === recordKinds.release) {
      if (atPs < this.#warmUpPs || atPs >= this.#horizonPs) return;
      times.released += 1;
      times.pending.set(item, { releaseAtPs: atPs, deadlineAtPs: value });
      return;
    }
    const job = times.pending.get(item);
    if (job === undefined) return;
    if (kind === recordKinds.start) times.startDelay.add(atPs - job.releaseAtPs);
    else finish(times, item, job, atPs, value);
  }

  /** Closes the books: to be called once, after the last record. */
  end(): void {
    const horizonPs = this.#horizonPs;
    for (const times of this.#byName.values()) {
      for (const { releaseAtPs, deadlineAtPs } of times.pending.values()) {
        const agePs = horizonPs - releaseAtPs;
        times.openPs.push(agePs);
        if (deadlineAtPs >= 0 && deadlineAtPs < horizonPs) {
          times.missed += 1;
          times.overduePs.push(agePs);
        } else times.unfinished += 1;
        for (const watch of times.watches) if (watch.comparison === 'max') watch.see(agePs, horizonPs);
      }
    }
  }
}

function finish(times: TaskTimes, item: number, job: PendingJob, atPs: number, responsePs: number): void {
  times.pending.delete(item);
  times.finished += 1;
  times.response.add(responsePs);
  if (job.deadlineAtPs >= 0 && atPs > job.deadlineAtPs) times.missed += 1;
  if (times.worst === null || responsePs > times.worst.responsePs) {
    times.worst = { job: item, releaseAtPs: job.releaseAtPs, finishAtPs: atPs, responsePs };
  }
  for (const watch of times.watches) watch.see(responsePs, atPs);
}

export function taskFact({ vm, task }: IndexedTask, times: TaskTimes): TaskFact {
  return {
    vm: vm.name,
    task: task.name,
    asil: vm.asil,
    released: times.released,
    finished: times.finished,
    missed: times.missed,
    unfinished: times.unfinished,
    deadlinePs: task.deadlinePs,
    deadlineWritten: task.deadlineWritten,
    response: times.response.distribution(),
    startDelay: times.startDelay.distribution(),
  };
}
