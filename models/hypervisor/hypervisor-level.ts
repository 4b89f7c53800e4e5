/**
 * The scheduling level of a pool: units are vCPUs, processors are pCPUs.
 */
import type { Stream } from '../../engine/chance.ts';
import type { Level, UnitSpec } from '../scheduling/policy.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Pool } from './pool.ts';

export class HypervisorLevel implements Level {
  readonly units: readonly UnitSpec[];
  readonly processorCount: number;
  readonly chance: Stream;
  readonly enforceBudgets: boolean;
  readonly #pool: Pool;
  readonly #dispatcher: Dispatcher;
  readonly #armTimer: (timer: number, atPs: number) => void;

  constructor(parts: {
    pool: Pool;
    units: readonly UnitSpec[];
    chance: Stream;
    enforceBudgets: boolean;
    dispatcher: Dispatcher;
    /** Arms a policy timer; `Infinity` disarms it. */
    armTimer: (timer: number, atPs: number) => void;
  }) {
    this.#pool = parts.pool;
    this.units = parts.units;
    this.processorCount = parts.pool.pcpus.length;
    this.chance = parts.chance;
    this.enforceBudgets = parts.enforceBudgets;
    this.#dispatcher = parts.dispatcher;
    this.#armTimer = parts.armTimer;
  }

  running(processor: number): number {
    return this.#pool.pcpus[processor]!.running?.unit ?? -1;
  }

  assigned(unit: number): number {
    return this.#pool.processorOf[this.#pool.vcpus[unit]!.assigned.index]!;
  }

  assign(unit: number, processor: number): void {
    this.#dispatcher.assign(this.#pool.vcpus[unit]!, this.#pool.pcpus[processor]!);
  }

  allowed(unit: number, processor: number): boolean {
    return this.units[unit]!.processors.includes(processor);
  }

  runnable(unit: number): boolean {
    return this.#pool.vcpus[unit]!.runnable;
  }

  available(_processor: number): boolean {
    return true;
  }

  deadlineAtPs(_unit: number): number {
    return Number.POSITIVE_INFINITY;
  }

  tickle(processor: number): void {
    this.#dispatcher.tickle(this.#pool.pcpus[processor]!);
  }

  arm(timer: number, atPs: number): void {
    this.#armTimer(timer, atPs);
  }

  disarm(timer: number): void {
    this.#armTimer(timer, Number.POSITIVE_INFINITY);
  }
}
