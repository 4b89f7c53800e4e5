/**
 * The frame of every policy that runs the first-ranked units: fixed priorities, deadlines and servers of both. It keeps
 * who is awake, who waits, where units run, and which processor to tickle; a policy says how ranks and the right to run
 * change. The running unit keeps its rank but is not in the queue; a unit that loses its processor goes back with the
 * rank it had, so it stays ahead of later ones of the same key.
 *
 * The order in which one instant's wake-ups arrive changes nothing: the order inside a key is the instant of becoming
 * ready (ties: the lower unit), and processors are chosen in two steps. A unit that becomes ready tickles its first
 * choice, a function of who runs where; the first pick of the instant then shares out processors in order of rank.
 */

import { PendingUnits } from './pending-units.ts';
import type { Eligibility, Level, Pick, Policy, WakeReason } from './policy.ts';
import { WaitingUnits } from './waiting-units.ts';

/** A boosted unit of a policy without priorities goes before all ordinary keys. */
const aboveAllKeys = -(2 ** 53);

export abstract class RankedPolicy implements Policy {
  abstract readonly timerCount: number;
  protected readonly level: Level;
  protected readonly waiting: WaitingUnits;
  protected readonly places: readonly (readonly number[])[];
  /** Runnable, as far as the policy was told. */
  protected readonly awake: boolean[];
  /** Has the right to run (budget, window). */
  protected readonly entitled: boolean[];
  /** Processor that the unit holds, or -1. */
  protected readonly on: number[];
  private readonly urgency: (number | null)[];
  private readonly ownKey: number[];
  /** Processors that were chosen for a unit and have not picked yet. */
  private readonly chosen: boolean[];
  private readonly pending: PendingUnits;
  private nowPs = 0;

  constructor(level: Level, places: readonly (readonly number[])[]) {
    this.level = level;
    this.places = places;
    this.waiting = new WaitingUnits(places, level.processorCount);
    this.awake = level.units.map(() => false);
    this.entitled = level.units.map(() => true);
    this.on = level.units.map(() => -1);
    this.urgency = level.units.map(() => null);
    this.ownKey = level.units.map(() => 0);
    this.chosen = Array.from({ length: level.processorCount }, () => false);
    this.pending = new PendingUnits(level.units.length, (a, b) => this.waiting.before(a, b));
  }

  // What a policy says.

  /** A unit becomes ready: rank it. */
  protected abstract arrive(u: number, why: WakeReason, nowPs: number): void;
  /** A unit that is ready already is woken again: its job may have changed. Must change nothing if it has not. */
  protected refresh(_u: number, _nowPs: number): void {}
  /** A unit lost its processor but is ready: it may get another rank. */
  protected displaced(_u: number, _nowPs: number): void {}
  protected leave(_u: number, _nowPs: number): void {}
  protected begin(_u: number, _nowPs: number): void {}
  protected end(_u: number, _nowPs: number): void {}
  /** Instant at which the unit, if picked now, must be looked at again. */
  protected limitAtPs(_u: number, _nowPs: number): number {
    return Number.POSITIVE_INFINITY;
  }
  protected inExtraTime(_u: number): boolean {
    return false;
  }
  protected replaceable(u: number): boolean {
    return this.level.units[u]!.preemptible;
  }
  /** The waiting unit may ask for the processor of the running one. */
  protected beats(waiting: number, running: number): boolean {
    return this.waiting.before(waiting, running);
  }
  /** The waiting unit takes the processor when there is a decision. */
  protected replaces(waiting: number, running: number): boolean {
    return this.beats(waiting, running);
  }
  /** Key of a unit that holds a ceiling or an inherited urgency. */
  protected boostedKey(_ownKey: number, urgency: number): number {
    return aboveAllKeys - urgency;
  }
  protected spend(_u: number, _heldPs: number, _suppliedPs: number, _nowPs: number): void {}
  protected fire(_id: number, _nowPs: number): void {}

  // What it may do.

  /** Gives a unit a new rank and lets the processors know. */
  protected rank(u: number, key: number, order: number, sincePs = 0): void {
    if (!this.rankQuietly(u, key, order, sincePs)) return;
    const { waiting } = this;
    if (waiting.has(u)) this.announce(u);
    else if (this.on[u]! >= 0) {
      const best = waiting.best(this.on[u]!);
      if (best >= 0 && this.beats(best, u)) this.level.tickle(this.on[u]!);
    }
  }

  /** Gives a unit a new rank that only the next decision will look at; false when it is the old one. */
  protected rankQuietly(u: number, key: number, order: number, sincePs = 0): boolean {
    const { waiting } = this;
    this.ownKey[u] = key;
    const urgency = this.urgency[u]!;
    const effective = urgency === null ? key : this.boostedKey(key, urgency);
    if (waiting.key[u] === effective && waiting.order[u] === order && waiting.since[u] === sincePs) return false;
    waiting.rank(u, effective, order, sincePs);
    return true;
  }

  protected orderOf(u: number): number {
    return this.waiting.order[u]!;
  }

  /** Takes the right to run away. */
  protected disentitle(u: number): void {
    if (!this.entitled[u]) return;
    this.entitled[u] = false;
    this.waiting.remove(u);
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
  }

