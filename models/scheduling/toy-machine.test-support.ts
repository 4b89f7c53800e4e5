/**
 * The smallest machine that obeys the socket, for tests of policies: processors, units with scripted lives, exact
 * picoseconds, and no costs unless a switch is given one. It keeps the order of one instant (charge, timers, blocks and
 * wake-ups, picks) and checks the socket's rules at every step, so that a policy that breaks one fails at once.
 */
import type { Stream } from '../../engine/chance.ts';
import type { Level, Pick, Policy, PolicyDefinition, UnitGroup, UnitSpec, WakeReason } from './policy.ts';

/** What a unit does: job `n` is released at an instant (given the finish of the one before) and needs work. */
export type Life = (n: number, finishedPs: number) => { atPs: number; workPs: number; deadlineAtPs?: number } | null;

export const hog: Life = (n) => (n === 0 ? { atPs: 0, workPs: Number.POSITIVE_INFINITY } : null);
export const periodic =
  (phasePs: number, periodPs: number, workPs: number): Life =>
  (n) => ({ atPs: phasePs + n * periodPs, workPs, deadlineAtPs: phasePs + (n + 1) * periodPs });
export const waker =
  (phasePs: number, sleepPs: number, workPs: number): Life =>
  (n, finishedPs) => ({ atPs: n === 0 ? phasePs : finishedPs + sleepPs, workPs });
/** Jobs from a list of [release, work]. */
export const jobs =
  (list: readonly (readonly [number, number])[]): Life =>
  (n) => {
    const job = list[n];
    return job === undefined ? null : { atPs: job[0], workPs: job[1] };
  };

export interface ToyUnit {
  readonly life: Life;
  readonly name?: string;
  readonly group?: number;
  readonly budgetPs?: number;
  readonly periodPs?: number;
  readonly weight?: number;
  readonly priority?: number;
  readonly processors?: readonly number[];
  readonly preemptible?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly groups?: readonly UnitGroup[];
  /** The unit is taken away for good. */
  readonly retireAtPs?: number;
}

export interface Run {
  readonly unit: number;
  readonly processor: number;
  readonly startPs: number;
  endPs: number;
  readonly extraTime: boolean;
  /** The unit blocked at the end. */
  blocked: boolean;
}

export interface ToyOptions {
  readonly processors?: number;
  readonly horizonPs: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly enforceBudgets?: boolean;
  /** Time at the start of a run on another unit's processor in which the unit makes no progress. */
  readonly switchPs?: number;
  /** A processor's own timer (`untilPs`) is served this late, as an interrupt would be. */
  readonly lateTimerPs?: number | ((untilPs: number) => number);
  readonly wakeTwice?: boolean;
  readonly staleTimers?: boolean;
  readonly reverseWakes?: boolean;
  /** Checks the policy's claim to be work-conserving at the end of each instant. */
  readonly watchIdle?: boolean;
  /** Largest overrun of a budget before the watcher complains; default: not watched. */
  readonly watchOverrunPs?: number;
  /** Called at the end of each instant. */
  readonly observe?: (policy: Policy, nowPs: number) => void;
  readonly boosts?: readonly { readonly unit: number; readonly atPs: number; readonly urgency: number | null }[];
}

export interface ToyResult {
  readonly runs: Run[];
  /** Finish instants of each unit's jobs. */
  readonly finishesPs: number[][];
  /** Release instants of each unit's jobs. */
  readonly releasesPs: number[][];
  readonly chargedPs: number[];
  readonly policy: Policy;
}

/** Draws of a counter-free mixer: enough for policies that ask for chance. */
const chance: Stream = {
  draw: (a: number, b: number, c: number) =>
    (Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ c) >>> 0,
};

