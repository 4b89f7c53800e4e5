/**
 * The guests' mechanism: jobs are released, walk through the steps of their task, take and give locks, wait for
 * accelerators, and finish; each guest's scheduler picks among its tasks on its available vCPUs, and the mechanism obeys.
 * Times are integer picoseconds.
 *
 * A job is ready from its release, seen by its guest or not: interrupts that announce it are debts of the core and of the
 * vCPU, and the guest decides when they are paid.
 */
import { check, InternalError } from '../../engine/check.ts';
import type { Kernel } from '../../engine/kernel.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Accelerator } from '../core/accelerator.ts';
import type { Ladder } from '../core/ladder.ts';
import type { Dispatcher } from '../hypervisor/dispatcher.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import { causeIndex, chargeAccount, foldAccount } from '../ledger/ledger.ts';
import { recordKinds } from '../records.ts';
import type { Pick, WakeReason } from '../scheduling/policy.ts';
import { blocksMoreUrgent } from './blocking.ts';
import { Locks } from './locks.ts';
import type { Resource } from './resource.ts';
import type { Job, Step, Task } from './task.ts';
import type { Vm } from './vm.ts';
import { convertWork, drawWork, sampleWork } from './work.ts';

/** How a job got released: which interrupt announces it to its guest. */
export type Announcement = 'timer' | 'message' | 'none';

export class Guest {
  readonly #kernel: Kernel;
  readonly #ladder: Ladder;
  readonly #dispatcher: Dispatcher;
  readonly #sink: RecordSink | null;
  readonly #trapsIdle: boolean;
  /** vCPUs whose decision falls in this instant; the first `#dueCount` are valid. */
  readonly #due: Vcpu[] = [];
  #dueCount = 0;
  readonly #locks: Locks;
  readonly #pick: Pick = { unit: -1, untilPs: Number.POSITIVE_INFINITY, extraTime: false };
  /** A job of the task finished: its successors are released in the release phase of this instant. */
  onFinished: (task: Task) => void = () => {};

