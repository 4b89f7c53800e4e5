/**
 * The story of one job: where its time went, beside the median job of its task, and what went on around it. Which job it
 * is must be known, so the records are read a second time: from the trace of a short run, or from a long run made again.
 */
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { recordKinds } from '../../models/records.ts';
import type { Interval, JobStory } from '../fact.ts';
import { JobCharges, jobLedger, MedianJob } from '../interference/job-ledger.ts';
import { nearestRank } from '../response-time/order-statistics.ts';
import { nominalPeriodPs, type RunIndex } from '../run-index.ts';
import type { RunObserver } from '../run-observer.ts';
import { LaneRecorder } from './lanes.ts';
import { type Hero, pickHero } from './pick-job.ts';

/** Null when no finished job of any task has a wall. Call after `observer.end()`. */
export function storyTeller(observer: RunObserver): StoryTeller | null {
  const hero = pickHero(observer.judged, observer, observer.index);
  return hero === null ? null : new StoryTeller(observer, hero);
}

/** Reads the records of the run, from the first on, until `isDone`. */
export class StoryTeller implements RecordSink {
  readonly #index: RunIndex;
  readonly #hero: Hero;
  readonly #window: Interval;
  readonly #place: PlaceOfJob;
  readonly #median: MedianJob;
  readonly #charges: JobCharges;
  readonly #lanes: LaneRecorder;
  #nowPs = 0;

  constructor(observer: RunObserver, hero: Hero) {
    const { task, job } = hero;
    const { horizonPs, warmUpPs } = observer.extent;
    const medianPs = nearestRank(observer.task(task.name)!.response.multiset(), 50, 100) ?? job.responsePs;
    this.#index = observer.index;
    this.#hero = hero;
    this.#window = windowOf(hero, horizonPs);
    this.#place = new PlaceOfJob(task.id, job.job);
    this.#median = new MedianJob(task.id, warmUpPs, medianPs);
    this.#charges = new JobCharges(task.id, job.job);
    this.#lanes = new LaneRecorder(observer.index, task, this.#window);
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    this.#nowPs = atPs;
    this.#place.record(kind, atPs, subject, item, object, value);
    this.#median.record(kind, atPs, subject, item, object, value);
    this.#charges.record(kind, atPs, subject, item, object, value);
    this.#lanes.record(kind, atPs, subject, item, object, value);
  }

  /** No later record changes the story. To be asked between two instants. */
  get isDone(): boolean {
    return this.#nowPs > this.#window.endPs && this.#median.isExact;
  }

  /** To be called once, after the last record. */
  story(): JobStory | null {
    const { task, job, wallPs, requirement, lateJobs } = this.#hero;
    const vcpu = this.#index.vcpuOfId.get(this.#place.vcpu) ?? this.#index.vcpus.find(({ vm }) => vm === task.vm);
    if (vcpu === undefined) return null;
    return {
      requirement,
      lateJobs,
      ledger: jobLedger(this.#index, task, job, this.#median, this.#charges, wallPs),
      window: this.#window,
      lanes: this.#lanes.lanes(vcpu, this.#place.pcpu),
    };
  }
}

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
