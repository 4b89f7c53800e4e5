/**
 * The machine: all cores, guests and sources of one ECU on one kernel, and the phases of an instant.
 *
 * Events only mark; conditions are read from state, and decisions follow once per instant in this order: settle,
 * boundaries (a job that ends with its budget, slice or next release is finished), timers of the schedulers
 * (replenishment), interrupts, releases, then hypervisor and guest decisions until nothing is left to decide, then what
 * became depleted or blocked, then the next event of each touched core, always later than now. Marks are handled in
 * declared order, so the order in which they arrived moves nothing.
 */
import { check } from '../../engine/check.ts';
import type { Kernel } from '../../engine/kernel.ts';
import { phases } from '../../engine/phase.ts';
import { mulDivCeil } from '../../engine/time.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Accelerator } from '../core/accelerator.ts';
import type { Contention } from '../core/contention.ts';
import { Ladder } from '../core/ladder.ts';
import type { Pcpu } from '../core/pcpu.ts';
import { Guest } from '../guest/guest.ts';
import type { Task } from '../guest/task.ts';
import type { Vm } from '../guest/vm.ts';
import type { InterruptSource } from '../interrupt/interrupt-source.ts';
import { recordKinds } from '../records.ts';
import type { Source } from '../workload/source.ts';
import { type DispatchCosts, Dispatcher } from './dispatcher.ts';
import type { Pool } from './pool.ts';
import type { Vcpu } from './vcpu.ts';

/** Numeric kinds of the machine's events. */
const kinds = {
  pcpu: 1,
  poolTimer: 2,
  guestTimer: 3,
  release: 4,
  interrupt: 5,
  accelerator: 6,
  task: 7,
  tick: 8,
  device: 9,
} as const;

/** A device or a medium: has one pending event, and acts in the device phase. */
export interface MachineDevice {
  slot: number;
  fired(nowPs: number): void;
}

interface PolicyTimer<Owner> {
  readonly owner: Owner;
  readonly id: number;
  readonly slot: number;
}

/** Marks of one instant: a set of small numbers, handed out in ascending order. Nothing is allocated once grown. */
class Marks {
  readonly #numbers: number[] = [];
  readonly #handle: (number: number) => void;
  #count = 0;

  constructor(handle: (number: number) => void) {
    this.#handle = handle;
  }

