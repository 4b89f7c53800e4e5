/**
 * Tasks and jobs of a guest. A task is released again and again; each release is a job that walks through the task's
 * steps. State only; `guest.ts` moves it. Times are integer picoseconds, work is integer solo picoseconds.
 */
import type { Stream } from '../../engine/chance.ts';
import type { Accelerator } from '../core/accelerator.ts';
import { Debts } from '../core/debt.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { type LedgerJob, Row } from '../ledger/ledger.ts';
import type { Demand } from '../workload/execution.ts';
import type { Resource } from './resource.ts';
import type { Vm } from './vm.ts';

/** Work of a step on one core type: the demands of its parts, each with the clock ratio of that core type. */
export interface Work {
  /** Parts are sampled one by one and summed; empty means endless. */
  readonly demands: readonly Demand[];
  /** Solo time = sampled time x sheetHz / actualHz. */
  readonly sheetHz: number;
  readonly actualHz: number;
}

/** What a device asks of the task that works with it: its user, or its back-end. */
export interface DevicePort {
  /** Entity that a waiting task blames. */
  readonly id: number;
  /** Work of the core when the step begins, ps. */
  begin(task: Task): number;
  /** The work is done. Gives more work in ps, -1 when the task waits until `deviceDone`, or -2 when the step is over. */
  worked(task: Task): number;
}

/** A step as the guest executes it: take `holds`, then do the one thing of its kind, then give them back. */
export type Step =
  | {
      readonly kind: 'run';
      readonly holds: readonly Resource[] /** by core type */;
      readonly work: readonly Work[];
      readonly firstPurpose: number;
    }
  | {
      readonly kind: 'accelerate';
      readonly holds: readonly Resource[];
      readonly accelerator: Accelerator;
      readonly work: Work;
      readonly firstPurpose: number;
    }
  | { readonly kind: 'device'; readonly holds: readonly Resource[]; readonly port: DevicePort }
  | { readonly kind: 'sleep'; readonly holds: readonly Resource[]; readonly sleepPs: number };

export class Job implements LedgerJob {
  readonly taskId: number;
  readonly account = new Row();
  index = 0;
  releaseAtPs = 0;
  deadlineAtPs = Number.POSITIVE_INFINITY;
  started = false;
  stepIndex = 0;
  /** The present step's resources are held and its work is drawn. */
  stepBegun = false;
  /** The accelerator has done its part of the present step. */
  served = false;
  /** Resources of the present step taken so far. */
  heldCount = 0;
  remainingPs = 0;
  /** Work of the present step as drawn on `coreType`. */
  stepWorkPs = 0;
  coreType = -1;
  carry = 0;
  executedPs = 0;
  openOn: Vcpu | null = null;
  /** Time of the own task spent spinning; part of its execution, but neither own work nor backlog. */
  spunPs = 0;

  constructor(taskId: number) {
    this.taskId = taskId;
  }

  reset(index: number, releaseAtPs: number, deadlineAtPs: number): void {
    this.index = index;
    this.releaseAtPs = releaseAtPs;
    this.deadlineAtPs = deadlineAtPs;
    this.started = false;
    this.stepIndex = 0;
    this.stepBegun = false;
    this.served = false;
    this.heldCount = 0;
    this.remainingPs = 0;
    this.stepWorkPs = 0;
    this.coreType = -1;
    this.carry = 0;
    this.executedPs = 0;
    this.openOn = null;
    this.spunPs = 0;
    this.account.clear();
  }
}

export type TaskState = 'suspended' | 'ready' | 'waiting';

export class Task {
  /** Entity id. */
  readonly id: number;
  readonly vm: Vm;
  /** Unit number of the guest's policy. */
  readonly unit: number;
  readonly priority: number;
  readonly preemptible: boolean;
  /** Relative deadline, or `Infinity`. */
  readonly deadlinePs: number;
  readonly chance: Stream;
  /** Exchanged only by a fault that makes the task do something else. */
  steps: readonly Step[];
  /** Tasks released when a job of this one finishes. */
  readonly successors: Task[] = [];
  /** Released again this long after each finish; -1: not. */
  againPausePs = -1;
  /** Kernel slot for the end of a sleep or a pause. */
  slot = -1;

  /** `ready` covers running: whether it runs is the vCPU's business. */
  state: TaskState = 'suspended';
  /** vCPU where it runs or waits for the guest's processor. */
  assigned: Vcpu;
  /** vCPU on which it is current, or null. */
  runningOn: Vcpu | null = null;
  /** Boosted priority, or null. */
  urgency: number | null = null;
  readonly held: Resource[] = [];
  /** Rung 3 of the ladder: lines that others evicted, to be fetched again before the job progresses. */
  readonly refill = new Debts();
  /** Spin lock that it waits for, busily. */
  spinsOn: Resource | null = null;
  /** Spin locks held; above 0 its guest does not pre-empt it. */
  spinLocksHeld = 0;
  chargedAtPs = 0;

  /** What the task waits for, since when. */
  waitCause = -1;
  waitCulprit = -1;
  waitSincePs = 0;
  waitObject = -1;

  /** Pending jobs, oldest first. */
  readonly jobs: Job[] = [];
  nextJobIndex = 0;
  readonly #free: Job[] = [];

  constructor(parts: {
    id: number;
    vm: Vm;
    unit: number;
    priority: number;
    preemptible: boolean;
    deadlinePs: number;
    chance: Stream;
    steps: readonly Step[];
    assigned: Vcpu;
  }) {
    this.id = parts.id;
    this.vm = parts.vm;
    this.unit = parts.unit;
    this.priority = parts.priority;
    this.preemptible = parts.preemptible;
    this.deadlinePs = parts.deadlinePs;
    this.chance = parts.chance;
    this.steps = parts.steps;
    this.assigned = parts.assigned;
  }

  get job(): Job | null {
    return this.jobs.length > 0 ? this.jobs[0]! : null;
  }

  addJob(releaseAtPs: number): Job {
    const job = this.#free.pop() ?? new Job(this.id);
    job.reset(this.nextJobIndex, releaseAtPs, releaseAtPs + this.deadlinePs);
    this.nextJobIndex += 1;
    this.jobs.push(job);
    return job;
  }

  removeJob(): void {
    const { jobs } = this;
    // Nearly always there is one, and `pop` is much cheaper than `shift`.
    const job = jobs.length === 1 ? jobs.pop() : jobs.shift();
    if (job !== undefined) this.#free.push(job);
  }
}
