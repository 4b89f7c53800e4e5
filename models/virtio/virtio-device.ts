/**
 * A VirtIO device of a guest in a run: the driver's half (posting, kicks, interrupts, the handler) and the device's half
 * (taking, serving, giving back), tied together by rings in guest memory. Who executes the device's half, and what it costs
 * to reach it, is the business of its `place`; what stands behind it, of its medium.
 *
 * A request passes the stages of `requestStages`; each is recorded when the guest has handled the request. Times in ps.
 * Protocol: VIRTIO 1.4; costs: `device.ts` and the hypervisor's profile.
 */
import type { Kernel } from '../../engine/kernel.ts';
import { mulDivCeil, psPer } from '../../engine/time.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Guest } from '../guest/guest.ts';
import type { Task } from '../guest/task.ts';
import type { Vm } from '../guest/vm.ts';
import type { Dispatcher } from '../hypervisor/dispatcher.ts';
import type { Vcpu, VcpuWatcher } from '../hypervisor/vcpu.ts';
import type { ControllerDefinition } from '../interrupt/controller.ts';
import { causeIndex } from '../ledger/ledger.ts';
import { type DeviceCount, deviceCounts, recordKinds, requestStages } from '../records.ts';
import type { DeviceDefinition, DeviceParameters } from './device.ts';
import { DriverRegisters } from './driver-registers.ts';
import { holderOf } from './holder.ts';
import { attackRing, type Chooser, chooserOf } from './hostile-peer.ts';
import type { MediumPort } from './medium-port.ts';
import type { Place, Work } from './place.ts';
import { Request } from './request.ts';
import { RuleBook, ruleIds } from './rule.ts';

export interface VirtioDeviceParts {
  /** Entity id. */
  readonly id: number;
  readonly vm: Vm;
  readonly definition: DeviceDefinition;
  readonly parameters: DeviceParameters;
  readonly place: Place;
  readonly medium: MediumPort | null;
  readonly kernel: Kernel;
  readonly guest: Guest;
  readonly dispatcher: Dispatcher;
  readonly sink: RecordSink | null;
  /** Interrupt controller; null: every interrupt is injected, and its end does not trap. */
  readonly controller: ControllerDefinition | null;
}

/** Answers of `worked`, beside an amount of more work. */
export const portWaits = -1;
export const portOver = -2;

/** Buffers for input that the driver keeps posted, at most. */
const inputBuffers = 16;
type Action = { readonly atPs: number; readonly run: (nowPs: number) => void };

export class VirtioDevice implements VcpuWatcher {
  readonly id: number;
  readonly vm: Vm;
  readonly definition: DeviceDefinition;
  readonly parameters: DeviceParameters;
  readonly book = new RuleBook();
  /** Tasks that something that comes in releases. */
  readonly activates: Task[] = [];
  /** What a request is passed on to when it is served: the device of the other end (vsock). */
  peer: VirtioDevice | null = null;
  /** Kernel slot of its next action. */
  slot = -1;
  readonly #parts: VirtioDeviceParts;
  readonly #registers: DriverRegisters;
  readonly #actions: Action[] = [];
  readonly #counts = new Map<DeviceCount, number>();
  #nextIndex = 0;
  /** Requests of tasks that could not be posted: the ring is full, the device is suspended, or it is not up. */
  readonly #held: Request[] = [];
  /** What came in and was not taken by the back-end yet; medium requests that are done. */
  readonly #inputs: Request[] = [];
  readonly #completions: { readonly request: Request; readonly culprit: number }[] = [];
  /** Done, waiting for the interrupt that tells of them. */
  #untold: Request[] = [];
  #told: Request[] = [];
  #oldestUntoldPs = 0;
  #interruptPending = false;

