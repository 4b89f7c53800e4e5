/**
 * The frame of Linux's fair classes: a run queue per processor, units that stay where they ran, and three ways to move.
 * A waking or displaced unit goes to an idle processor, or to one with at least two units less than its own; a processor
 * that would idle pulls the first unit of the longest queue; a processor that decides pushes its first waiting unit to
 * one with at least two less. Numbers of units count, where Linux compares averages of loads over time.
 *
 * As in the frame of ranked policies, processors are chosen at the first pick of an instant, in an order that does not
 * depend on the order of the calls.
 */
import { type BandwidthLimit, GroupBandwidth } from './group-bandwidth.ts';
import { PendingUnits } from './pending-units.ts';
import type { Eligibility, Level, Pick, Policy } from './policy.ts';
import { GroupShares } from './unit-groups.ts';

const never = Number.POSITIVE_INFINITY;

/** Quotas of groups, and how they are looked after. */
export interface FairLimits {
  readonly limits: readonly BandwidthLimit[];
  /** Taken from the pool of a group at a time. */
  readonly slicePs: number;
  readonly tickPs: number;
}

export abstract class FairPolicy implements Policy {
  readonly timerCount: number;
  protected readonly level: Level;
  protected readonly awake: boolean[];
  protected readonly on: number[];
  /** Processor in whose queue the unit stands or last stood. */
  protected readonly home: number[];
  protected readonly ranFromPs: number[];
  private readonly chosen: boolean[];
  /** The next pick must look for the best unit, not keep the running one. */
  protected readonly reschedule: boolean[];
  /** The tick that is to look at the running unit. */
  protected readonly lookAtPs: number[];
  private readonly pending: PendingUnits;
  private readonly stealAccounting: boolean;
  private readonly bandwidth: GroupBandwidth | null;
  /** Null where no unit stands in a group. */
  private shares: GroupShares | null = null;

  constructor(level: Level, stealAccounting: boolean, limits: FairLimits) {
    this.level = level;
    this.stealAccounting = stealAccounting;
    this.awake = level.units.map(() => false);
    this.on = level.units.map(() => -1);
    this.home = level.units.map((unit) => unit.processors[0]!);
    this.ranFromPs = level.units.map(() => 0);
    this.chosen = Array.from({ length: level.processorCount }, () => false);
    this.reschedule = Array.from({ length: level.processorCount }, () => false);
    this.lookAtPs = this.chosen.map(() => never);
    this.pending = new PendingUnits(level.units.length, (a, b) => a < b);
    this.timerCount = limits.limits.length;
    const { awake, on, home } = this;
    const suspend = (u: number): void => {
      if (this.queued(u)) this.remove(u);
    };
    const resume = (u: number, nowPs: number): void => this.makeReady(u, nowPs);
    const host = { awake, on, home, suspend, resume };
    this.bandwidth = limits.limits.length === 0 ? null : new GroupBandwidth(level, host, limits);
  }

  // What a class says. Units in a queue are not running.

  protected abstract queued(u: number): boolean;
  protected abstract size(p: number): number;
  protected abstract insert(u: number, p: number, nowPs: number): void;
  protected abstract remove(u: number): void;
  /** First unit of queue `q` that may run on `p`, or -1. */
  protected abstract first(q: number, p: number): number;
  /** A unit outside queues changes its home: its virtual time is that of the new queue. */
  protected abstract move(u: number, from: number, to: number): void;
  protected abstract begin(u: number, nowPs: number): void;
  protected abstract wakeUp(u: number, nowPs: number): void;
  protected abstract sleep(u: number, nowPs: number): void;
  /** A unit takes (`true`) or loses the processor, for the sums of a queue. */
  protected abstract current(u: number, p: number, runs: boolean): void;
  protected abstract spend(u: number, p: number, ps: number, nowPs: number): void;
  protected abstract preempts(u: number, holder: number, p: number): boolean;
  /** The unit to run on `p` when `current` may go on (-1: it may not): one of the queue, or `current`. */
  protected abstract decide(p: number, current: number, nowPs: number): number;
  protected abstract limitAtPs(u: number, p: number, nowPs: number): number;
  /** The unit competes with another weight from now on, queued, running or asleep. */
  protected abstract reweigh(u: number, weight: number): void;
  /** To be called once weights are known: groups then share theirs out. */
  protected shareWeights(ownWeight: readonly number[]): void {
    if (this.level.units.every(({ groups = [] }) => groups.length === 0)) return;
    this.shares = new GroupShares(this.level, ownWeight.slice(), (u, weight) => this.reweigh(u, weight));
  }
  private mayRun(u: number): boolean {
    return this.bandwidth === null || !this.bandwidth.isThrottled(u, this.home[u]!);
  }
  /** The unit may go to processor `p`. */
  protected suits(u: number, p: number): boolean {
    return this.level.allowed(u, p) && (this.bandwidth === null || !this.bandwidth.isThrottled(u, p));
  }