  /** Gives the right to run. */
  protected entitle(u: number): void {
    if (this.entitled[u]) return;
    this.entitled[u] = true;
    if (!this.awake[u]) return;
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
    else this.enqueue(u);
  }

  // The socket.

  admit(u: number, nowPs: number): void {
    this.nowPs = nowPs;
    this.begin(u, nowPs);
  }

  retire(u: number, nowPs: number): void {
    this.block(u, nowPs);
    this.end(u, nowPs);
  }

  wake(u: number, why: WakeReason, nowPs: number): void {
    this.nowPs = nowPs;
    if (this.awake[u]) {
      this.refresh(u, nowPs);
      return;
    }
    this.awake[u] = true;
    this.arrive(u, why, nowPs);
    if (!this.entitled[u] || this.waiting.has(u)) return;
    if (this.on[u]! >= 0) this.level.tickle(this.on[u]!);
    else this.enqueue(u);
  }

  block(u: number, nowPs: number): void {
    this.nowPs = nowPs;
    if (!this.awake[u]) return;
    this.awake[u] = false;
    this.waiting.remove(u);
    this.leave(u, nowPs);
  }

  yield(u: number, nowPs: number): void {
    this.nowPs = nowPs;
    if (this.awake[u]) this.rank(u, this.ownKey[u]!, behind(nowPs));
  }

  boost(u: number, urgency: number | null, nowPs: number): void {
    this.nowPs = nowPs;
    this.urgency[u] = urgency;
    this.rank(u, this.ownKey[u]!, this.waiting.order[u]!, this.waiting.since[u]!);
  }

  charge(u: number, heldPs: number, suppliedPs: number, nowPs: number): void {
    this.nowPs = nowPs;
    this.spend(u, heldPs, suppliedPs, nowPs);
  }

  timer(id: number, nowPs: number): void {
    this.nowPs = nowPs;
    this.fire(id, nowPs);
  }

  pick(p: number, nowPs: number, out: Pick): void {
    this.nowPs = nowPs;
    this.shareOut(p);
    this.chosen[p] = false;
    const { waiting } = this;
    const current = this.level.running(p);
    const holds = current >= 0 && this.awake[current]! && this.entitled[current]!;
    let next = holds ? current : -1;
    if (!holds || this.replaceable(current)) {
      const best = waiting.best(p);
      if (best >= 0 && (!holds || this.replaces(best, current))) {
        waiting.remove(best);
        next = best;
      }
    }
    out.unit = next;
    out.untilPs = next < 0 ? Number.POSITIVE_INFINITY : this.limitAtPs(next, nowPs);
    out.extraTime = next >= 0 && this.inExtraTime(next);
  }

  placed(u: number, from: number, to: number, nowPs: number): void {
    this.nowPs = nowPs;
    this.on[u] = to;
    if (to >= 0) this.waiting.remove(u);
    else if (from >= 0 && this.awake[u] && this.entitled[u] && !this.waiting.has(u)) {
      this.displaced(u, nowPs);
      // Its processor only looks idle: the unit that took it is placed next.
      const wasChosen = this.chosen[from]!;
      this.chosen[from] = true;
      if (this.entitled[u]) this.enqueue(u);
      this.chosen[from] = wasChosen;
    }
  }

  eligibility(u: number): Eligibility {
    return this.entitled[u] ? 'eligible' : 'depleted';
  }

  private enqueue(u: number): void {
    this.waiting.insert(u);
    this.announce(u);
  }

  /** Tickles the first choice for a waiting unit and remembers the unit for `shareOut`. */
  private announce(u: number): void {
    if (this.pending.isStale(this.nowPs)) this.shareOut(-1);
    const target = this.choose(u);
    if (target < 0) return;
    this.level.tickle(target);
    this.pending.add(u, this.nowPs);
  }

  /** Gives each pending unit, the first-ranked first, a processor of its own to pick; `picking` is at it already. */
  private shareOut(picking: number): void {
    const { pending, waiting, level } = this;
    const n = pending.take();
    for (let i = 0; i < n; i++) {
      const u = pending.at(i);
      if (!waiting.has(u)) continue;
      const target = this.choose(u);
      if (target < 0) continue;
      this.chosen[target] = true;
      if (level.assigned(u) !== target) level.assign(u, target);
      if (target !== picking) level.tickle(target);
    }
  }

  /**
   * The processor for a waiting unit: the assigned one if idle, else the lowest idle one, else the one with the last-ranked
   * unit behind it (the assigned one among equals); -1 when no allowed processor runs anything less urgent.
   */
  private choose(u: number): number {
    const { level, waiting } = this;
    const places = this.places[u]!;
    const assigned = level.assigned(u);
    if (level.running(assigned) < 0 && !this.chosen[assigned] && places.includes(assigned)) return assigned;
    let target = -1;
    let last = -1;
    for (let i = 0; i < places.length; i++) {
      const p = places[i]!;
      if (this.chosen[p]) continue;
      const holder = level.running(p);
      if (holder < 0) return p;
      if (!this.awake[holder] || !this.entitled[holder]) continue;
      if (this.replaceable(holder) && this.beats(u, holder) && (last < 0 || waiting.before(last, holder))) {
        target = p;
        last = holder;
      }
    }
    return target;
  }
}

/** An order behind all that became ready in this instant. */
export function behind(nowPs: number): number {
  return nowPs + 0.5;
}