  constructor(parts: VirtioDeviceParts) {
    this.#parts = parts;
    this.id = parts.id;
    this.vm = parts.vm;
    this.definition = parts.definition;
    this.parameters = parts.parameters;
    this.#attacks = parts.parameters.hostile === undefined ? null : chooserOf(parts.parameters.hostile, parts.id);
    this.#registers = new DriverRegisters(
      parts.definition,
      parts.parameters,
      this.book,
      0x8000_0000 + parts.id * 2 ** 32,
    );
  }

  get place(): Place {
    return this.#parts.place;
  }

  #count(what: DeviceCount, times = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + times);
  }

  // ---- time ----

  /** At `atPs`, or as soon as may be. */
  later(atPs: number, run: (nowPs: number) => void): void {
    const { kernel } = this.#parts;
    const whenPs = Math.max(atPs, kernel.nowPs + 1);
    let at = this.#actions.length;
    while (at > 0 && this.#actions[at - 1]!.atPs > whenPs) at -= 1;
    this.#actions.splice(at, 0, { atPs: whenPs, run });
    kernel.arm(this.slot, this.#actions[0]!.atPs);
  }

  fired(nowPs: number): void {
    while (this.#actions.length > 0 && this.#actions[0]!.atPs <= nowPs) this.#actions.shift()!.run(nowPs);
    const next = this.#actions[0];
    if (next !== undefined && this.#parts.kernel.armedAtPs(this.slot) !== next.atPs)
      this.#parts.kernel.arm(this.slot, next.atPs);
  }

  // ---- the driver comes up, suspends, resets ----

  /** The guest's driver starts. */
  start(nowPs: number): void {
    this.later(nowPs, (atPs) => this.#bringUp(atPs));
    const { suspend_at, suspend_for, reset_queue_at, fails_at } = this.parameters;
    if (suspend_at !== undefined) {
      this.later(nowPs + suspend_at, () => this.#registers.suspend());
      this.later(nowPs + suspend_at + suspend_for, (atPs) => {
        this.#registers.resume();
        this.#postHeld(atPs);
        this.place.notify(this, atPs, null);
      });
    }
    if (reset_queue_at !== undefined)
      this.later(nowPs + reset_queue_at, (atPs) => {
        this.#resetDue = true;
        this.#resetQueue(atPs);
      });
    if (fails_at !== undefined)
      this.later(nowPs + fails_at, (atPs) => {
        this.#registers.core.breakDown();
        this.#recover(atPs);
      });
  }

  #bringUp(nowPs: number): void {
    const accesses = this.#registers.bringUp();
    if (this.place.emulated) this.#owe(this.vm.vcpus[0]!, accesses);
    this.#postInputBuffers(nowPs);
    this.#postHeld(nowPs);
  }

  /** Exits of a vCPU to reach the device's registers. */
  #owe(vcpu: Vcpu, exits: number): void {
    if (exits === 0) return;
    const { guest, dispatcher } = this.#parts;
    this.#count('exits', exits);
    guest.settle(vcpu);
    dispatcher.owe(vcpu.pcpu ?? vcpu.assigned, exits * dispatcher.costs.trapPs, causeIndex.trap, this.vm.id);
  }

  /** The device asked to be reset: all that it held has failed. */
  #recover(nowPs: number): void {
    const lost = this.#registers.outstanding();
    this.#count('failed-requests', lost.length);
    this.#untold = [];
    this.#completions.length = 0;
    this.#inputs.length = 0;
    this.#bringUp(nowPs);
    for (const request of lost) this.#resume(request);
  }

  #resetDue = false;

  /** Once nothing of the queue is outstanding. */
  #resetQueue(nowPs: number): void {
    const queue = this.definition.requestQueue;
    if (!this.#resetDue || queue < 0 || this.#registers.pairs[queue]!.outstanding > 0) return;
    this.#resetDue = false;
    this.#registers.resetQueue(queue);
    this.#postHeld(nowPs);
  }

  // ---- the driver's half: requests of tasks (a step of kind `device`) ----

  begin(task: Task, sizeBytes: number): number {
    const { kernel } = this.#parts;
    const request = new Request(this.#nextIndex++, sizeBytes, task, this.#registers.life, kernel.nowPs);
    this.#posting.set(task, request);
    return this.parameters.post;
  }

  readonly #attacks: Chooser | null;
  readonly #posting = new Map<Task, Request>();

  /** The driver's path is over: the request goes into the ring, the device is notified, the task waits. */
  worked(task: Task): number {
    const { nowPs } = this.#parts.kernel;
    const request = this.#posting.get(task)!;
    this.#posting.delete(task);
    request.end('post', nowPs, task.id);
    if (!this.#post(request)) this.#held.push(request);
    else this.#kick(this.definition.requestQueue, task.runningOn ?? task.assigned);
    return portWaits;
  }

  #post(request: Request): boolean {
    const { definition, parameters } = this;
    if (!this.#registers.usable || this.#resetDue) return false;
    const pair = this.#registers.pairs[definition.requestQueue]!;
    if (!pair.post(request, definition.request(request.sizeBytes, parameters))) return false;
    if (this.#attacks !== null) attackRing(pair.setup, this.#attacks);
    return true;
  }

  #postHeld(_nowPs: number): void {
    let posted = false;
    while (this.#held.length > 0 && this.#post(this.#held[0]!)) {
      this.#held.shift();
      posted = true;
    }
    if (posted) this.#kick(this.definition.requestQueue, this.vm.vcpus[0]!);
  }

  #kick(queue: number, vcpu: Vcpu): void {
    const { kernel } = this.#parts;
    const pair = this.#registers.pairs[queue]!;
    const must = pair.mustKick();
    this.#count(must ? 'notifications' : 'suppressed-notifications');
    if (!must) return;
    this.#registers.kick(queue);
    const { emulated } = this.place;
    if (emulated) this.#owe(vcpu, 1);
    const pcpu = vcpu.pcpu ?? vcpu.assigned;
    const arrivesPs = kernel.nowPs + (emulated ? pcpu.debts.totalPs : 0);
    this.later(arrivesPs, (nowPs) => {
      this.#kickedAtPs = nowPs;
      this.place.notify(this, nowPs, vcpu);
    });
  }

  #kickedAtPs = 0;
  /** The back-end's place was reached for the last time; set by the place. */
  wokenAtPs = 0;
  wokenCulprit = -1;

  // ---- the device's half: called by the place ----

  /** The next thing to do; when there is nothing, the device listens again and looks once more. */
  nextWork(nowPs: number): Work {
    for (;;) {
      const completion = this.#completions.shift();
      if (completion !== undefined) {
        if (completion.request.life !== this.#registers.life) continue;
        return { kind: 'completion', request: completion.request, ps: this.parameters.complete };
      }
      const work = this.#nextInput(nowPs) ?? this.#nextRequest(nowPs);
      if (work !== null) return work;
      if (this.#breaks(nowPs) || !this.#registers.rest()) return null;
    }
  }

  /** The device begins to look at its rings: notifications while it does are not wanted. */
  attend(): void {
    this.#registers.attend();
  }

  #nextRequest(nowPs: number): Work {
    const { requestQueue } = this.definition;
    if (requestQueue < 0 || !this.#registers.takes) return null;
    const request = this.#registers.take(requestQueue, nowPs);
    if (request === null) return null;
    request.end('kick', Math.min(nowPs, Math.max(this.#kickedAtPs, request.endsAtPs[0] ?? nowPs)), this.vm.id);
    request.end('wake', Math.min(nowPs, this.wokenAtPs), -1);
    request.end('schedule', nowPs, this.wokenCulprit);
    return { kind: 'request', request, ps: this.#servicePs(request.sizeBytes) };
  }

  #nextInput(nowPs: number): Work {
    const { inputQueue } = this.definition;
    const first = this.#inputs[0];
    if (first === undefined || !this.#registers.takes) return null;
    const buffer = this.#registers.take(inputQueue, nowPs);
    this.#inputs.shift();
    if (buffer === null) {
      this.#count('dropped-inputs');
      return null;
    }
    first.chain = buffer.chain;
    this.#registers.replace(inputQueue, buffer, first);
    first.end('wake', Math.min(nowPs, this.wokenAtPs), -1);
    first.end('schedule', nowPs, this.wokenCulprit);
    return { kind: 'input', request: first, ps: this.#servicePs(first.sizeBytes) };
  }

  #servicePs(sizeBytes: number): number {
    const { service, copy } = this.parameters;
    return Math.max(1, service + (copy === undefined ? 0 : mulDivCeil(sizeBytes, psPer.s, copy)));
  }

  /** The back-end executed `work`. */
  executed(work: NonNullable<Work>, nowPs: number): void {
    const { request } = work;
    if (request.life !== this.#registers.life) return;
    if (work.kind === 'completion') {
      this.#giveBack(request, this.definition.requestQueue, nowPs);
      return;
    }
    request.end('service', nowPs, -1);
    if (work.kind === 'input') {
      request.end('medium', nowPs, -1);
      this.#giveBack(request, this.definition.inputQueue, nowPs);
      return;
    }
    this.peer?.cameIn(request.sizeBytes, nowPs);
    const early = this.definition.name === 'can' && !this.#registers.features.includes('late-tx-ack');
    if (this.#parts.medium === null || early) {
      if (early) this.#toMedium(request, () => {});
      const playback = (this.parameters.playback as number | undefined) ?? 0;
      if (playback > 0) this.later(nowPs + playback, (atPs) => this.#mediumDone(request, atPs, this.id));
      else this.#finishMedium(request, nowPs);
      return;
    }
    this.#toMedium(request, (atPs, culprit) => this.#mediumDone(request, atPs, culprit));
  }

  #finishMedium(request: Request, nowPs: number): void {
    request.end('medium', nowPs, -1);
    this.#giveBack(request, this.definition.requestQueue, nowPs);
  }

  #toMedium(request: Request, done: (atPs: number, culprit: number) => void): void {
    const { kernel, medium } = this.#parts;
    const finished = (atPs: number, culprit: number, late: boolean) => {
      if (late) this.#count('late-frames');
      done(atPs, culprit);
    };
    medium?.submit(
      {
        sizeBytes: Math.max(1, request.sizeBytes),
        write: this.parameters.requests !== 'read',
        priority: 0,
        requester: this.id,
        done: finished,
      },
      kernel.nowPs,
    );
  }

  /** The medium interrupts the back-end. */
  #mediumDone(request: Request, nowPs: number, culprit: number): void {
    if (request.life !== this.#registers.life) return;
    request.end('medium', nowPs, culprit);
    this.#completions.push({ request, culprit });
    this.place.notify(this, nowPs, null);
  }

  /** Something came in for this device from outside: a frame, a message. */
  cameIn(sizeBytes: number, nowPs: number): void {
    if (this.definition.inputQueue < 0 || !this.#registers.usable) {
      this.#count('dropped-inputs');
      return;
    }
    const request = new Request(this.#nextIndex++, sizeBytes, null, this.#registers.life, nowPs);
    this.#inputs.push(request);
    this.#kickedAtPs = nowPs;
    this.place.notify(this, nowPs, null);
  }

  #giveBack(request: Request, queue: number, nowPs: number): void {
    const { registers, pair } = { registers: this.#registers, pair: this.#registers.pairs[queue]! };
    const must = pair.giveBack(
      request,
      queue === this.definition.requestQueue ? Number.MAX_SAFE_INTEGER : request.sizeBytes,
    );
    registers.gaveBack();
    request.end('used', nowPs, this.wokenCulprit);
    if (this.#untold.length === 0) this.#oldestUntoldPs = nowPs;
    this.#untold.push(request);
    if (!must) {
      this.#count('suppressed-interrupts');
      // The driver looks at the ring by itself: its handler is on its way.
      return;
    }
    pair.checker.interrupted();
    const { coalesce_packets, coalesce_time } = this.parameters;
    if (coalesce_packets <= 1 || this.#untold.length >= coalesce_packets) this.#interrupt(nowPs);
    else {
      this.#wantsInterrupt = true;
      this.later(this.#oldestUntoldPs + coalesce_time, (atPs) => {
        if (this.#wantsInterrupt && this.#oldestUntoldPs + coalesce_time <= atPs) this.#interrupt(atPs);
      });
    }
  }

  #wantsInterrupt = false;
  #guestCulprit = -1;

  // ---- interrupts and the guest's handler ----

  #interrupt(nowPs: number): void {
    this.#wantsInterrupt = false;
    const { guest, dispatcher } = this.#parts;
    const told = this.#untold;
    this.#untold = [];
    for (const request of told) request.end('coalesce', nowPs, -1);
    this.#told.push(...told);
    const vcpu =
      told.find(({ task }) => task !== null)?.task?.assigned ?? this.activates[0]?.assigned ?? this.vm.vcpus[0]!;
    this.#registers.interrupted();
    if (this.#interruptPending) this.#count('merged-interrupts');
    else {
      this.#count('interrupts');
      this.#interruptPending = true;
      this.place.beforeInterrupt(this, vcpu);
      guest.settle(vcpu);
      const { controller } = this.#parts;
      // Message-signalled interrupts are PCI's; a line always needs the hypervisor.
      const direct = this.place.direct || (controller?.direct === true && this.parameters.transport === 'pci');
      const hypervisorPs = direct && vcpu.pcpu !== null ? 0 : dispatcher.costs.injectionPs;
      const overflows = controller !== null && (vcpu.watchers?.length ?? 0) >= controller.listRegisters;
      const exits =
        (this.place.emulated ? this.#registers.accessesPerInterrupt : 0) +
        (controller?.endTraps === true ? 1 : 0) +
        (overflows ? 1 : 0);
      if (exits > 0) this.#count('exits', exits);
      const handlerPs = Math.max(
        1,
        vcpu.vm.costs.interruptPs + this.parameters.handler + exits * dispatcher.costs.trapPs,
      );
      guest.interrupt(vcpu, hypervisorPs, handlerPs, this.id);
      (vcpu.watchers ??= []).push(this);
      this.#guestCulprit = holderOf(vcpu);
    }
    const pcpu = vcpu.pcpu ?? vcpu.assigned;
    for (const request of told) {
      request.end('inject', nowPs + pcpu.debts.totalPs, -1);
      if (vcpu.pcpu !== null) request.end('guest-schedule', nowPs + pcpu.debts.totalPs, -1);
      this.#resume(request);
    }
  }

  /** Its interrupt waits for the vCPU, which comes to a core now. */
  dispatched(vcpu: Vcpu): void {
    const atPs = this.#parts.kernel.nowPs + (vcpu.pcpu?.debts.totalPs ?? 0);
    for (const request of this.#told) request.end('guest-schedule', atPs, this.#guestCulprit);
  }

  /** The handler has run: the driver looks at its rings until they are empty. */
  handled(_vcpu: Vcpu): void {
    const { nowPs } = this.#parts.kernel;
    this.#interruptPending = false;
    const registers = this.#registers;
    const told = this.#told;
    this.#told = [];
    for (const request of this.#untold) request.end('coalesce', nowPs, -1);
    registers.collectAll((request) => {
      this.#resume(request);
      this.#recordStages(request, nowPs);
    });
    for (const request of told) if (!registers.wasCollected(request)) this.#told.push(request);
    this.#untold = this.#untold.filter((request) => !registers.wasCollected(request));
    this.#postInputBuffers(nowPs);
    this.#resetQueue(nowPs);
    this.#postHeld(nowPs);
    if (registers.broken) this.later(nowPs + 1, (atPs) => this.#recover(atPs));
  }

  #resume(request: Request): void {
    if (request.resumed) return;
    request.resumed = true;
    const { guest } = this.#parts;
    if (request.task !== null) guest.deviceDone(request.task);
    else for (const task of this.activates) guest.release(task, this.id, 'none');
  }

  #postInputBuffers(_nowPs: number): void {
    const { inputQueue, inputBytes } = this.definition;
    if (inputQueue < 0 || !this.#registers.usable) return;
    const pair = this.#registers.pairs[inputQueue]!;
    let posted = false;
    while (pair.outstanding < Math.min(inputBuffers, pair.setup.size)) {
      const buffer = new Request(-1, inputBytes, null, this.#registers.life, 0);
      if (!pair.post(buffer, { readable: [], writable: [inputBytes] })) break;
      posted = true;
    }
    if (posted) this.#kick(inputQueue, this.vm.vcpus[0]!);
  }

  /** The peer broke a rule on the ring: the device asks to be reset. */
  #breaks(nowPs: number): boolean {
    if (!this.#registers.deviceBroken) return false;
    this.#registers.core.breakDown();
    this.later(nowPs + 1, (atPs) => this.#recover(atPs));
    return true;
  }

  // ---- records ----

  #recordStages(request: Request, nowPs: number): void {
    const { sink } = this.#parts;
    request.end('handler', nowPs, this.vm.id);
    if (sink === null) return;
    let beforePs = request.beganAtPs;
    for (let stage = 0; stage < requestStages.length; stage += 1) {
      const ps = request.endsAtPs[stage]! - beforePs;
      beforePs = request.endsAtPs[stage]!;
      if (ps > 0) sink.record(recordKinds.request + stage, nowPs, this.id, request.index, request.culprits[stage]!, ps);
    }
    sink.record(recordKinds.requested, nowPs, this.id, request.index, request.task?.id ?? -1, request.sizeBytes);
  }

  /** At the end of a run: what was counted, and which rules were exercised. */
  recordCounts(): void {
    const { kernel, sink } = this.#parts;
    this.#registers.endOfRun();
    if (sink === null) return;
    deviceCounts.forEach((name, index) => {
      const count = this.#counts.get(name) ?? 0;
      if (count > 0) sink.record(recordKinds.device, kernel.nowPs, this.id, index, -1, count);
    });
    ruleIds.forEach((rule, index) => {
      const exercised = this.book.exercised(rule);
      const violated = this.book.violated(rule);
      if (exercised > 0) sink.record(recordKinds.rule, kernel.nowPs, this.id, index, -1, exercised);
      if (violated > 0) sink.record(recordKinds.violation, kernel.nowPs, this.id, index, -1, violated);
    });
  }
}