export function unitSpecs(definition: PolicyDefinition, units: readonly ToyUnit[], processorCount: number): UnitSpec[] {
  const everywhere = Array.from({ length: processorCount }, (_, p) => p);
  return units.map((unit, u) => ({
    name: unit.name ?? `vm${unit.group ?? u}/u${u}`,
    group: unit.group ?? u,
    groupName: `vm${unit.group ?? u}`,
    budgetPs: unit.budgetPs ?? null,
    periodPs: unit.periodPs ?? null,
    weight: unit.weight ?? 256,
    priority: unit.priority ?? 0,
    processors: unit.processors ?? everywhere,
    preemptible: unit.preemptible ?? true,
    groups: unit.groups ?? [],
    options: definition.unitParameters.parse(unit.options ?? {}),
  }));
}

export function admissionOf(definition: PolicyDefinition, units: readonly ToyUnit[], toy: Partial<ToyOptions> = {}) {
  const processorCount = toy.processors ?? 1;
  const options = definition.parameters.parse(toy.options ?? {}) as never;
  return definition.admission?.(unitSpecs(definition, units, processorCount), processorCount, options) ?? [];
}

class BrokenRule extends Error {
  override name = 'BrokenRule';
}
function rule(holds: boolean, text: string): asserts holds {
  if (!holds) throw new BrokenRule(text);
}

class ToyMachine implements Level {
  readonly processorCount: number;
  readonly units: readonly UnitSpec[];
  readonly chance = chance;
  readonly enforceBudgets: boolean;
  nowPs = 0;
  readonly runs: Run[] = [];
  readonly chargedPs: number[];
  readonly finishesPs: number[][];
  readonly releasesPs: number[][];
  private readonly lives: readonly Life[];
  private readonly toy: ToyOptions;
  private readonly definition: PolicyDefinition;
  private readonly holder: number[];
  private readonly sincePs: number[];
  private readonly progressFromPs: number[];
  private readonly untilPs: number[];
  private readonly run: (Run | null)[];
  private readonly lastRan: number[];
  private readonly place: number[];
  private readonly marks: boolean[];
  private readonly timersPs: number[] = [];
  private readonly awake: boolean[];
  private readonly retireAtPs: readonly number[];
  private readonly workPs: number[];
  private readonly jobDeadlinePs: number[];
  private readonly nextAtPs: number[];
  private readonly nextWorkPs: number[];
  private readonly nextDeadlinePs: number[];
  private readonly jobIndex: number[];
  private readonly out: Pick = { unit: -1, untilPs: Number.POSITIVE_INFINITY, extraTime: false };
  private policy: Policy = undefined as never;

  constructor(definition: PolicyDefinition, units: readonly ToyUnit[], toy: ToyOptions) {
    const m = toy.processors ?? 1;
    const perProcessor = <T>(value: T): T[] => Array.from({ length: m }, () => value);
    const perUnit = <T>(value: T): T[] => units.map(() => value);
    this.definition = definition;
    this.toy = toy;
    this.processorCount = m;
    this.units = unitSpecs(definition, units, m);
    this.enforceBudgets = toy.enforceBudgets ?? true;
    this.lives = units.map((unit) => unit.life);
    this.holder = perProcessor(-1);
    this.sincePs = perProcessor(0);
    this.progressFromPs = perProcessor(0);
    this.untilPs = perProcessor(Number.POSITIVE_INFINITY);
    this.run = perProcessor<Run | null>(null);
    this.lastRan = perProcessor(-1);
    this.marks = perProcessor(false);
    this.place = this.units.map((unit) => unit.processors[0]!);
    this.awake = perUnit(false);
    this.retireAtPs = units.map((unit) => unit.retireAtPs ?? Number.POSITIVE_INFINITY);
    this.workPs = perUnit(0);
    this.chargedPs = perUnit(0);
    this.jobIndex = perUnit(0);
    this.finishesPs = units.map(() => []);
    this.releasesPs = units.map(() => []);
    this.jobDeadlinePs = perUnit(Number.POSITIVE_INFINITY);
    this.nextAtPs = perUnit(Number.POSITIVE_INFINITY);
    this.nextWorkPs = perUnit(0);
    this.nextDeadlinePs = perUnit(Number.POSITIVE_INFINITY);
  }

