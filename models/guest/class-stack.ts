/**
 * A stack of scheduling classes, as kernels have them (Linux: stop, deadline, real-time, fair): a processor runs a unit of
 * the first class that has one. Each class is a policy of its own over its own units; this file renumbers units and timers
 * and asks the classes in order.
 */
import type { Eligibility, Level, Pick, Policy, UnitSpec, WakeReason } from '../scheduling/policy.ts';

/** One class: which units it schedules, and how to make its policy. */
export interface SchedulingClass {
  readonly units: readonly number[];
  /** The unit's own parameters for the policy of this class; absent: those of the level. */
  options?(unit: number): unknown;
  create(level: Level): Policy;
}

/** Timer ids of a class are spread: id * classCount + class, so that any number of timers fits. */
class ClassLevel implements Level {
  readonly units: readonly UnitSpec[];
  readonly processorCount: number;
  readonly enforceBudgets: boolean;
  readonly chance: Level['chance'];
  readonly #parent: Level;
  readonly #outer: readonly number[];
  readonly #inner: readonly number[];
  readonly #index: number;
  readonly #classCount: number;

  constructor(
    parent: Level,
    { units: outer, options }: SchedulingClass,
    inner: readonly number[],
    index: number,
    classCount: number,
  ) {
    this.#parent = parent;
    this.#outer = outer;
    this.#inner = inner;
    this.#index = index;
    this.#classCount = classCount;
    this.units = outer.map((unit) => ({
      ...parent.units[unit]!,
      ...(options === undefined ? {} : { options: options(unit) }),
    }));
    this.processorCount = parent.processorCount;
    this.enforceBudgets = parent.enforceBudgets;
    this.chance = parent.chance;
  }

  running(processor: number): number {
    const unit = this.#parent.running(processor);
    return unit === -1 ? -1 : this.#inner[unit]!;
  }
  assigned(unit: number): number {
    return this.#parent.assigned(this.#outer[unit]!);
  }
  assign(unit: number, processor: number): void {
    this.#parent.assign(this.#outer[unit]!, processor);
  }
  allowed(unit: number, processor: number): boolean {
    return this.#parent.allowed(this.#outer[unit]!, processor);
  }
  runnable(unit: number): boolean {
    return this.#parent.runnable(this.#outer[unit]!);
  }
  available(processor: number): boolean {
    return this.#parent.available(processor);
  }
  deadlineAtPs(unit: number): number {
    return this.#parent.deadlineAtPs(this.#outer[unit]!);
  }
  tickle(processor: number): void {
    this.#parent.tickle(processor);
  }
  arm(timer: number, atPs: number): void {
    this.#parent.arm(timer * this.#classCount + this.#index, atPs);
  }
  disarm(timer: number): void {
    this.#parent.disarm(timer * this.#classCount + this.#index);
  }
}

export class ClassStack implements Policy {
  readonly timerCount: number;
  readonly keepsAccounts: boolean;
  readonly #classes: readonly Policy[];
  /** By unit: which class, and its number there. */
  readonly #classOf: readonly Policy[];
  readonly #inner: readonly number[];
  readonly #outer: readonly (readonly number[])[];

  constructor(level: Level, classes: readonly SchedulingClass[]) {
    const perClass = classes.map(({ units }) => {
      const inner = level.units.map(() => -1);
      units.forEach((unit, index) => {
        inner[unit] = index;
      });
      return inner;
    });
    this.#outer = classes.map(({ units }) => units);
    this.#classes = classes.map((one, index) =>
      one.create(new ClassLevel(level, one, perClass[index]!, index, classes.length)),
    );
    const classIndexOf = level.units.map((_, unit) => perClass.findIndex((inner) => inner[unit] !== -1));
    this.#classOf = classIndexOf.map((index) => this.#classes[index]!);
    this.#inner = level.units.map((_, unit) => perClass[classIndexOf[unit]!]![unit]!);
    this.keepsAccounts = this.#classes.some((policy) => policy.keepsAccounts !== false);
    this.timerCount = Math.max(...this.#classes.map((policy) => policy.timerCount)) * classes.length;
  }

  admit(unit: number, nowPs: number): void {
    this.#classOf[unit]!.admit(this.#inner[unit]!, nowPs);
  }
  retire(unit: number, nowPs: number): void {
    this.#classOf[unit]!.retire(this.#inner[unit]!, nowPs);
  }
  wake(unit: number, why: WakeReason, nowPs: number): void {
    this.#classOf[unit]!.wake(this.#inner[unit]!, why, nowPs);
  }
  block(unit: number, nowPs: number): void {
    this.#classOf[unit]!.block(this.#inner[unit]!, nowPs);
  }
  yield(unit: number, nowPs: number): void {
    this.#classOf[unit]!.yield(this.#inner[unit]!, nowPs);
  }
  boost(unit: number, urgency: number | null, nowPs: number): void {
    this.#classOf[unit]!.boost(this.#inner[unit]!, urgency, nowPs);
  }
  charge(unit: number, heldPs: number, suppliedPs: number, nowPs: number): void {
    this.#classOf[unit]!.charge(this.#inner[unit]!, heldPs, suppliedPs, nowPs);
  }
  timer(id: number, nowPs: number): void {
    const classCount = this.#classes.length;
    this.#classes[id % classCount]!.timer(Math.floor(id / classCount), nowPs);
  }

  pick(processor: number, nowPs: number, out: Pick): void {
    let untilPs = Number.POSITIVE_INFINITY;
    for (let index = 0; index < this.#classes.length; index += 1) {
      out.unit = -1;
      out.untilPs = Number.POSITIVE_INFINITY;
      this.#classes[index]!.pick(processor, nowPs, out);
      if (out.untilPs < untilPs) untilPs = out.untilPs;
      if (out.unit !== -1) {
        out.unit = this.#outer[index]![out.unit]!;
        break;
      }
    }
    out.untilPs = untilPs;
  }

  placed(unit: number, from: number, to: number, nowPs: number): void {
    this.#classOf[unit]!.placed(this.#inner[unit]!, from, to, nowPs);
  }
  eligibility(unit: number): Eligibility {
    return this.#classOf[unit]!.eligibility(this.#inner[unit]!);
  }
  budgetLeftPs(unit: number): number | null {
    return this.#classOf[unit]!.budgetLeftPs?.(this.#inner[unit]!) ?? null;
  }
}