  timer(id: number, nowPs: number): void {
    this.bandwidth?.timer(id, nowPs);
  }

  // The socket.

  admit(u: number, nowPs: number): void {
    this.home[u] = this.level.assigned(u);
    this.begin(u, nowPs);
    this.bandwidth?.begin(u);
  }

  retire(u: number, nowPs: number): void {
    this.block(u, nowPs);
  }

  wake(u: number, _why: unknown, nowPs: number): void {
    if (this.awake[u]) return;
    this.awake[u] = true;
    this.shares?.set(u, true);
    this.wakeUp(u, nowPs);
    this.bandwidth?.wakeUp(u, nowPs);
    this.makeReady(u, nowPs);
  }

  block(u: number, nowPs: number): void {
    if (!this.awake[u]) return;
    this.awake[u] = false;
    if (this.queued(u)) this.remove(u);
    this.sleep(u, nowPs);
    this.bandwidth?.sleep(u);
    this.shares?.set(u, false);
  }

  yield(u: number): void {
    const p = this.on[u]!;
    if (p < 0) return;
    this.reschedule[p] = true;
    this.level.tickle(p);
  }

  /** Ceilings and inherited urgencies belong to the real-time classes; among fair units they are ignored. */
  boost(): void {}

  charge(u: number, heldPs: number, suppliedPs: number, nowPs: number): void {
    const p = this.on[u]!;
    if (p < 0) return;
    const ps = this.stealAccounting ? suppliedPs : heldPs;
    this.spend(u, p, ps, nowPs);
    this.bandwidth?.spend(u, p, ps);
  }

  pick(p: number, nowPs: number, out: Pick): void {
    this.shareOut(p, nowPs);
    this.chosen[p] = false;
    const running = this.level.running(p);
    const current = running >= 0 && this.awake[running]! && this.mayRun(running) ? running : -1;
    let next = current;
    if (current < 0 || this.level.units[current]!.preemptible) {
      next = this.decide(p, current, nowPs);
      if (next < 0) next = this.pull(p);
      if (next >= 0 && next !== current) this.remove(next);
      if (next >= 0) this.push(p, nowPs);
    }
    this.reschedule[p] = false;
    out.unit = next;
    this.lookAtPs[p] = next < 0 ? never : this.lookAgainAtPs(next, p, nowPs);
    out.untilPs = this.lookAtPs[p]!;
    out.extraTime = false;
  }

  placed(u: number, from: number, to: number, nowPs: number): void {
    this.on[u] = to;
    if (to >= 0) {
      this.ranFromPs[u] = nowPs;
      this.current(u, to, true);
      return;
    }
    this.current(u, from, false);
    if (!this.awake[u] || !this.mayRun(u)) return;
    this.insert(u, from, nowPs);
    // Its own processor has just decided; only an idle one would have it.
    if (this.choose(u) !== from) this.makeReady(u, nowPs);
  }

  private lookAgainAtPs(u: number, p: number, nowPs: number): number {
    const endPs = this.limitAtPs(u, p, nowPs);
    return this.bandwidth === null ? endPs : Math.min(endPs, this.bandwidth.limitAtPs(u, p, nowPs));
  }

