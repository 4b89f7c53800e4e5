/**
 * The least that drives a policy through its socket, so that what is timed is the policy: a few processors, units that run
 * until they are told to sleep, no costs, no checks. Timers stand in a heap, so the machine itself costs O(log n) at most.
 *
 * Each step the processors run until the next instant that somebody asked for, at most a millisecond; at every millisecond
 * one running unit goes to sleep and the one that slept longest wakes, so the number of runnable units stays the same.
 */
import type { Stream } from '../../../engine/chance.ts';
import type { Level, Pick, Policy, PolicyDefinition, UnitSpec } from '../../../models/scheduling/policy.ts';
import { UnitHeap } from '../../../models/scheduling/unit-heap.ts';

const stepPs = 1e9;
const never = Number.POSITIVE_INFINITY;
const chance: Stream = {
  draw: (a, b, c) => (Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ c) >>> 0,
};

/** Units that every policy admits together: 80 % of the processors in equal budgets, four sleepers more than `runnable`. */
export function leanUnits(definition: PolicyDefinition, runnable: number, processorCount: number): UnitSpec[] {
  const processors = Array.from({ length: processorCount }, (_, p) => p);
  const count = runnable > processorCount ? runnable + 4 : runnable;
  const periodPs = 100e9;
  return Array.from({ length: count }, (_, u) => ({
    name: `vm${u}/main`,
    group: u,
    groupName: `vm${u}`,
    budgetPs: Math.floor((periodPs * processorCount * 0.8) / Math.max(count, processorCount)),
    periodPs,
    weight: 256,
    priority: u % 8,
    processors,
    preemptible: true,
    options: definition.unitParameters.parse({}),
  }));
}

export class LeanMachine implements Level {
  readonly processorCount: number;
  readonly units: readonly UnitSpec[];
  readonly chance = chance;
  readonly enforceBudgets = true;
  readonly #holder: number[];
  readonly #untilPs: number[];
  readonly #sincePs: number[];
  readonly #marked: boolean[];
  readonly #place: number[];
  readonly #awake: boolean[];
  readonly #asleep: number[] = [];
  readonly #timerAtPs: number[];
  readonly #timers: UnitHeap;
  readonly #policy: Policy;
  readonly #out: Pick = { unit: -1, untilPs: never, extraTime: false };
  #nowPs = 0;
  #stepAtPs = stepPs;
  #turn = 0;
  /** Picks and timers so far. */
  decisions = 0;

  constructor(definition: PolicyDefinition, runnable: number, processorCount: number) {
    this.processorCount = processorCount;
    this.units = leanUnits(definition, runnable, processorCount);
    const perProcessor = <T>(value: T): T[] => Array.from({ length: processorCount }, () => value);
    this.#holder = perProcessor(-1);
    this.#untilPs = perProcessor(never);
    this.#sincePs = perProcessor(0);
    this.#marked = perProcessor(false);
    this.#place = this.units.map((_, u) => u % processorCount);
    this.#awake = this.units.map(() => false);
    this.#policy = definition.create(this, definition.parameters.parse({}) as never);
    this.#timerAtPs = Array.from({ length: this.#policy.timerCount }, () => never);
    this.#timers = new UnitHeap(this.#timerAtPs, this.#timerAtPs);
    this.units.forEach((_, u) => {
      this.#policy.admit(u, 0);
    });
    this.units.forEach((_, u) => {
      if (u < runnable) this.#wake(u);
      else this.#asleep.push(u);
    });
    this.#decide();
  }

  running(p: number): number {
    return this.#holder[p]!;
  }
  assigned(u: number): number {
    return this.#place[u]!;
  }
  assign(u: number, p: number): void {
    this.#place[u] = p;
  }
  allowed(): boolean {
    return true;
  }
  runnable(u: number): boolean {
    return this.#awake[u]!;
  }
  available(): boolean {
    return true;
  }
  deadlineAtPs(): number {
    return never;
  }
  tickle(p: number): void {
    this.#marked[p] = true;
  }
  arm(id: number, atPs: number): void {
    this.#timers.remove(id);
    this.#timerAtPs[id] = atPs;
    this.#timers.insert(id);
  }
  disarm(id: number): void {
    this.#timers.remove(id);
  }

  /** Goes on until `count` more decisions were made; a policy that has nothing to decide is left alone after as many steps. */
  go(count: number): void {
    const goal = this.decisions + count;
    for (let steps = 0; this.decisions < goal && steps < 4 * count; steps += 1) this.#instant();
  }

  #instant(): void {
    let nextPs = this.#stepAtPs;
    for (let p = 0; p < this.processorCount; p += 1) if (this.#untilPs[p]! < nextPs) nextPs = this.#untilPs[p]!;
    const timer = this.#timers.top();
    if (timer >= 0 && this.#timerAtPs[timer]! < nextPs) nextPs = this.#timerAtPs[timer]!;
    this.#nowPs = nextPs;
    for (let p = 0; p < this.processorCount; p += 1) {
      const u = this.#holder[p]!;
      const heldPs = nextPs - this.#sincePs[p]!;
      this.#sincePs[p] = nextPs;
      if (u >= 0 && heldPs > 0) this.#policy.charge(u, heldPs, heldPs, nextPs);
    }
    for (let id = this.#timers.top(); id >= 0 && this.#timerAtPs[id]! <= nextPs; id = this.#timers.top()) {
      this.#timers.remove(id);
      this.#policy.timer(id, nextPs);
      this.decisions += 1;
    }
    if (nextPs === this.#stepAtPs) {
      this.#stepAtPs += stepPs;
      this.#exchange();
    }
    for (let p = 0; p < this.processorCount; p += 1) if (this.#untilPs[p]! <= nextPs) this.#marked[p] = true;
    this.#decide();
  }

  /** One that runs goes to sleep, the one that slept longest wakes. */
  #exchange(): void {
    const p = this.#turn++ % this.processorCount;
    const u = this.#holder[p]!;
    if (u >= 0) {
      this.#awake[u] = false;
      this.#asleep.push(u);
      this.#policy.block(u, this.#nowPs);
      this.#marked[p] = true;
    }
    const waking = this.#asleep.shift();
    if (waking !== undefined) this.#wake(waking);
  }

  #wake(u: number): void {
    this.#awake[u] = true;
    this.#policy.wake(u, 'release', this.#nowPs);
  }

  #decide(): void {
    for (let p = this.#marked.indexOf(true); p >= 0; p = this.#marked.indexOf(true)) {
      this.#marked[p] = false;
      const out = this.#out;
      this.#policy.pick(p, this.#nowPs, out);
      this.decisions += 1;
      this.#untilPs[p] = out.untilPs;
      const before = this.#holder[p]!;
      const next = out.unit;
      if (next === before) continue;
      this.#holder[p] = next;
      if (before >= 0) this.#policy.placed(before, p, -1, this.#nowPs);
      if (next < 0) continue;
      this.#place[next] = p;
      this.#policy.placed(next, -1, p, this.#nowPs);
    }
  }
}