  constructor(kernel: Kernel, ladder: Ladder, dispatcher: Dispatcher, sink: RecordSink | null, trapsIdle: boolean) {
    this.#kernel = kernel;
    this.#ladder = ladder;
    this.#dispatcher = dispatcher;
    this.#sink = sink;
    this.#trapsIdle = trapsIdle;
    this.#locks = new Locks({
      settle: (vcpu) => this.settle(vcpu),
      boost: (task, urgency) => {
        // Whom the task keeps out is blocked from now on, not since its core was last looked at.
        if (task.runningOn !== null) this.#ladder.settle(task.runningOn.assigned);
        task.vm.policy.boost(task.unit, urgency, this.#kernel.nowPs);
      },
      granted: (task, resource) => {
        this.#record(recordKinds.take, task, resource.id, 0);
        if (task.spinsOn === null) this.#resume(task, 'resume');
        else this.#stopSpinning(task);
      },
      holderChanged: (task, holder) => {
        this.#chargeWait(task);
        task.waitCulprit = holder.id;
      },
    });
  }

  /**
   * Before jobs or the scheduler of a guest change: settles the core of the vCPU at hand, and those of all vCPUs of its VM
   * where the guest's policy keeps accounts.
   */
  settle(vcpu: Vcpu): void {
    const { vm } = vcpu;
    this.#ladder.settle(vcpu.assigned);
    if (!vm.keepsAccounts || vm.settledAtPs === this.#kernel.nowPs) return;
    vm.settledAtPs = this.#kernel.nowPs;
    const { vcpus } = vm;
    for (let index = 0; index < vcpus.length; index += 1) this.#ladder.bringUp(vcpus[index]!.assigned);
  }

  // ---- release and finish ----

  /** Releases a job now. `source` is the entity that caused it, `announcedBy` what tells the guest. */
  release(task: Task, source: number, announcedBy: Announcement): void {
    const nowPs = this.#kernel.nowPs;
    const { vm } = task;
    this.settle(task.assigned);
    const job = task.addJob(nowPs);
    const deadline = job.deadlineAtPs === Number.POSITIVE_INFINITY ? -1 : job.deadlineAtPs;
    this.#sink?.record(recordKinds.release, nowPs, task.id, job.index, source, deadline);
    this.#announce(task, source, announcedBy);
    if (task.state === 'suspended') {
      task.state = 'ready';
      this.#open(job, task.assigned);
      vm.policy.wake(task.unit, 'release', nowPs);
      this.#wakeVcpu(task.assigned);
    } else if (task.state === 'ready') this.#open(job, task.assigned);
  }

  #announce(task: Task, source: number, announcedBy: Announcement): void {
    const vcpu = task.assigned;
    const { injectionPs, ipiPs } = this.#dispatcher.costs;
    if (announcedBy === 'timer') {
      // One timer interrupt per vCPU and instant, however many tasks it releases.
      if (vcpu.timerInjectedAtPs === this.#kernel.nowPs) return;
      vcpu.timerInjectedAtPs = this.#kernel.nowPs;
      this.interrupt(vcpu, injectionPs, task.vm.costs.interruptPs, task.vm.id);
    } else if (announcedBy === 'message') this.interrupt(vcpu, ipiPs + injectionPs, task.vm.costs.interruptPs, source);
  }

  /** An interrupt for a guest: the core pays `hypervisorPs`, the vCPU pays `handlerPs` when it runs. */
  interrupt(vcpu: Vcpu, hypervisorPs: number, handlerPs: number, culprit: number): void {
    if (hypervisorPs + handlerPs === 0) return;
    this.#dispatcher.inject(vcpu, hypervisorPs, culprit);
    if (handlerPs > 0) {
      vcpu.debts.push(handlerPs, causeIndex.interrupt, culprit);
      this.#sink?.record(recordKinds.overhead, this.#kernel.nowPs, vcpu.id, causeIndex.interrupt, culprit, handlerPs);
      this.#wakeVcpu(vcpu);
    }
  }

  #finish(task: Task, vcpu: Vcpu): void {
    const nowPs = this.#kernel.nowPs;
    const job = task.job!;
    const { vm } = task;
    this.#close(job);
    task.state = 'suspended';
    vm.policy.block(task.unit, nowPs);
    this.#leave(task, vcpu, 2);
    this.tickle(vcpu);
    this.#sink?.record(recordKinds.finish, nowPs, task.id, job.index, vcpu.id, nowPs - job.releaseAtPs);
    if (this.#sink !== null && vcpu.ledger !== null) this.#recordCharges(job);
    task.removeJob();
    if (task.job !== null) {
      task.state = 'ready';
      vm.policy.wake(task.unit, 'next-job', nowPs);
    }
    if (task.againPausePs > 0) this.#kernel.arm(task.slot, nowPs + task.againPausePs);
    this.onFinished(task);
  }

  #recordCharges(job: Job): void {
    const nowPs = this.#kernel.nowPs;
    let sumPs = 0;
    foldAccount(job, (cause, culprit, ps) => {
      sumPs += ps;
      this.#sink!.record(recordKinds.charge + cause, nowPs, job.taskId, job.index, culprit, ps);
    });
    if (sumPs === nowPs - job.releaseAtPs) return;
    throw new InternalError(
      `charges of job ${job.index} of entity ${job.taskId} sum to ${sumPs} ps, but its response time is ${nowPs - job.releaseAtPs} ps`,
    );
  }

  // ---- steps ----

  /** The current job of `vcpu` reached the end of its work: if nothing is owed, the step is over. */
  boundary(vcpu: Vcpu): void {
    const task = vcpu.current;
    const job = task?.job ?? null;
    if (task === null || job === null || !vcpu.available || !job.stepBegun || job.remainingPs > 0) return;
    if (task.spinsOn !== null) return;
    const step = task.steps[job.stepIndex]!;
    if (step.kind === 'accelerate' && !job.served) this.#submit(task, job, step, vcpu);
    else if (step.kind === 'device' && !job.served) this.#deviceWorked(task, job, step, vcpu);
    else this.#endStep(task, job, vcpu);
  }

  #endStep(task: Task, job: Job, vcpu: Vcpu): void {
    this.settle(task.assigned);
    this.#giveAll(task, job);
    job.stepIndex += 1;
    job.stepBegun = false;
    if (job.stepIndex === task.steps.length) this.#finish(task, vcpu);
    else this.#beginStep(task, job, vcpu);
  }

  #giveAll(task: Task, job: Job): void {
    const { holds } = task.steps[job.stepIndex]!;
    for (let index = job.heldCount - 1; index >= 0; index -= 1) {
      this.#record(recordKinds.give, task, holds[index]!.id, 0);
      this.#locks.give(task, holds[index]!);
    }
    job.heldCount = 0;
    // A decision that was held off around a spin lock falls now.
    if (task.runningOn?.decisionDue) this.list(task.runningOn);
  }

  /** Takes the step's locks and draws its work; the task waits when a lock is taken. */
  #beginStep(task: Task, job: Job, vcpu: Vcpu): void {
    const step = task.steps[job.stepIndex]!;
    while (job.heldCount < step.holds.length) {
      const resource = step.holds[job.heldCount]!;
      if (resource.holder !== task) {
        if (resource.holder !== null) {
          const holder = resource.holder;
          if (resource.protocol === 'spin') {
            this.#startSpinning(task, resource);
            return;
          }
          this.#wait(task, vcpu, causeIndex['lock-holder'], holder.id, resource.id);
          this.#locks.await(task, resource);
          return;
        }
        this.#locks.take(task, resource);
        this.#record(recordKinds.take, task, resource.id, 0);
      }
      job.heldCount += 1;
    }
    job.stepBegun = true;
    job.served = false;
    if (step.kind === 'sleep') {
      job.remainingPs = 0;
      this.#wait(task, vcpu, causeIndex.backend, task.id, task.id);
      this.#kernel.arm(task.slot, this.#kernel.nowPs + step.sleepPs);
    } else if (step.kind === 'run') drawWork(task, job, step, (vcpu.pcpu ?? vcpu.assigned).coreType);
    else if (step.kind === 'device') {
      job.remainingPs = job.stepWorkPs = step.port.begin(task);
      job.coreType = -1;
      if (job.remainingPs === 0) this.#deviceWorked(task, job, step, vcpu);
    } else {
      // The call itself is work of the core; it is zero where the sheet says so.
      job.remainingPs = job.stepWorkPs = step.accelerator.callCostPs;
      job.coreType = -1;
      if (job.remainingPs === 0) this.#submit(task, job, step, vcpu);
    }
  }

  /** The task keeps its processor and waits busily; what it does is seen in the ledger of its jobs. */
  #startSpinning(task: Task, resource: Resource): void {
    task.spinsOn = resource;
    this.#record(recordKinds.wait, task, resource.id, 0);
    this.#locks.await(task, resource);
    this.#armSpinYield(task);
  }

  #armSpinYield(task: Task): void {
    const { spinYieldPs } = task.vm.costs;
    if (spinYieldPs !== Number.POSITIVE_INFINITY) this.#kernel.arm(task.slot, this.#kernel.nowPs + spinYieldPs);
  }

  /** Paravirtual: the vCPU spun long enough and gives its core to others, if it still holds it. */
  spunLong(task: Task): void {
    const vcpu = task.runningOn;
    if (vcpu !== null && vcpu.pcpu !== null) this.#dispatcher.yield(vcpu);
    this.#armSpinYield(task);
  }

  /** The lock came: the step goes on from the next lock that it needs. */
  #stopSpinning(task: Task): void {
    const job = task.job!;
    const vcpu = task.runningOn!;
    this.#record(recordKinds.resume, task, task.spinsOn!.id, 0);
    task.spinsOn = null;
    this.#kernel.disarm(task.slot);
    job.heldCount += 1;
    this.#beginStep(task, job, vcpu);
    this.list(vcpu);
  }

  // ---- waiting ----

  #wait(task: Task, vcpu: Vcpu, cause: number, culprit: number, object: number): void {
    const nowPs = this.#kernel.nowPs;
    for (const job of task.jobs) this.#close(job);
    task.state = 'waiting';
    task.waitCause = cause;
    task.waitCulprit = culprit;
    task.waitSincePs = nowPs;
    task.waitObject = object;
    this.#record(recordKinds.wait, task, object, 0);
    task.vm.policy.block(task.unit, nowPs);
    this.#leave(task, vcpu, 1);
    this.tickle(vcpu);
  }

  /** Charges the present wait of every job of the task, up to now. */
  #chargeWait(task: Task): void {
    const nowPs = this.#kernel.nowPs;
    if (task.assigned.ledger !== null) {
      for (const job of task.jobs) {
        const sincePs = job.releaseAtPs > task.waitSincePs ? job.releaseAtPs : task.waitSincePs;
        chargeAccount(job, task.waitCause, task.waitCulprit, nowPs - sincePs);
      }
    }
    task.waitSincePs = nowPs;
  }

  /** The wait is over: the task is ready again, and the kernel hears of it at once. */
  #resume(task: Task, why: WakeReason): void {
    this.settle(task.assigned);
    this.#chargeWait(task);
    this.#record(recordKinds.resume, task, task.waitObject, 0);
    task.state = 'ready';
    for (const job of task.jobs) this.#open(job, task.assigned);
    task.vm.policy.wake(task.unit, why, this.#kernel.nowPs);
    this.#wakeVcpu(task.assigned);
  }

  #submit(task: Task, job: Job, step: Step & { kind: 'accelerate' }, vcpu: Vcpu): void {
    this.settle(task.assigned);
    const { accelerator } = step;
    this.#wait(task, vcpu, causeIndex.backend, accelerator.id, accelerator.id);
    accelerator.enqueue(task, sampleWork(task, job, step.work, step.firstPurpose));
    this.#serve(accelerator);
  }

  #serve(accelerator: Accelerator): void {
    const workPs = accelerator.next();
    if (workPs >= 0) this.#kernel.arm(accelerator.slot, this.#kernel.nowPs + workPs);
  }

  /** The accelerator is done with its request: an interrupt tells the guest. */
  accelerated(accelerator: Accelerator): void {
    const task = accelerator.serving!;
    accelerator.serving = null;
    this.settle(task.assigned);
    this.interrupt(task.assigned, this.#dispatcher.costs.injectionPs, task.vm.costs.interruptPs, accelerator.id);
    task.job!.served = true;
    this.#resume(task, 'resume');
    this.#serve(accelerator);
  }

  /** What a device asked of the task is done; the task waits for it, has more to do, or goes on. */
  #deviceWorked(task: Task, job: Job, step: Step & { kind: 'device' }, vcpu: Vcpu): void {
    this.settle(task.assigned);
    const { port } = step;
    const nextPs = port.worked(task);
    if (nextPs > 0) {
      job.remainingPs = job.stepWorkPs = nextPs;
      job.carry = 0;
    } else if (nextPs === -1) this.#wait(task, vcpu, causeIndex.backend, port.id, port.id);
    else this.#endStep(task, job, vcpu);
  }

  /** The device is done with the request of a waiting task. */
  deviceDone(task: Task): void {
    this.settle(task.assigned);
    task.job!.served = true;
    this.#resume(task, 'resume');
  }

  /** Interrupt handlers have run: their devices look at their rings. Gives whether the vCPU still owes nothing. */
  #handled(vcpu: Vcpu): boolean {
    const watchers = vcpu.watchers!;
    vcpu.watchers = null;
    for (const watcher of watchers) watcher.handled(vcpu);
    return vcpu.available;
  }

  /** A sleep is over: the guest's timer tells it. */
  slept(task: Task): void {
    this.settle(task.assigned);
    this.interrupt(task.assigned, this.#dispatcher.costs.injectionPs, task.vm.costs.interruptPs, task.vm.id);
    this.#resume(task, 'resume');
  }

  // ---- scheduling inside the guest ----

  /** The tick of a vCPU that is not idle: a timer interrupt, then the next one, aligned to multiples of the period. */
  ticked(vcpu: Vcpu): void {
    if (vcpu.pcpu === null || vcpu.current === null) return;
    this.settle(vcpu);
    this.interrupt(vcpu, this.#dispatcher.costs.injectionPs, vcpu.vm.costs.interruptPs, vcpu.vm.id);
    this.#armTick(vcpu);
  }

  /** Idle and descheduled vCPUs have no tick (NO_HZ_IDLE); it starts again with the next task. */
  #armTick(vcpu: Vcpu): void {
    const { tickPs } = vcpu.vm.costs;
    if (tickPs === Number.POSITIVE_INFINITY) return;
    const nowPs = this.#kernel.nowPs;
    if (this.#kernel.armedAtPs(vcpu.tickSlot) <= nowPs + tickPs) return;
    this.#kernel.arm(vcpu.tickSlot, (Math.floor(nowPs / tickPs) + 1) * tickPs);
  }

  /** A decision is due on the vCPU, as soon as it is available. */
  tickle(vcpu: Vcpu): void {
    // Debts that are long paid must not put the decision off.
    if (vcpu.pcpu !== null && !vcpu.available) this.#ladder.settle(vcpu.pcpu);
    vcpu.decisionDue = true;
    this.list(vcpu);
    this.#wakeVcpu(vcpu);
  }

  /** Whether the guest may run something on the vCPU now; a policy may ask for one whose core was not at hand. */
  isAvailable(vcpu: Vcpu): boolean {
    if (vcpu.pcpu !== null && !vcpu.available) this.#ladder.bringUp(vcpu.pcpu);
    return vcpu.available;
  }

  list(vcpu: Vcpu): void {
    if (vcpu.listedDecision) return;
    vcpu.listedDecision = true;
    this.#due[this.#dueCount++] = vcpu;
    this.#ladder.touch(vcpu.assigned);
  }

  get decisionsListed(): boolean {
    return this.#dueCount > 0;
  }

  /** A timer of the guest's policy rang: it is heard on the first available vCPU, else when one becomes available. */
  timerRang(vm: Vm, timer: number): void {
    if (!vm.rungTimers.includes(timer)) vm.rungTimers.push(timer);
    const vcpu = vm.vcpus.find((candidate) => candidate.pcpu !== null) ?? vm.vcpus[0]!;
    this.interrupt(vcpu, this.#dispatcher.costs.injectionPs, vm.costs.interruptPs, vm.id);
    this.tickle(vcpu);
  }

  /** Every vCPU on the list that is available decides, in declared order. */
  decide(): void {
    const due = this.#due;
    while (this.#dueCount > 0) {
      let first = 0;
      for (let index = 1; index < this.#dueCount; index += 1) if (due[index]!.index < due[first]!.index) first = index;
      const vcpu = due[first]!;
      due[first] = due[--this.#dueCount]!;
      vcpu.listedDecision = false;
      if (vcpu.decisionDue && vcpu.runnable && vcpu.available && !vcpu.holdsOff) this.#decideOn(vcpu);
    }
  }

  #decideOn(vcpu: Vcpu): void {
    const nowPs = this.#kernel.nowPs;
    const { vm } = vcpu;
    this.settle(vcpu);
    if (vcpu.watchers !== null && !this.#handled(vcpu)) return;
    if (vm.rungTimers.length > 0) for (const timer of vm.rungTimers.splice(0)) vm.policy.timer(timer, nowPs);
    vcpu.decisionDue = false;
    const pick = this.#pick;
    pick.unit = -1;
    pick.untilPs = Number.POSITIVE_INFINITY;
    vm.policy.pick(vcpu.processor, nowPs, pick);
    check(pick.untilPs > nowPs, 'a guest policy picks until an instant that is not later than now');
    const next = pick.unit === -1 ? null : vm.tasks[pick.unit]!;
    const { untilPs } = pick;
    const previous = vcpu.current;
    if (next !== previous) this.#switch(previous, next, vcpu);
    vcpu.sliceUntilPs = untilPs;
    if (vcpu.current === null && vcpu.debts.empty && !vcpu.decisionDue && this.#trapsIdle && !vm.costs.pollsIdle)
      this.#dispatcher.block(vcpu, true);
  }

  /** The policy hears of both sides when the switch is made: it never sees a processor that only looks idle. */
  #switch(previous: Task | null, next: Task | null, vcpu: Vcpu): void {
    const nowPs = this.#kernel.nowPs;
    const { policy } = vcpu.vm;
    if (previous !== null) this.#takeOff(previous, vcpu, 0);
    if (next !== null) this.#putOn(next, vcpu);
    if (previous !== null) policy.placed(previous.unit, vcpu.processor, -1, nowPs);
    if (next === null) return;
    policy.placed(next.unit, -1, vcpu.processor, nowPs);
    this.#go(next, vcpu);
  }

  #putOn(task: Task, vcpu: Vcpu): void {
    const nowPs = this.#kernel.nowPs;
    check(
      task.state === 'ready' && task.runningOn === null,
      'a guest policy picks a task that is not ready, or runs elsewhere',
    );
    this.assign(task, vcpu);
    vcpu.current = task;
    task.runningOn = vcpu;
    task.chargedAtPs = nowPs;
    this.#record(recordKinds.dispatch, task, vcpu.id, 0);
    if (vcpu.lastTask !== task && task.vm.costs.switchPs > 0) {
      vcpu.debts.push(task.vm.costs.switchPs, causeIndex['guest-switch'], task.id);
      this.#sink?.record(
        recordKinds.overhead,
        nowPs,
        vcpu.id,
        causeIndex['guest-switch'],
        task.id,
        task.vm.costs.switchPs,
      );
    }
    vcpu.lastTask = task;
    this.#armTick(vcpu);
  }

  /** The task's job begins, or goes on where it was. */
  #go(task: Task, vcpu: Vcpu): void {
    const job = task.job!;
    if (!job.started) {
      job.started = true;
      this.#record(recordKinds.start, task, vcpu.id, 0);
    }
    if (!job.stepBegun) this.#beginStep(task, job, vcpu);
    else if (job.remainingPs > 0) convertWork(task, job, vcpu.pcpu!.coreType);
    else this.boundary(vcpu);
  }

  #takeOff(task: Task, vcpu: Vcpu, reason: number): void {
    vcpu.current = null;
    task.runningOn = null;
    this.#record(recordKinds.undispatch, task, vcpu.id, reason);
  }

  /** A finished or waiting task leaves its processor; who comes next is decided later. */
  #leave(task: Task, vcpu: Vcpu, reason: number): void {
    this.#takeOff(task, vcpu, reason);
    task.vm.policy.placed(task.unit, vcpu.processor, -1, this.#kernel.nowPs);
  }

  /** Moves a task to another vCPU, and its ledger rows with it. */
  assign(task: Task, vcpu: Vcpu): void {
    if (task.assigned === vcpu) return;
    check(task.runningOn === null, 'a running task is moved');
    this.#ladder.settle(task.assigned.assigned);
    this.#ladder.settle(vcpu.assigned);
    const open = task.state === 'ready';
    if (open) for (const job of task.jobs) this.#close(job);
    task.assigned = vcpu;
    if (open) for (const job of task.jobs) this.#open(job, vcpu);
  }

  /** The vCPU came to a core: the guest goes on, perhaps on another type of core, and decides if something happened. */
  dispatched(vcpu: Vcpu): void {
    const task = vcpu.current;
    const job = task?.job ?? null;
    if (task !== null && job?.stepBegun) convertWork(task, job, vcpu.pcpu!.coreType);
    if (task !== null) {
      this.#chargeSteal(task);
      this.#armTick(vcpu);
    }
    if (vcpu.watchers !== null) for (const watcher of vcpu.watchers) watcher.dispatched(vcpu);
    const lateSlice = vcpu.sliceUntilPs <= this.#kernel.nowPs;
    if (lateSlice) this.sliceEnded(vcpu);
    else if (vcpu.decisionDue || vcpu.vm.rungTimers.length > 0) {
      vcpu.decisionDue = true;
      this.list(vcpu);
    }
  }

  /** The time without a core was held, but not supplied. */
  #chargeSteal(task: Task): void {
    const nowPs = this.#kernel.nowPs;
    if (task.chargedAtPs === nowPs) return;
    task.vm.policy.charge(task.unit, nowPs - task.chargedAtPs, 0, nowPs);
    task.chargedAtPs = nowPs;
  }

  /** The end of a slice, as the guest's policy asked for: its virtual timer rings. */
  sliceEnded(vcpu: Vcpu): void {
    vcpu.sliceUntilPs = Number.POSITIVE_INFINITY;
    this.interrupt(vcpu, this.#dispatcher.costs.injectionPs, vcpu.vm.costs.interruptPs, vcpu.vm.id);
    this.tickle(vcpu);
  }

  #wakeVcpu(vcpu: Vcpu): void {
    vcpu.decisionDue = true;
    this.list(vcpu);
    this.#dispatcher.wake(vcpu, 'interrupt');
  }

  /** Once per instant, for touched cores. */
  updateBlocking(vcpu: Vcpu): void {
    vcpu.blocksMoreUrgent = blocksMoreUrgent(vcpu);
  }

  #open(job: Job, vcpu: Vcpu): void {
    if (vcpu.ledger === null) return;
    vcpu.ledger.open(job);
    job.openOn = vcpu;
  }

  #close(job: Job): void {
    if (job.openOn === null) return;
    job.openOn.ledger!.close(job);
    job.openOn = null;
  }

  #record(kind: number, task: Task, object: number, value: number): void {
    this.#sink?.record(kind, this.#kernel.nowPs, task.id, task.job?.index ?? -1, object, value);
  }
}