  budgetLeftPs(u: number): number | null {
    return this.bandwidth?.leftPs(u) ?? null;
  }

  eligibility(u: number): Eligibility {
    return this.mayRun(u) ? 'eligible' : 'depleted';
  }

  /** Asks a processor to pick; the unit joins its queue there and then. Where it still holds one, that is asked. */
  protected makeReady(u: number, nowPs: number): void {
    if (!this.mayRun(u)) return;
    if (this.on[u]! >= 0) {
      this.level.tickle(this.on[u]!);
      return;
    }
    if (this.pending.isStale(nowPs)) this.shareOut(-1, nowPs);
    this.level.tickle(this.choose(u));
    this.pending.add(u, nowPs);
  }

  /** Its own processor if idle, else an idle one that is not taken, else its own unless another has two units less. */
  private choose(u: number): number {
    const home = this.home[u]!;
    const { processors } = this.level.units[u]!;
    if (this.isFree(home)) return home;
    let best = home;
    let fewest = this.population(home) - (this.queued(u) ? 1 : 0);
    for (let i = 0; i < processors.length; i++) {
      const p = processors[i]!;
      if (!this.suits(u, p)) continue;
      if (this.isFree(p)) return p;
      if (this.population(p) >= fewest) continue;
      best = p;
      fewest = this.population(p);
    }
    return best;
  }

  /** Units that run or wait there, and one for each that was just sent there. */
  private population(p: number): number {
    const running = this.level.running(p);
    return this.size(p) + (running >= 0 && this.awake[running]! ? 1 : 0);
  }

  /** Gives the first waiting unit to a processor with at least two units less. */
  private push(p: number, nowPs: number): void {
    if (this.size(p) === 0) return;
    let target = -1;
    // The unit that is to run has left the queue already.
    let fewest = this.size(p);
    for (let q = 0; q < this.level.processorCount; q++) {
      if (q === p || this.population(q) >= fewest || this.first(p, q) < 0) continue;
      target = q;
      fewest = this.population(q);
    }
    if (target < 0) return;
    this.moveTo(this.first(p, target), target, nowPs);
    this.level.tickle(target);
  }

  private isFree(p: number): boolean {
    return this.level.running(p) < 0 && !this.chosen[p];
  }

  private shareOut(picking: number, nowPs: number): void {
    const n = this.pending.take();
    for (let i = 0; i < n; i++) {
      const u = this.pending.at(i);
      if (!this.awake[u] || !this.mayRun(u) || this.on[u]! >= 0) continue;
      if (!this.queued(u)) this.insert(u, this.home[u]!, nowPs);
      const target = this.choose(u);
      if (target !== this.home[u]) this.moveTo(u, target, nowPs);
      const holder = this.level.running(target);
      if (holder < 0) this.chosen[target] = true;
      else if (this.preempts(u, holder, target)) this.reschedule[target] = true;
      if (target !== picking) this.level.tickle(target);
    }
  }

  private moveTo(u: number, p: number, nowPs: number): void {
    const from = this.home[u]!;
    this.remove(u);
    this.move(u, from, p);
    this.home[u] = p;
    this.level.assign(u, p);
    this.insert(u, p, nowPs);
  }

  /** For a processor that would idle: the first suitable unit of the longest queue of a busy processor. */
  private pull(p: number): number {
    let source = -1;
    let longest = 0;
    for (let q = 0; q < this.level.processorCount; q++) {
      if (q === p || this.level.running(q) < 0 || this.size(q) <= longest || this.first(q, p) < 0) continue;
      source = q;
      longest = this.size(q);
    }
    if (source < 0) return -1;
    const u = this.first(source, p);
    this.remove(u);
    this.move(u, source, p);
    this.home[u] = p;
    this.level.assign(u, p);
    return u;
  }
}

/** Linux's scaling of times with the number of processors: 1 + log2(min(n, 8)). */
export function scalingFactor(processorCount: number): number {
  let factor = 1;
  for (let n = Math.min(processorCount, 8); n >= 2; n = Math.floor(n / 2)) factor++;
  return factor;
}
