/**
 * The fault plane of one run: strikes the actions of a program at their instants, carries the messages between guests that
 * faults may touch, and records what became of each action. It watches the records of the run like any observer and moves
 * nothing by itself: with an empty program a run has the same times as without it.
 */

import { phases } from '../../engine/phase.ts';
import type { RecordSink } from '../../engine/trace/record-sink.ts';
import type { Accelerator } from '../core/accelerator.ts';
import type { Task } from '../guest/task.ts';
import type { Vm } from '../guest/vm.ts';
import type { Machine } from '../hypervisor/machine.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { InterruptSource } from '../interrupt/interrupt-source.ts';
import { messageCode, recordKinds } from '../records.ts';
import type { Action, Program, Strike } from './action.ts';
import type { Exchange } from './exchange/exchange.ts';
import { statuses } from './exchange/receiver.ts';
import type { InjectionDefinition } from './injection.ts';
import { injections } from './injections.ts';
import type { MemoryMap } from './memory-map.ts';
import type { SlowClock } from './slow-clock.ts';
import type { FaultWorld } from './world.ts';

/** Kinds of the kernel's events; the machine has small numbers. */
const kinds = { strike: 96, later: 97 } as const;

/** What the plane needs of a built ECU. Names are those outside the VM. */
export interface FaultParts {
  readonly machine: Machine;
  readonly vms: ReadonlyMap<string, Vm>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly vcpus: ReadonlyMap<string, Vcpu>;
  readonly interrupts: ReadonlyMap<string, InterruptSource>;
  readonly accelerators: ReadonlyMap<string, Accelerator>;
  readonly clocks: ReadonlyMap<string, SlowClock>;
  readonly exchange: Exchange;
  readonly memory: MemoryMap;
}

export class FaultPlane implements FaultWorld, RecordSink {
  readonly #program: Program;
  #parts: FaultParts | null = null;
  #sink: RecordSink | null = null;
  readonly #pending = new Map<number, () => void>();
  #nextPending = 0;
  #awaited: { readonly vcpu: Vcpu; readonly untilPs: number; readonly then: () => void }[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  /** After the ECU is built, before it runs. */
  attach(parts: FaultParts, sink: RecordSink | null): void {
    this.#parts = parts;
    this.#sink = sink;
    const { kernel } = parts.machine;
    kernel.handle(kinds.strike, (index) => parts.machine.strike(() => this.#strike(index)));
    kernel.handle(kinds.later, (index) =>
      parts.machine.strike(() => {
        const then = this.#pending.get(index);
        this.#pending.delete(index);
        then?.();
      }),
    );
    this.#program.forEach(({ atPs }, index) => {
      kernel.post(atPs, phases.fault, index, kinds.strike, index, 0, 0);
    });
  }

  #strike(index: number): void {
    const action = this.#program[index]!;
    const definition = (injections as Readonly<Record<string, InjectionDefinition>>)[action.use]!;
    const outcome = definition.strike(this, action);
    this.#tell(index, action, outcome);
  }

  #tell(index: number, action: Action, outcome: Strike): void {
    const { vms } = this.#parts!;
    this.#sink?.record(recordKinds.fault, this.nowPs, vms.get(action.vm)?.id ?? -1, index, -1, outcome);
  }

  // ---- what injections may touch ----

  get machine(): Machine {
    return this.#parts!.machine;
  }

  get nowPs(): number {
    return this.#parts!.machine.kernel.nowPs;
  }

  get exchange(): Exchange {
    return this.#parts!.exchange;
  }

  get memory(): MemoryMap {
    return this.#parts!.memory;
  }

  vm(name: string): Vm {
    return this.#parts!.vms.get(name)!;
  }

  task(name: string): Task | null {
    return this.#parts!.tasks.get(name) ?? null;
  }

  vcpu(name: string): Vcpu | null {
    return this.#parts!.vcpus.get(name) ?? null;
  }

  interrupt(name: string): InterruptSource | null {
    return this.#parts!.interrupts.get(name) ?? null;
  }

  accelerator(name: string): Accelerator | null {
    return this.#parts!.accelerators.get(name) ?? null;
  }

  clock(task: string): SlowClock | null {
    return this.#parts!.clocks.get(task) ?? null;
  }

  tasksOf(vm: string): readonly Task[] {
    return this.vm(vm).tasks;
  }

  later(atPs: number, then: () => void): void {
    const number = this.#nextPending++;
    this.#pending.set(number, then);
    const rank = this.#program.length + number;
    this.machine.kernel.post(atPs, phases.fault, rank, kinds.later, number, 0, 0);
  }

  whenRunning(vcpu: Vcpu, untilPs: number, then: () => void): void {
    if (vcpu.pcpu !== null) then();
    else this.#awaited.push({ vcpu, untilPs, then });
  }

  accessed(action: Action, owner: string | null, addressBytes: number, outcome: 'done' | 'refused' | 'guarded'): void {
    const { vms } = this.#parts!;
    const kind = recordKinds[outcome === 'done' ? 'access' : outcome === 'refused' ? 'refusal' : 'guard'];
    const index = this.#program.indexOf(action);
    const ownerId = owner === null ? -1 : vms.get(owner)!.id;
    this.#sink?.record(kind, this.nowPs, vms.get(action.vm)!.id, index, ownerId, addressBytes);
  }

  // ---- what it sees of the run ----

  record(kind: number, atPs: number, subject: number, item: number): void {
    if (kind === recordKinds.finish) {
      for (const channel of this.#parts!.exchange.writtenBy(subject)) channel.send(atPs);
    } else if (kind === recordKinds.start) this.#read(subject, item, atPs);
    else if (kind === recordKinds.on && this.#awaited.length > 0) this.#on(subject, atPs);
  }

  #on(vcpu: number, atPs: number): void {
    const due = this.#awaited.filter((one) => one.vcpu.id === vcpu);
    if (due.length === 0) return;
    this.#awaited = this.#awaited.filter((one) => one.vcpu.id !== vcpu);
    for (const { untilPs, then, vcpu: awaited } of due) {
      if (atPs < untilPs) this.later(atPs + 1, () => this.whenRunning(awaited, untilPs, then));
    }
  }

  #read(task: number, job: number, atPs: number): void {
    for (const { channel, port } of this.#parts!.exchange.readBy(task)) {
      const { status, used, safe } = channel.read(port, atPs);
      const agePs = used === null ? -1 : atPs - used.sentAtPs;
      const code = messageCode(channel.index, statuses[status], safe, used?.truth ?? 0);
      this.#sink?.record(recordKinds.message, atPs, task, job, code, agePs);
    }
  }
}
