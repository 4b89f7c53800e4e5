/**
 * The scheduling level of a guest: units are tasks, processors are the VM's vCPUs. A processor is available only while its
 * vCPU runs without debt; timers are virtual and may come late.
 */
import type { Stream } from '../../engine/chance.ts';
import type { Level, UnitSpec } from '../scheduling/policy.ts';
import type { Guest } from './guest.ts';
import type { Vm } from './vm.ts';

export class GuestLevel implements Level {
  readonly units: readonly UnitSpec[];
  readonly processorCount: number;
  readonly chance: Stream;
  readonly enforceBudgets = true;
  readonly #vm: Vm;
  readonly #guest: Guest;
  readonly #armTimer: (timer: number, atPs: number) => void;

  constructor(parts: {
    vm: Vm;
    units: readonly UnitSpec[];
    processorCount: number;
    chance: Stream;
    guest: Guest;
    /** Arms the virtual timer; `Infinity` disarms it. */
    armTimer: (timer: number, atPs: number) => void;
  }) {
    this.#vm = parts.vm;
    this.units = parts.units;
    this.processorCount = parts.processorCount;
    this.chance = parts.chance;
    this.#guest = parts.guest;
    this.#armTimer = parts.armTimer;
  }

  running(processor: number): number {
    return this.#vm.vcpus[processor]!.current?.unit ?? -1;
  }

  assigned(unit: number): number {
    return this.#vm.tasks[unit]!.assigned.processor;
  }

  assign(unit: number, processor: number): void {
    this.#guest.assign(this.#vm.tasks[unit]!, this.#vm.vcpus[processor]!);
  }

  allowed(unit: number, processor: number): boolean {
    return this.units[unit]!.processors.includes(processor);
  }

  runnable(unit: number): boolean {
    return this.#vm.tasks[unit]!.state === 'ready';
  }

  available(processor: number): boolean {
    return this.#guest.isAvailable(this.#vm.vcpus[processor]!);
  }

  deadlineAtPs(unit: number): number {
    return this.#vm.tasks[unit]!.job?.deadlineAtPs ?? Number.POSITIVE_INFINITY;
  }

  tickle(processor: number): void {
    this.#guest.tickle(this.#vm.vcpus[processor]!);
  }

  arm(timer: number, atPs: number): void {
    this.#armTimer(timer, atPs);
  }

  disarm(timer: number): void {
    this.#armTimer(timer, Number.POSITIVE_INFINITY);
  }
}
