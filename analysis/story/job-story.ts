/**
 * The story of one job: where its time went, beside the median job of its task, and what went on around it. Reads the
 * trace again: once to find where it ran and which job is the median one, once for the lanes and the charges.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { type Recording, recordKinds } from '../../models/records.ts';
import type { Interval, JobStory } from '../fact.ts';
import { ChargesOfJobs, jobLedger, MedianJob } from '../interference/job-ledger.ts';
import { nearestRank } from '../response-time/order-statistics.ts';
import { nominalPeriodPs } from '../run-index.ts';
import type { RunObserver } from '../run-observer.ts';
import { LaneRecorder } from './lanes.ts';
import { type Hero, pickHero } from './pick-job.ts';

/** Window of the timeline: the job, and half a period of its task before and after, inside the run. */
function windowOf({ task, job }: Hero, horizonPs: number): Interval {
  const periodPs = nominalPeriodPs(task.task) ?? task.task.deadlinePs ?? job.responsePs;
  const half = Math.floor(periodPs / 2);
  return { startPs: Math.max(0, job.releaseAtPs - half), endPs: Math.min(horizonPs, job.finishAtPs + half) };
}

/** Which vCPU a job started on, and the pCPU that this vCPU held last when the job finished. */
class PlaceOfJob implements RecordSink {
  readonly #task: number;
  readonly #job: number;
  readonly #pcpuOfVcpu = new Map<number, number>();
  vcpu = -1;
  pcpu = -1;

  constructor(task: number, job: number) {
    this.#task = task;
    this.#job = job;
  }

  record(kind: number, _atPs: number, subject: number, item: number, object: number, _value: number): void {
    if (kind === recordKinds.on) this.#pcpuOfVcpu.set(subject, object);
    if (subject !== this.#task || item !== this.#job) return;
    if (kind === recordKinds.start) this.vcpu = object;
    if (kind === recordKinds.finish) this.pcpu = this.#pcpuOfVcpu.get(this.vcpu) ?? -1;
  }
}

/** Null when no finished job of any task has a wall. Call after `observer.end()`. */
export function tellStory(observer: RunObserver, { trace, horizonPs, warmUpPs }: Recording): JobStory | null {
  const { index } = observer;
  const hero = pickHero(observer.judged, observer, index);
  if (hero === null) return null;
  const { task, job } = hero;
  const medianPs = nearestRank(observer.task(task.name)!.response.multiset(), 50, 100) ?? job.responsePs;
  const median = new MedianJob(task.id, warmUpPs, medianPs);
  const place = new PlaceOfJob(task.id, job.job);
  trace.forEach(both(median, place));
  const vcpu = index.vcpuOfId.get(place.vcpu) ?? index.vcpus.find(({ vm }) => vm === task.vm);
  if (vcpu === undefined) return null;
  const window = windowOf(hero, horizonPs);
  const charges = new ChargesOfJobs(task.id, [job.job, median.job]);
  const lanes = new LaneRecorder(index, task, vcpu, place.pcpu, window);
  trace.forEach(both(charges, lanes));
  return {
    requirement: hero.requirement,
    lateJobs: hero.lateJobs,
    ledger: jobLedger(index, task, job, median, charges, hero.wallPs),
    window,
    lanes: lanes.lanes(),
  };
}

function both(first: RecordSink, second: RecordSink): RecordSink {
  return {
    record(kind, atPs, subject, item, object, value) {
      first.record(kind, atPs, subject, item, object, value);
      second.record(kind, atPs, subject, item, object, value);
    },
  };
}