  running(p: number): number {
    return this.holder[p]!;
  }
  assigned(u: number): number {
    return this.place[u]!;
  }
  assign(u: number, p: number): void {
    rule(this.allowed(u, p), `unit ${u} assigned to processor ${p}, where it is not allowed`);
    this.place[u] = p;
  }
  allowed(u: number, p: number): boolean {
    return this.units[u]!.processors.includes(p);
  }
  runnable(u: number): boolean {
    return this.awake[u]!;
  }
  available(): boolean {
    return true;
  }
  deadlineAtPs(u: number): number {
    return this.jobDeadlinePs[u]!;
  }
  tickle(p: number): void {
    rule(p >= 0 && p < this.processorCount, `tickle of processor ${p}`);
    this.marks[p] = true;
  }
  arm(id: number, atPs: number): void {
    rule(id >= 0 && id < this.policy.timerCount, `timer ${id} of ${this.policy.timerCount}`);
    rule(atPs >= this.nowPs && Number.isInteger(atPs), `timer ${id} armed for ${atPs} at ${this.nowPs}`);
    this.timersPs[id] = atPs;
  }
  disarm(id: number): void {
    this.timersPs[id] = Number.POSITIVE_INFINITY;
  }

  go(policy: Policy): void {
    this.policy = policy;
    for (let id = 0; id < policy.timerCount; id++) this.timersPs[id] = Number.POSITIVE_INFINITY;
    this.units.forEach((_, u) => {
      policy.admit(u, 0);
    });
    this.units.forEach((_, u) => {
      this.plan(u, 0);
    });
    this.instant();
    for (let steps = 0; ; steps++) {
      rule(steps < 3_000_000, 'the machine does not get anywhere');
      const next = this.nextInstant();
      if (next >= this.toy.horizonPs) break;
      this.nowPs = next;
      this.instant();
    }
    this.nowPs = this.toy.horizonPs;
    this.chargeAll();
    for (const run of this.run) if (run !== null) run.endPs = this.nowPs;
  }

  private plan(u: number, finishedPs: number): void {
    const job = this.lives[u]!(this.jobIndex[u]!++, finishedPs);
    this.nextAtPs[u] = job === null ? Number.POSITIVE_INFINITY : job.atPs;
    this.nextWorkPs[u] = job?.workPs ?? 0;
    this.nextDeadlinePs[u] = job?.deadlineAtPs ?? Number.POSITIVE_INFINITY;
  }

