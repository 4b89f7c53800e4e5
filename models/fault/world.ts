/**
 * What injections may touch: the models of one run by their names, and a way to go on later. Whatever a strike changes is
 * settled first, as everywhere in the machine.
 */
import type { Accelerator } from '../core/accelerator.ts';
import type { Task } from '../guest/task.ts';
import type { Vm } from '../guest/vm.ts';
import type { Machine } from '../hypervisor/machine.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { InterruptSource } from '../interrupt/interrupt-source.ts';
import type { Action } from './action.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { MemoryMap } from './memory-map.ts';
import type { SlowClock } from './slow-clock.ts';

export interface FaultWorld {
  readonly machine: Machine;
  readonly nowPs: number;
  readonly exchange: Exchange;
  readonly memory: MemoryMap;
  vm(name: string): Vm;
  /** Names are those outside the VM; null when the run has none of that name. */
  task(name: string): Task | null;
  vcpu(name: string): Vcpu | null;
  interrupt(name: string): InterruptSource | null;
  accelerator(name: string): Accelerator | null;
  /** Release clock of a task; null when it has no arrivals of its own. */
  clock(task: string): SlowClock | null;
  /** Tasks of a VM in declared order. */
  tasksOf(vm: string): readonly Task[];
  /** Calls `then` when the vCPU next holds a core, at once when it does now; at the latest at `untilPs`, else never. */
  whenRunning(vcpu: Vcpu, untilPs: number, then: () => void): void;
  /** Calls `then` at `atPs`, in the fault phase of that instant. */
  later(atPs: number, then: () => void): void;
  /** Says that an access took effect or was refused. `owner`: VM that owns the memory, or null for nobody's. */
  accessed(action: Action, owner: string | null, addressBytes: number, outcome: 'done' | 'refused' | 'guarded'): void;
}
