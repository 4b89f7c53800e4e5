/**
 * The ledger of causes, summed per victim task, cause and culprit over the finished jobs released after the warm-up;
 * and the check that the ledger is exact: the charges of every finished job sum to its response time, to the
 * picosecond. A difference is an internal error, whatever the size. Times in ps.
 */
import { InternalError } from '../../engine/check.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import { causes, type Entities, isCharge, recordKinds } from '../../models/records.ts';
import type { LedgerFact } from '../fact.ts';
import { ExactSum } from '../response-time/exact-sum.ts';
import { type RunIndex, vmNameOf } from '../run-index.ts';

/** Charges of one task: of the job that is being summed up now, and of all counted jobs. */
class VictimLedger {
  readonly sums = new Map<number, ExactSum>();
  /** Jobs with a smaller index were released before the warm-up ended. */
  firstJob = 0;
  job = -1;
  chargedPs = 0;
  responsePs: number | null = null;
}

export class LedgerSums implements RecordSink {
  readonly #index: RunIndex;
  readonly #warmUpPs: number;
  readonly #victims = new Map<number, VictimLedger>();
  readonly #entityCount: number;
  #chargeSeen = false;
  #firstDifference: string | null = null;

  constructor(index: RunIndex, warmUpPs: number) {
    this.#index = index;
    this.#warmUpPs = warmUpPs;
    this.#entityCount = index.entities.length;
    for (const id of index.taskOfId.keys()) this.#victims.set(id, new VictimLedger());
  }

  record(kind: number, atPs: number, subject: number, item: number, object: number, value: number): void {
    if (isCharge(kind)) this.#charge(kind - recordKinds.charge, subject, item, object, value);
    else if (kind === recordKinds.finish) {
      const victim = this.#victims.get(subject);
      if (victim === undefined) return;
      this.#turnTo(subject, victim, item);
      victim.responsePs = value;
    } else if (kind === recordKinds.release && atPs < this.#warmUpPs) {
      const victim = this.#victims.get(subject);
      if (victim !== undefined) victim.firstJob = Math.max(victim.firstJob, item + 1);
    }
  }

  #charge(cause: number, subject: number, item: number, culprit: number, ps: number): void {
    const victim = this.#victims.get(subject);
    if (victim === undefined) return;
    this.#chargeSeen = true;
    this.#turnTo(subject, victim, item);
    victim.chargedPs += ps;
    if (item < victim.firstJob) return;
    const key = cause * (this.#entityCount + 1) + culprit + 1;
    let sum = victim.sums.get(key);
    if (sum === undefined) victim.sums.set(key, (sum = new ExactSum()));
    sum.add(ps);
  }

  /** A job's charges and its finish stand side by side in the trace, in either order: close the job before. */
  #turnTo(subject: number, victim: VictimLedger, job: number): void {
    if (victim.job === job) return;
    this.#close(subject, victim);
    victim.job = job;
    victim.chargedPs = 0;
    victim.responsePs = null;
  }

  #close(subject: number, victim: VictimLedger): void {
    if (victim.responsePs === null || victim.chargedPs === victim.responsePs) return;
    const task = this.#index.taskOfId.get(subject)?.name ?? `entity ${subject}`;
    this.#firstDifference ??= `charges of ${task} job ${victim.job} sum to ${victim.chargedPs} ps, but its response time is ${victim.responsePs} ps`;
  }

  /** To be called once, after the last record. Throws `InternalError` when some job's charges do not sum to its response time. */
  end(): void {
    for (const [subject, victim] of this.#victims) this.#close(subject, victim);
    // A run without the ledger has no charges at all, and nothing to compare.
    if (this.#chargeSeen && this.#firstDifference !== null) throw new InternalError(this.#firstDifference);
  }

  /** Victims in the order of the description; of one victim the largest sums first. */
  facts(): LedgerFact[] {
    return this.#index.tasks.flatMap(({ id, name, vm }) =>
      [...(this.#victims.get(id)?.sums ?? [])]
        .map(([key, sum]) => ({ key, ps: sum.toNumber() }))
        .sort((a, b) => b.ps - a.ps || a.key - b.key)
        .map(({ key, ps }) => {
          const culprit = (key % (this.#entityCount + 1)) - 1;
          const cause = causes[Math.floor(key / (this.#entityCount + 1))]!;
          return { victim: name, victimVm: vm.name, cause, ...culpritNames(this.#index.entities, culprit), ps };
        }),
    );
  }
}

/** Name of the culprit, and of its VM when it has one. */
export function culpritNames(entities: Entities, culprit: number): { culprit: string; culpritVm: string | null } {
  return { culprit: entities[culprit]?.name ?? 'unknown', culpritVm: vmNameOf(entities, culprit) };
}
