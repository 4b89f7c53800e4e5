/**
 * Recordings written by hand: what tests (here and in reports) feed to analysis when no model has to run. Entities are
 * named as the ECU file names them and get dense ids in the order of first mention; every record kind has a method.
 * Times are integer picoseconds. Nothing is checked: a test may write what a model never would.
 */
import { Trace } from '../engine/trace/trace.ts';
import {
  type Cause,
  causes,
  type Entity,
  type EntityKind,
  isCharge,
  type Recording,
  recordKinds,
} from '../models/records.ts';

type Row = readonly [kind: number, atPs: number, subject: number, item: number, object: number, value: number];

export class SyntheticRecording {
  readonly #entities: Entity[] = [];
  readonly #ids = new Map<string, number>();
  readonly #rows: Row[] = [];

  /** Id of the entity; `cluster/needle` belongs to the VM `cluster`, a name without a slash to none. */
  entity(kind: EntityKind, name: string): number {
    const key = `${kind} ${name}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const slash = name.indexOf('/');
    const vm = slash > 0 ? this.entity('vm', name.slice(0, slash)) : -1;
    const id = this.#entities.length;
    this.#ids.set(key, id);
    this.#entities.push({ id, kind, name, vm });
    return id;
  }

  write(kind: number, atPs: number, subject: number, item = -1, object = -1, value = 0): this {
    this.#rows.push([kind, atPs, subject, item, object, value]);
    return this;
  }

  /** `by`: id of the activating task or source. */
  release(task: string, job: number, atPs: number, deadlineAtPs = -1, by = -1): this {
    return this.write(recordKinds.release, atPs, this.entity('task', task), job, by, deadlineAtPs);
  }

  start(task: string, job: number, atPs: number, vcpu: string): this {
    return this.write(recordKinds.start, atPs, this.entity('task', task), job, this.entity('vcpu', vcpu));
  }

  finish(task: string, job: number, atPs: number, vcpu: string, responsePs: number): this {
    return this.write(recordKinds.finish, atPs, this.entity('task', task), job, this.entity('vcpu', vcpu), responsePs);
  }

  /** The four records of a job that runs without being disturbed; the finish is left out when it is `null`. */
  job(
    task: string,
    job: number,
    vcpu: string,
    releaseAtPs: number,
    startAtPs: number,
    finishAtPs: number | null,
    deadlineAtPs = -1,
  ): this {
    this.release(task, job, releaseAtPs, deadlineAtPs).start(task, job, startAtPs, vcpu);
    return finishAtPs === null ? this : this.finish(task, job, finishAtPs, vcpu, finishAtPs - releaseAtPs);
  }

  dispatch(task: string, job: number, atPs: number, vcpu: string): this {
    return this.write(recordKinds.dispatch, atPs, this.entity('task', task), job, this.entity('vcpu', vcpu));
  }

  undispatch(task: string, job: number, atPs: number, vcpu: string, why: 0 | 1 | 2): this {
    return this.write(recordKinds.undispatch, atPs, this.entity('task', task), job, this.entity('vcpu', vcpu), why);
  }

  wait(task: string, job: number, atPs: number, object: number): this {
    return this.write(recordKinds.wait, atPs, this.entity('task', task), job, object);
  }

  resume(task: string, job: number, atPs: number, object: number): this {
    return this.write(recordKinds.resume, atPs, this.entity('task', task), job, object);
  }

  on(vcpu: string, pcpu: string, atPs: number): this {
    return this.write(recordKinds.on, atPs, this.entity('vcpu', vcpu), -1, this.entity('pcpu', pcpu));
  }

  off(vcpu: string, pcpu: string, atPs: number, why: 0 | 1 | 2 | 3 | 4): this {
    return this.write(recordKinds.off, atPs, this.entity('vcpu', vcpu), -1, this.entity('pcpu', pcpu), why);
  }

  wake(vcpu: string, atPs: number): this {
    return this.write(recordKinds.wake, atPs, this.entity('vcpu', vcpu));
  }

  block(vcpu: string, atPs: number): this {
    return this.write(recordKinds.block, atPs, this.entity('vcpu', vcpu));
  }

  budget(vcpu: string, atPs: number, leftPs: number): this {
    return this.write(recordKinds.budget, atPs, this.entity('vcpu', vcpu), -1, -1, leftPs);
  }

  eligible(vcpu: string, atPs: number, state: 0 | 1 | 2 | 3): this {
    return this.write(recordKinds.eligible, atPs, this.entity('vcpu', vcpu), -1, -1, state);
  }

  overhead(pcpu: string, atPs: number, cause: Cause, culprit: number, debtPs: number): this {
    return this.write(recordKinds.overhead, atPs, this.entity('pcpu', pcpu), causes.indexOf(cause), culprit, debtPs);
  }

  charge(task: string, job: number, atPs: number, cause: Cause, culprit: number, ps: number): this {
    return this.write(recordKinds.charge + causes.indexOf(cause), atPs, this.entity('task', task), job, culprit, ps);
  }

  /** Rows sorted by time (stable), as a run leaves them behind. */
  recording(horizonPs: number, warmUpPs = 0): Recording {
    const trace = new Trace({ fingerprint: (kind) => !isCharge(kind) });
    for (const row of [...this.#rows].sort((a, b) => a[1] - b[1])) trace.record(...row);
    return { entities: this.#entities, trace, horizonPs, warmUpPs };
  }
}
