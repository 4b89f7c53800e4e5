/**
 * A virtual core: a unit of the hypervisor's scheduler, and at the same time a processor of its guest's. State only.
 * Times are integer picoseconds.
 */
import { Debts } from '../core/debt.ts';
import type { Pcpu } from '../core/pcpu.ts';
import type { Task } from '../guest/task.ts';
import type { Vm } from '../guest/vm.ts';
import type { JobLedger } from '../ledger/ledger.ts';
import type { Eligibility } from '../scheduling/policy.ts';
import type { Pool } from './pool.ts';

/** Whoever waits for this vCPU to take an interrupt: the drivers of its devices. */
export interface VcpuWatcher {
  /** The vCPU came to a core; what it and its core owe is not paid yet. */
  dispatched(vcpu: Vcpu): void;
  /** All debts are paid: the interrupt handlers have run, and its guest decides next. */
  handled(vcpu: Vcpu): void;
}

export class Vcpu {
  /** Index among all vCPUs of the ECU (declared rank). */
  readonly index: number;
  /** Entity id. */
  readonly id: number;
  readonly vm: Vm;
  /** Processor number inside its VM. */
  readonly processor: number;
  /** Scheduler it belongs to, and its unit number there. */
  readonly pool: Pool;
  readonly unit: number;
  readonly ledger: JobLedger | null;

  /** Rung 2 of the ladder: guest interrupt handlers, guest switches; paid only while on a pCPU. */
  readonly debts = new Debts();
  /** Core that it holds, or null. */
  pcpu: Pcpu | null = null;
  /** Core where it runs or waits. */
  assigned: Pcpu;
  /** Has something to do; the opposite of blocked. */
  runnable = false;
  eligibility: Eligibility = 'eligible';
  /** Job's task that the guest runs here; kept while the vCPU is descheduled. */
  current: Task | null = null;
  /** The guest's scheduler must decide, as soon as this processor is available. */
  decisionDue = false;
  listedDecision = false;
  /** Row 15 of the ledger's table: a more urgent job is ready, but the current one is boosted or not pre-emptible. */
  blocksMoreUrgent = false;
  /** The guest's policy wants to pick again at the latest then. */
  sliceUntilPs = Number.POSITIVE_INFINITY;
  /** Task whose context is loaded; switching to another is a guest switch. */
  lastTask: Task | null = null;
  timerInjectedAtPs = -1;
  /** Those whose interrupt it has not handled yet; null: none. */
  watchers: VcpuWatcher[] | null = null;
  /** Kernel slot of the guest's tick. */
  tickSlot = -1;
  /** Budget left as last recorded. */
  budgetSeenPs = Number.POSITIVE_INFINITY;

  constructor(
    index: number,
    id: number,
    vm: Vm,
    processor: number,
    pool: Pool,
    unit: number,
    assigned: Pcpu,
    ledger: JobLedger | null,
  ) {
    this.index = index;
    this.id = id;
    this.vm = vm;
    this.processor = processor;
    this.pool = pool;
    this.unit = unit;
    this.assigned = assigned;
    this.ledger = ledger;
  }

  /** Around spin locks the guest does not pre-empt: its decision waits until they are given back. */
  get holdsOff(): boolean {
    return this.current !== null && (this.current.spinsOn !== null || this.current.spinLocksHeld > 0);
  }

  /** The guest may decide and run here: on a core, and nothing is owed. */
  get available(): boolean {
    return this.pcpu?.debts.empty === true && this.debts.empty;
  }
}