  private nextInstant(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const atPs of this.timersPs) if (atPs < next) next = atPs;
    for (let u = 0; u < this.units.length; u++)
      if (!this.awake[u] && this.nextAtPs[u]! < next) next = this.nextAtPs[u]!;
    for (const atPs of this.retireAtPs) if (atPs > this.nowPs && atPs < next) next = atPs;
    for (const boost of this.toy.boosts ?? []) if (boost.atPs > this.nowPs && boost.atPs < next) next = boost.atPs;
    for (let p = 0; p < this.processorCount; p++) {
      if (this.untilPs[p]! < next) next = this.untilPs[p]!;
      const u = this.holder[p]!;
      if (u >= 0) next = Math.min(next, Math.max(this.nowPs, this.progressFromPs[p]!) + this.workPs[u]!);
    }
    return next;
  }

  private instant(): void {
    this.chargeAll();
    this.fireTimers();
    this.finishJobs();
    this.retireUnits();
    this.wakeUnits();
    for (const boost of this.toy.boosts ?? []) {
      if (boost.atPs === this.nowPs) this.policy.boost(boost.unit, boost.urgency, this.nowPs);
    }
    for (let p = 0; p < this.processorCount; p++) if (this.untilPs[p]! <= this.nowPs) this.marks[p] = true;
    this.decide();
    if (this.toy.watchIdle && this.definition.workConserving) this.checkIdle();
    this.toy.observe?.(this.policy, this.nowPs);
  }

  private chargeAll(): void {
    for (let p = 0; p < this.processorCount; p++) {
      const u = this.holder[p]!;
      if (u < 0 || this.sincePs[p] === this.nowPs) continue;
      const heldPs = this.nowPs - this.sincePs[p]!;
      this.workPs[u]! -= Math.max(0, this.nowPs - Math.max(this.sincePs[p]!, this.progressFromPs[p]!));
      this.sincePs[p] = this.nowPs;
      this.chargedPs[u]! += heldPs;
      const before = this.policy.budgetLeftPs?.(u) ?? null;
      this.policy.charge(u, heldPs, heldPs, this.nowPs);
      if (before !== null && this.toy.watchOverrunPs !== undefined && !this.run[p]!.extraTime) {
        const overPs = heldPs - before;
        rule(
          overPs <= this.toy.watchOverrunPs,
          `unit ${u} ran ${overPs} ps beyond its budget of ${before} at ${this.nowPs}`,
        );
      }
    }
  }

  private fireTimers(): void {
    for (let id = 0; id < this.policy.timerCount; id++) {
      if (this.timersPs[id]! <= this.nowPs) {
        this.timersPs[id] = Number.POSITIVE_INFINITY;
        this.policy.timer(id, this.nowPs);
      } else if (this.toy.staleTimers) this.policy.timer(id, this.nowPs);
    }
  }

  private finishJobs(): void {
    for (let p = 0; p < this.processorCount; p++) {
      const u = this.holder[p]!;
      if (u < 0 || !this.awake[u] || this.workPs[u]! > 0) continue;
      this.finishesPs[u]!.push(this.nowPs);
      this.plan(u, this.nowPs);
      if (this.nextAtPs[u]! <= this.nowPs) this.begin(u, 'next-job');
      else {
        this.awake[u] = false;
        this.jobDeadlinePs[u] = Number.POSITIVE_INFINITY;
        this.policy.block(u, this.nowPs);
        this.marks[p] = true;
      }
    }
  }

  private retireUnits(): void {
    for (let u = 0; u < this.units.length; u++) {
      if (this.retireAtPs[u] !== this.nowPs) continue;
      this.awake[u] = false;
      this.nextAtPs[u] = Number.POSITIVE_INFINITY;
      this.policy.retire(u, this.nowPs);
      const p = this.holder.indexOf(u);
      if (p >= 0) this.marks[p] = true;
    }
  }

  private wakeUnits(): void {
    const n = this.units.length;
    for (let i = 0; i < n; i++) {
      const u = this.toy.reverseWakes ? n - 1 - i : i;
      if (!this.awake[u] && this.nextAtPs[u]! <= this.nowPs) this.begin(u, 'release');
    }
  }

  private begin(u: number, why: WakeReason): void {
    this.awake[u] = true;
    this.workPs[u] = this.nextWorkPs[u]!;
    this.jobDeadlinePs[u] = this.nextDeadlinePs[u]!;
    this.releasesPs[u]!.push(this.nextAtPs[u]!);
    this.nextAtPs[u] = Number.POSITIVE_INFINITY;
    this.policy.wake(u, why, this.nowPs);
    if (this.toy.wakeTwice) this.policy.wake(u, why, this.nowPs);
  }

  private decide(): void {
    for (let rounds = 0; ; rounds++) {
      const p = this.marks.indexOf(true);
      if (p < 0) return;
      rule(rounds < 1000, `decisions do not end at ${this.nowPs}`);
      this.marks[p] = false;
      this.policy.pick(p, this.nowPs, this.out);
      this.carryOut(p, this.out.unit, this.out.untilPs, this.out.extraTime);
    }
  }

  private carryOut(p: number, u: number, untilPs: number, extraTime: boolean): void {
    const { nowPs, policy } = this;
    rule(untilPs > nowPs, `processor ${p} is to pick again at ${untilPs}, not after ${nowPs}`);
    const { lateTimerPs = 0 } = this.toy;
    this.untilPs[p] = untilPs + (typeof lateTimerPs === 'number' ? lateTimerPs : lateTimerPs(untilPs));
    const before = this.holder[p]!;
    if (u >= 0) {
      rule(this.awake[u]!, `unit ${u} picked at ${nowPs} while it sleeps`);
      rule(this.allowed(u, p), `unit ${u} picked for processor ${p}, where it is not allowed`);
      const elsewhere = this.holder.findIndex((held, q) => held === u && q !== p);
      rule(elsewhere < 0, `unit ${u} picked for processor ${p} at ${nowPs} while it runs on ${elsewhere}`);
      const eligibility = policy.eligibility(u);
      rule(extraTime || eligibility === 'eligible', `unit ${u} picked at ${nowPs} while it is ${eligibility}`);
    }
    if (u === before && (u < 0 || this.run[p]!.extraTime === extraTime)) return;
    const run = this.run[p];
    if (run != null) {
      run.endPs = nowPs;
      run.blocked = !this.awake[before]!;
      // A run that was begun and ended in one instant did not happen.
      if (run.startPs === nowPs) this.runs.splice(this.runs.indexOf(run), 1);
    }
    this.run[p] = u < 0 ? null : { unit: u, processor: p, startPs: nowPs, endPs: nowPs, extraTime, blocked: false };
    if (u >= 0) this.runs.push(this.run[p]!);
    if (u === before) return;
    this.holder[p] = u;
    if (before >= 0) policy.placed(before, p, -1, nowPs);
    if (u < 0) return;
    this.place[u] = p;
    this.sincePs[p] = nowPs;
    this.progressFromPs[p] = this.lastRan[p] === u ? nowPs : nowPs + (this.toy.switchPs ?? 0);
    this.lastRan[p] = u;
    policy.placed(u, -1, p, nowPs);
  }

  private checkIdle(): void {
    for (let p = 0; p < this.processorCount; p++) {
      if (this.holder[p]! >= 0) continue;
      for (let u = 0; u < this.units.length; u++) {
        if (!this.awake[u] || this.holder.includes(u) || !this.allowed(u, p)) continue;
        rule(this.policy.eligibility(u) !== 'eligible', `processor ${p} idles at ${this.nowPs} beside unit ${u}`);
      }
    }
  }
}

