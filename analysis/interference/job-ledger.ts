/**
 * The ledger of one job beside that of the median job of its task: which picoseconds it had, and which of them are
 * usual. Rows sum to the response time exactly (an internal error otherwise). Times in ps.
 */
import { InternalError } from '../../engine/check.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { causes, isCharge, recordKinds } from '../../models/records.ts';
import type { JobLedger } from '../fact.ts';
import type { JobTime } from '../response-time/limit-watch.ts';
import type { IndexedTask, RunIndex } from '../run-index.ts';
import { culpritNames } from './ledger-sums.ts';

/** Charges of one job, in ps. Key: (culprit + 1) * causes.length + cause. */
type Charges = Map<number, number>;

function addCharge(charges: Charges, kind: number, culprit: number, ps: number): void {
  const key = (culprit + 1) * causes.length + kind - recordKinds.charge;
  charges.set(key, (charges.get(key) ?? 0) + ps);
}

/** Charges of a chosen job. */
export class JobCharges implements RecordSink {
  readonly #task: number;
  readonly #job: number;
  readonly charges: Charges = new Map();

  constructor(task: number, job: number) {
    this.#task = task;
    this.#job = job;
  }

  record(kind: number, _atPs: number, subject: number, item: number, object: number, value: number): void {
    if (subject === this.#task && item === this.#job && isCharge(kind)) addCharge(this.charges, kind, object, value);
  }
}

/**
 * Finds the median job: among the counted finished jobs of a task the first whose response time comes nearest to
 * `medianPs`. Its charges follow its finish, before another job of the task finishes.
 */
export class MedianJob implements RecordSink {
  readonly #task: number;
  readonly #warmUpPs: number;
  readonly #medianPs: number;
  #difference = Number.POSITIVE_INFINITY;
  job = -1;
  responsePs = 0;
  charges: Charges = new Map();

  constructor(task: number, warmUpPs: number, medianPs: number) {
    this.#task = task;
    this.#warmUpPs = warmUpPs;
    this.#medianPs = medianPs;
  }

  /** No later job can be nearer. */
  get isExact(): boolean {
    return this.#difference === 0;
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (subject !== this.#task) return;
    if (item === this.job && isCharge(kind)) addCharge(this.charges, kind, object, value);
    if (kind !== recordKinds.finish || atPs - value < this.#warmUpPs) return;
    const difference = Math.abs(value - this.#medianPs);
    if (difference >= this.#difference) return;
    this.#difference = difference;
    this.job = item;
    this.responsePs = value;
    this.charges = new Map();
  }
}

/**
 * @param wallPs limit that the job is held against, relative to its release; null when there is none
 * @throws InternalError when there are charges, but they do not sum to the response time
 */
export function jobLedger(
  index: RunIndex,
  task: IndexedTask,
  hero: JobTime,
  median: MedianJob,
  { charges: own }: JobCharges,
  wallPs: number | null,
): JobLedger {
  // A job of a chain may be the only one of its task, released before the warm-up ended: then it stands for itself.
  const usual = median.job < 0 ? own : median.charges;
  let sumPs = 0;
  for (const ps of own.values()) sumPs += ps;
  if (own.size > 0 && sumPs !== hero.responsePs) {
    throw new InternalError(
      `charges of ${task.name} job ${hero.job} sum to ${sumPs} ps, but its response time is ${hero.responsePs} ps`,
    );
  }
  const rows = [...new Set([...own.keys(), ...usual.keys()])]
    .map((key) => ({ key, ps: own.get(key) ?? 0, medianPs: usual.get(key) ?? 0 }))
    .sort((a, b) => rank(a) - rank(b) || b.ps - a.ps || b.medianPs - a.medianPs || a.key - b.key)
    .map(({ key, ps, medianPs }) => {
      const culprit = Math.floor(key / causes.length) - 1;
      return { cause: causes[key % causes.length]!, ...culpritNames(index.entities, culprit), ps, medianPs };
    });
  const late = wallPs !== null && hero.responsePs > wallPs;
  return {
    task: task.name,
    job: hero.job,
    releaseAtPs: hero.releaseAtPs,
    finishAtPs: hero.finishAtPs,
    responsePs: hero.responsePs,
    deadlinePs: wallPs,
    lateByPs: late ? hero.responsePs - wallPs : null,
    medianResponsePs: median.job < 0 ? hero.responsePs : median.responsePs,
    rows,
  };
}

/** Own work comes first, then the rows by size. */
function rank({ key }: { key: number }): number {
  return causes[key % causes.length] === 'own-execution' ? 0 : 1;
}