  /** Keeps the list sorted: marks come in nearly ascending order. */
  add(number: number): void {
    const numbers = this.#numbers;
    let at = this.#count;
    while (at > 0 && numbers[at - 1]! > number) at -= 1;
    if (at > 0 && numbers[at - 1] === number) return;
    for (let index = this.#count; index > at; index -= 1) numbers[index] = numbers[index - 1]!;
    numbers[at] = number;
    this.#count += 1;
  }

  /** Hands the marks out and forgets them; what is marked meanwhile stays for the next call. */
  drain(): void {
    const count = this.#count;
    if (count === 0) return;
    const numbers = this.#numbers;
    for (let index = 0; index < count; index += 1) this.#handle(numbers[index]!);
    for (let index = count; index < this.#count; index += 1) numbers[index - count] = numbers[index]!;
    this.#count -= count;
  }
}

const maxRounds = 100_000;

export class Machine {
  readonly kernel: Kernel;
  readonly ladder: Ladder;
  readonly dispatcher: Dispatcher;
  readonly guest: Guest;
  readonly #sink: RecordSink | null;
  /** Contention for shared hardware; null: every job runs at the full rate of its core. */
  contention: Contention | null = null;

  readonly pcpus: Pcpu[] = [];
  readonly pools: Pool[] = [];
  readonly vcpus: Vcpu[] = [];
  readonly vms: Vm[] = [];
  readonly #poolOf: Pool[] = [];
  readonly #poolTimers: PolicyTimer<Pool>[] = [];
  readonly #guestTimers: PolicyTimer<Vm>[] = [];
  readonly #accelerators: Accelerator[] = [];
  readonly #tasks: Task[] = [];
  readonly #releases: { readonly task: Task; readonly source: Source }[] = [];
  readonly #interrupts: InterruptSource[] = [];
  readonly #devices: MachineDevice[] = [];

  readonly #duePcpus = new Marks((index) => this.#boundary(this.pcpus[index]!));
  readonly #duePoolTimers = new Marks((index) => {
    const timer = this.#poolTimers[index]!;
    this.dispatcher.policyTimer(timer.owner, timer.id);
  });
  readonly #dueGuestTimers = new Marks((index) => {
    const timer = this.#guestTimers[index]!;
    this.guest.timerRang(timer.owner, timer.id);
  });
  readonly #dueTicks = new Marks((index) => this.guest.ticked(this.vcpus[index]!));
  readonly #dueAccelerators = new Marks((index) => this.guest.accelerated(this.#accelerators[index]!));
  readonly #dueDevices = new Marks((index) => this.#devices[index]!.fired(this.kernel.nowPs));
  readonly #dueTasks = new Marks((index) => this.#taskTimer(this.#tasks[index]!));
  readonly #dueReleases = new Marks((index) => this.#releaseArrived(this.#releases[index]!));
  readonly #dueInterrupts = new Marks((index) => this.#interruptArrived(this.#interrupts[index]!));
  /** Tasks whose job finished in this instant: their successors are released in it. */
  readonly #finished: Task[] = [];

  constructor(parts: {
    kernel: Kernel;
    sink: RecordSink | null;
    costs: DispatchCosts;
    hypervisorId: number;
    scheduleId: number;
    trapsIdle: boolean;
  }) {
    const { kernel, sink } = parts;
    this.kernel = kernel;
    this.#sink = sink;
    this.ladder = new Ladder(kernel, parts.hypervisorId, parts.scheduleId);
    this.dispatcher = new Dispatcher(kernel, this.ladder, sink, parts.costs, parts.hypervisorId);
    this.guest = new Guest(kernel, this.ladder, this.dispatcher, sink, parts.trapsIdle);
    this.dispatcher.onDispatched = (vcpu) => this.guest.dispatched(vcpu);
    this.guest.onFinished = (task) => {
      if (task.successors.length > 0 || task.againPausePs === 0 || this.#watched?.has(task) === true)
        this.#finished.push(task);
    };
    this.#handleKinds();
    kernel.afterInstant(() => this.#instant());
  }

  #handleKinds(): void {
    const { kernel } = this;
    kernel.handle(kinds.pcpu, (index) => this.#duePcpus.add(index));
    kernel.handle(kinds.poolTimer, (index) => this.#duePoolTimers.add(index));
    kernel.handle(kinds.guestTimer, (index) => this.#dueGuestTimers.add(index));
    kernel.handle(kinds.accelerator, (index) => this.#dueAccelerators.add(index));
    kernel.handle(kinds.tick, (index) => this.#dueTicks.add(index));
    kernel.handle(kinds.device, (index) => this.#dueDevices.add(index));
    kernel.handle(kinds.task, (index) => this.#dueTasks.add(index));
    kernel.handle(kinds.release, (index) => this.#dueReleases.add(index));
    kernel.handle(kinds.interrupt, (index) => this.#dueInterrupts.add(index));
  }

  // ---- wiring (scenarios/build.ts) ----

  addPcpu(pcpu: Pcpu): void {
    pcpu.slot = this.kernel.slot(phases.boundary, this.pcpus.length, kinds.pcpu, this.pcpus.length);
    this.pcpus.push(pcpu);
  }

  addPool(pool: Pool): void {
    this.pools.push(pool);
    for (const pcpu of pool.pcpus) this.#poolOf[pcpu.index] = pool;
  }

  addAccelerator(accelerator: Accelerator): void {
    const index = this.#accelerators.length;
    accelerator.slot = this.kernel.slot(phases.boundary, index, kinds.accelerator, index);
    this.#accelerators.push(accelerator);
  }

  addDevice(device: MachineDevice): void {
    const index = this.#devices.length;
    device.slot = this.kernel.slot(phases.device, index, kinds.device, index);
    this.#devices.push(device);
  }

  addVcpu(vcpu: Vcpu): void {
    const index = this.vcpus.length;
    vcpu.tickSlot = this.kernel.slot(phases.interrupt, index, kinds.tick, index);
    this.vcpus.push(vcpu);
  }

  addTask(task: Task): void {
    const index = this.#tasks.length;
    task.slot = this.kernel.slot(phases.release, index, kinds.task, index);
    this.#tasks.push(task);
  }

  addRelease(task: Task, source: Source): void {
    const index = this.#releases.length;
    source.slot = this.kernel.slot(phases.release, index, kinds.release, index);
    this.#releases.push({ task, source });
    this.#armSource(source);
  }

  addInterrupt(interrupt: InterruptSource): void {
    const index = this.#interrupts.length;
    interrupt.source.slot = this.kernel.slot(phases.interrupt, index, kinds.interrupt, index);
    this.#interrupts.push(interrupt);
    this.#armSource(interrupt.source);
  }

  /** The same within an instant: what is due now is released in it. */
  startRelease(task: Task, source: Source): void {
    const index = this.#releases.length;
    source.slot = this.kernel.slot(phases.release, index, kinds.release, index);
    this.#releases.push({ task, source });
    this.#releaseArrived(this.#releases[index]!);
  }

  /** The same for an interrupt: what came before now is lost. */
  startInterrupt(interrupt: InterruptSource): void {
    const { source } = interrupt;
    while (source.nextAtPs < this.kernel.nowPs) source.advance();
    const index = this.#interrupts.length;
    source.slot = this.kernel.slot(phases.interrupt, index, kinds.interrupt, index);
    this.#interrupts.push(interrupt);
    this.#interruptArrived(interrupt);
  }

  /** Arms (or with `Infinity` disarms) a timer of a pool's policy; slots are made at first use. */
  armPoolTimer(pool: Pool, id: number, atPs: number): void {
    this.#armTimer(this.#poolTimers, this.#duePoolTimers, kinds.poolTimer, pool, id, atPs);
  }

  armGuestTimer(vm: Vm, id: number, atPs: number): void {
    this.#armTimer(this.#guestTimers, this.#dueGuestTimers, kinds.guestTimer, vm, id, atPs);
  }

  #armTimer<Owner extends { readonly timers: number[] }>(
    timers: PolicyTimer<Owner>[],
    due: Marks,
    kind: number,
    owner: Owner,
    id: number,
    atPs: number,
  ): void {
    const { kernel } = this;
    while (owner.timers.length <= id) owner.timers.push(-1);
    let index = owner.timers[id]!;
    if (index === -1) {
      index = owner.timers[id] = timers.length;
      timers.push({ owner, id, slot: kernel.slot(phases.replenishment, index, kind, index) });
    }
    const { slot } = timers[index]!;
    if (atPs === Number.POSITIVE_INFINITY) kernel.disarm(slot);
    else if (atPs > kernel.nowPs || !this.#inInstant) kernel.arm(slot, atPs);
    else {
      kernel.disarm(slot);
      due.add(index);
      this.#lateMarks = true;
    }
  }

  #armSource(source: Source): void {
    if (source.nextAtPs !== Number.POSITIVE_INFINITY) this.kernel.arm(source.slot, source.nextAtPs);
  }

  /** Once everything is wired: the schedulers decide at 0. */
  start(): void {
    for (const pcpu of this.pcpus) this.kernel.arm(pcpu.slot, 0);
  }

  /** Brings every core up to the present instant: at the end of a run, or to show that settling moves nothing. */
  settleAll(): void {
    for (const pcpu of this.pcpus) this.ladder.settle(pcpu);
    // A policy that looks at its units when they are charged may want a decision now.
    this.#instant();
  }

  #watched: Map<Task, (() => void)[]> | null = null;

  /** `then` is called whenever a job of the task finishes, in that instant. */
  watch(task: Task, then: () => void): void {
    this.#watched ??= new Map();
    this.#watched.set(task, [...(this.#watched.get(task) ?? []), then]);
  }

  readonly #strikes: (() => void)[] = [];

  /** A fault strikes in this instant, after its releases and before its decisions: called by an event of the fault phase. */
  strike(fault: () => void): void {
    this.#strikes.push(fault);
  }

  // ---- one instant ----

  #inInstant = false;
  #lateMarks = false;

  #instant(): void {
    this.#inInstant = true;
    this.#duePcpus.drain();
    this.#timers();
    this.#dueTicks.drain();
    this.#dueDevices.drain();
    this.#dueInterrupts.drain();
    this.#dueAccelerators.drain();
    this.#dueTasks.drain();
    this.#dueReleases.drain();
    if (this.#strikes.length > 0) for (const strike of this.#strikes.splice(0)) strike();
    // Both updates settle cores, and a policy that is charged then may ask for a decision: it falls in this instant too.
    do {
      this.#decisions();
      this.dispatcher.updateEligibility();
      this.contention?.update();
    } while (this.dispatcher.decisionsListed || this.guest.decisionsListed || this.#lateMarks);
    this.#rearm();
    this.#inInstant = false;
  }

  /** The event of a core: the end of a debt, a job, a budget, a slice or a window. */
  #boundary(pcpu: Pcpu): void {
    const nowPs = this.kernel.nowPs;
    this.ladder.settle(pcpu);
    const vcpu = pcpu.running;
    if (vcpu !== null) this.guest.boundary(vcpu);
    if (pcpu.untilPs <= nowPs) this.dispatcher.sliceEnded(pcpu);
    else if (pcpu.decisionDue) this.dispatcher.list(pcpu);
    if (vcpu === null) return;
    if (vcpu.sliceUntilPs <= nowPs && vcpu.available) this.guest.sliceEnded(vcpu);
    else if (vcpu.decisionDue) this.guest.list(vcpu);
  }

  #timers(): void {
    this.#lateMarks = false;
    this.#duePoolTimers.drain();
    this.#dueGuestTimers.drain();
  }

  #interruptArrived(interrupt: InterruptSource): void {
    const { source, vcpu, tasks } = interrupt;
    const nowPs = this.kernel.nowPs;
    while (source.nextAtPs <= nowPs) {
      this.#sink?.record(recordKinds.interrupt, nowPs, interrupt.id, interrupt.count, vcpu.id, 0);
      this.guest.settle(vcpu);
      const passesThrough = interrupt.direct && vcpu.pcpu !== null;
      const hypervisorPs = passesThrough ? 0 : this.dispatcher.costs.injectionPs;
      const kernelPs = interrupt.category === 2 ? vcpu.vm.costs.interruptPs : 0;
      this.guest.interrupt(
        vcpu,
        hypervisorPs,
        kernelPs + this.#handlerPs(interrupt) + (interrupt.endPs ?? 0),
        interrupt.id,
      );
      for (const task of tasks) this.guest.release(task, interrupt.id, 'none');
      interrupt.count += 1;
      source.advance();
    }
    this.#armSource(source);
  }

  #handlerPs(interrupt: InterruptSource): number {
    const { vcpu, handler } = interrupt;
    const work = handler[(vcpu.pcpu ?? vcpu.assigned).coreType]!;
    let sumPs = 0;
    work.demands.forEach((demand, part) => {
      sumPs += demand.quantilePs(interrupt.chance.draw(0, interrupt.count, part));
    });
    return work.sheetHz === work.actualHz ? sumPs : mulDivCeil(sumPs, work.sheetHz, work.actualHz);
  }

  /** The end of a sleep, of a long spin, or of the pause before a task starts again. */
  #taskTimer(task: Task): void {
    if (task.spinsOn !== null) this.guest.spunLong(task);
    else if (task.state === 'waiting') this.guest.slept(task);
    else this.guest.release(task, task.id, 'timer');
  }

  #releaseArrived({ task, source }: { readonly task: Task; readonly source: Source }): void {
    while (source.nextAtPs <= this.kernel.nowPs) {
      this.guest.release(task, task.vm.id, 'timer');
      source.advance();
    }
    this.#armSource(source);
  }

  /** Successors of the jobs that finished in this instant; in another VM, or on another vCPU, a message announces them. */
  #releaseSuccessors(): void {
    const finished = this.#finished;
    finished.sort((left, right) => left.id - right.id);
    for (const task of finished.splice(0)) {
      for (const successor of task.successors) {
        const far = successor.assigned !== task.assigned;
        this.guest.release(successor, task.id, far ? 'message' : 'none');
      }
      if (task.againPausePs === 0) this.guest.release(task, task.id, 'none');
      if (this.#watched !== null) for (const then of this.#watched.get(task) ?? []) then();
    }
  }

  #decisions(): void {
    for (let round = 0; ; round += 1) {
      check(round < maxRounds, 'an instant does not end: zero work, or two schedulers that undo each other');
      if (this.#lateMarks) this.#timers();
      if (this.#finished.length > 0) this.#releaseSuccessors();
      if (this.dispatcher.decisionsListed) this.dispatcher.decide(this.#poolOf);
      if (this.guest.decisionsListed) this.guest.decide();
      if (
        !this.#lateMarks &&
        this.#finished.length === 0 &&
        !this.dispatcher.decisionsListed &&
        !this.guest.decisionsListed
      )
        return;
    }
  }

  #rearm(): void {
    const { kernel, ladder } = this;
    const nowPs = kernel.nowPs;
    for (let index = 0; index < ladder.touchedCount; index += 1) {
      const pcpu = ladder.touched[index]!;
      pcpu.listedTouched = false;
      if (pcpu.running !== null) this.guest.updateBlocking(pcpu.running);
      const atPs = ladder.boundaryAtPs(pcpu);
      check(atPs > nowPs, 'a core has a boundary that is not later than now');
      if (atPs === Number.POSITIVE_INFINITY) kernel.disarm(pcpu.slot);
      else if (kernel.armedAtPs(pcpu.slot) !== atPs) kernel.arm(pcpu.slot, atPs);
    }
    ladder.touchedCount = 0;
  }
}
