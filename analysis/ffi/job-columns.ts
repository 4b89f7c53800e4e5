/**
 * Jobs of some tasks in the records of one run: release, absolute deadline, start and finish by task and job number. What has
 * not happened is NaN.
 */
import { recordKinds } from '../../models/records.ts';
import type { RunColumns } from './run-columns.ts';

export interface TaskJobs {
  readonly releasePs: number[];
  readonly deadlineAtPs: number[];
  readonly startPs: number[];
  readonly finishPs: number[];
}

/** By task id, in ascending order of ids. */
export type JobColumns = ReadonlyMap<number, TaskJobs>;

export function jobsOf(run: RunColumns, tasks: ReadonlySet<number>): JobColumns {
  const jobs = new Map<number, TaskJobs>();
  for (const task of [...tasks].sort((a, b) => a - b))
    jobs.set(task, { releasePs: [], deadlineAtPs: [], startPs: [], finishPs: [] });
  const { kind, subject, item, atPs, value } = run;
  for (let at = 0; at < run.size; at += 1) {
    const what = kind[at]!;
    if (what > recordKinds.finish) continue;
    const of = jobs.get(subject[at]!);
    if (of === undefined) continue;
    const job = item[at]!;
    if (what === recordKinds.release) {
      of.releasePs[job] = atPs[at]!;
      of.deadlineAtPs[job] = value[at]!;
      of.startPs[job] = Number.NaN;
      of.finishPs[job] = Number.NaN;
    } else if (what === recordKinds.start) of.startPs[job] = atPs[at]!;
    else if (what === recordKinds.finish) of.finishPs[job] = atPs[at]!;
  }
  return jobs;
}