/** Runs a policy over scripted units; throws when the policy breaks a rule of the socket. */
export function runToy(definition: PolicyDefinition, units: readonly ToyUnit[], toy: ToyOptions): ToyResult {
  const machine = new ToyMachine(definition, units, toy);
  const policy = definition.create(machine, definition.parameters.parse(toy.options ?? {}) as never);
  machine.go(policy);
  const { runs, finishesPs, releasesPs, chargedPs } = machine;
  return { runs, finishesPs, releasesPs, chargedPs, policy };
}

/** Time that a unit held processors in [from, to). */
export function heldPs(
  runs: readonly Run[],
  unit: number,
  fromPs = 0,
  toPs = Number.POSITIVE_INFINITY,
  extraTime = true,
): number {
  let sum = 0;
  for (const run of runs) {
    if (run.unit !== unit || (!extraTime && run.extraTime)) continue;
    sum += Math.max(0, Math.min(run.endPs, toPs) - Math.max(run.startPs, fromPs));
  }
  return sum;
}

/** The schedule as text, `unit:start-end` in `unitPs`, for comparisons that people read. */
export function scheduleText(runs: readonly Run[], unitPs = 1e9): string {
  return runs.map((run) => `${run.unit}:${run.startPs / unitPs}-${run.endPs / unitPs}`).join(' ');
}
