/**
 * The kernel: takes events in the total order (atPs, phase, rank, sequence) and calls the handler of their kind.
 *
 * - Time is integer picoseconds; the order within one instant is declared (`phase.ts`, the rank of each component), and
 *   only what has the same phase and rank goes by sequence, the order of scheduling (first in, first out).
 * - A source that has at most one pending event owns a *slot* and arms it; everything else is *posted*.
 * - Handlers mark state. What follows from the state of a whole instant is done in `afterInstant` hooks, once per instant,
 *   and must be scheduled for a later instant.
 * - Kinds, targets and arguments are numbers: a pending event is a few numbers in columns, nothing is allocated per event.
 * Any misuse (an event in the past, a fraction of a picosecond) is an `InternalError`: the loaders keep bad input out.
 */
import { check, InternalError } from './check.ts';
import { maxPhases } from './phase.ts';
import { EventQueue } from './queue.ts';
import { SlotTree } from './slots.ts';
import { maxTimePs } from './time.ts';

/** What happens when an event falls due: the component it is for, and two numbers (0 for slots). */
export type Handler = (target: number, arg0: number, arg1: number) => void;

const maxKinds = 2 ** 16;
const maxRanks = 2 ** 26;
/** Sequence numbers are 31-bit; when they are used up, pending events are renumbered from 0 in the same order. */
const maxSequence = 2 ** 31 - 1;

export class Kernel {
  /** The present instant. */
  nowPs = 0;
  /** Events taken so far. */
  eventCount = 0;

  private readonly queue = new EventQueue();
  private readonly slots = new SlotTree();
  private readonly handlers: Handler[] = [];
  private readonly hooks: (() => void)[] = [];
  /** What is scheduled lies at least this much later than now: 1 while hooks run, else 0. */
  private leadPs = 0;
  private nextSequence: number;
  /** Slot whose handler runs: its event is gone, but the tree is replayed only once, after the handler. */
  private firing = -1;

  /** @param firstSequence where sequence numbers start (tests let them run out) */
  constructor(firstSequence = 0) {
    this.nextSequence = firstSequence;
  }

  /** Declares what events of `kind` (0..65535) do. Each kind is declared once. */
  handle(kind: number, handler: Handler): void {
    check(Number.isInteger(kind) && kind >= 0 && kind < maxKinds, 'an event kind is an integer from 0 to 65535');
    check(this.handlers[kind] === undefined, 'an event kind has one handler');
    // Kinds without a handler hold one that says so: no test on the hot path, and no holes in the array.
    while (this.handlers.length <= kind) this.handlers.push(undefined as unknown as Handler);
    this.handlers[kind] = handler;
  }

  /** `hook` runs once per instant after its last event, in the order of declaration. */
  afterInstant(hook: () => void): void {
    this.hooks.push(hook);
  }

  /** A source with at most one pending event; its events are of `kind` and for `target`. Gives the slot's number. */
  slot(phase: number, rank: number, kind: number, target: number): number {
    check(this.handlers[kind] !== undefined, 'a slot is declared for a kind with a handler');
    return this.slots.add(orderOf(phase, rank), kind, target);
  }

  /** Schedules the slot's event, or moves it. Arming for the instant at which it already stands changes nothing. */
  arm(slot: number, atPs: number): void {
    const slots = this.slots;
    if (!this.accepts(atPs)) this.refuse(atPs);
    check(slot >= 0 && slot < slots.count, 'no such slot');
    if (slots.atPs[slot] === atPs) return;
    slots.atPs[slot] = atPs;
    slots.sequence[slot] = this.takeSequence();
    if (slot !== this.firing) slots.replay(slot);
  }

  /** Takes the slot's event back, if there is one. */
  disarm(slot: number): void {
    const slots = this.slots;
    check(slot >= 0 && slot < slots.count, 'no such slot');
    if (slots.atPs[slot] === Infinity) return;
    slots.atPs[slot] = Infinity;
    if (slot !== this.firing) slots.replay(slot);
  }

  /** Instant of the slot's event, or Infinity. */
  armedAtPs(slot: number): number {
    return this.slots.atPs[slot]!;
  }

  /** Schedules one event; gives a handle. `arg0` and `arg1` may be any numbers. */
  post(atPs: number, phase: number, rank: number, kind: number, target: number, arg0: number, arg1: number): number {
    // Short, so that it is inlined, and `atPs` and the handle are never boxed (see `EventQueue.add`).
    if (!this.accepts(atPs)) this.refuse(atPs);
    if (this.handlers[kind] === undefined) this.refuseKind(kind);
    this.queue.nextPs[0] = atPs;
    const id = this.queue.add(orderOf(phase, rank), this.takeSequence(), kind, target, arg0, arg1);
    return this.queue.handle(id);
  }

  /** Takes a posted event back; false when it has been taken, cancelled, or never was. */
  cancel(handle: number): boolean {
    const id = this.queue.resolve(handle);
    if (id === 0) return false;
    this.queue.remove(id);
    return true;
  }

  /** Moves a posted event, behind all others of the new instant with its phase and rank; false as for `cancel`. */
  reschedule(handle: number, atPs: number): boolean {
    this.queue.nextPs[0] = atPs;
    if (!this.accepts(atPs)) this.refuse(atPs);
    const id = this.queue.resolve(handle);
    if (id === 0) return false;
    if (this.queue.timePs(id) !== atPs) this.queue.move(id, this.takeSequence());
    return true;
  }

  /** Instant of the earliest pending event, or Infinity. */
  peekPs(): number {
    this.settleFiring();
    const slots = this.slots;
    return Math.min(slots.atPs[slots.winner()]!, this.queue.timePs(this.queue.front()));
  }

  /** Takes all events up to and including `untilPs`; then it is `untilPs`. */
  run(untilPs: number): void {
    if (this.takeUntil(untilPs, null)) this.nowPs = untilPs;
  }

  /**
   * The same, but `condition` is asked before every instant; once it is false, the run stops there and it is still the
   * instant before.
   */
  runWhile(condition: () => boolean, untilPs: number): void {
    if (this.takeUntil(untilPs, condition)) this.nowPs = untilPs;
  }

  /** Gives false when the condition ended it. */
  private takeUntil(untilPs: number, condition: (() => boolean) | null): boolean {
    check(Number.isSafeInteger(untilPs) && untilPs >= this.nowPs, 'a run ends at an integer instant, not before now');
    this.settleFiring();
    const queue = this.queue;
    const slots = this.slots;
    // Whether events of the present instant have been taken, so that its hooks are still to run.
    let within = false;
    for (;;) {
      const id = queue.front();
      let atPs = queue.timePs(id);
      const slot = slots.winner();
      const slotPs = slots.atPs[slot]!;
      const slotFirst = slotPs < atPs || (slotPs === atPs && slotPs !== Infinity && !this.postFirst(id, slot));
      if (slotFirst) atPs = slotPs;
      if (!within || atPs !== this.nowPs) {
        if (within) {
          within = false;
          if (this.hooks.length !== 0) {
            this.runHooks();
            continue;
          }
        }
        if (atPs > untilPs) return true;
        if (condition !== null && !condition()) return false;
        within = true;
        this.nowPs = atPs;
      }
      this.eventCount++;
      if (slotFirst) this.fire(slot);
      else this.deliver(id);
    }
  }

  /** What they schedule may change what comes next, but it is later than now. */
  private runHooks(): void {
    this.leadPs = 1;
    for (const hook of this.hooks) hook();
    this.leadPs = 0;
  }

  private postFirst(id: number, slot: number): boolean {
    const postOrder = this.queue.order(id);
    const slotOrder = this.slots.order[slot]!;
    if (postOrder !== slotOrder) return postOrder < slotOrder;
    return this.queue.sequence(id) < this.slots.sequence[slot]!;
  }

  private fire(slot: number): void {
    const slots = this.slots;
    slots.atPs[slot] = Infinity;
    this.firing = slot;
    this.handlers[slots.kind[slot]!]!(slots.target[slot]!, 0, 0);
    this.settleFiring();
  }

  private deliver(id: number): void {
    const queue = this.queue;
    const kindWithFlag = queue.kindWithFlag(id);
    const handler = this.handlers[kindWithFlag >> 1]!;
    const target = queue.target(id);
    if ((kindWithFlag & 1) === 0) {
      queue.takeFront(id);
      handler(target, 0, 0);
    } else {
      const arg0 = queue.arg0(id);
      const arg1 = queue.arg1(id);
      queue.takeFront(id);
      handler(target, arg0, arg1);
    }
  }

  private settleFiring(): void {
    const slot = this.firing;
    if (slot < 0) return;
    this.firing = -1;
    this.slots.replay(slot);
  }

  private takeSequence(): number {
    if (this.nextSequence === maxSequence) this.renumber();
    return this.nextSequence++;
  }

  /** Gives all pending events small sequence numbers in the same order. */
  private renumber(): void {
    const used: number[] = [];
    this.queue.renumber((sequence) => {
      used.push(sequence);
      return sequence;
    });
    for (let slot = 0; slot < this.slots.count; slot++) used.push(this.slots.sequence[slot]!);
    used.sort((a, b) => a - b);
    const places = new Map(used.map((sequence, place) => [sequence, place]));
    this.queue.renumber((sequence) => places.get(sequence)!);
    for (let slot = 0; slot < this.slots.count; slot++) {
      this.slots.sequence[slot] = places.get(this.slots.sequence[slot]!)!;
    }
    this.nextSequence = used.length;
  }

  private accepts(atPs: number): boolean {
    return atPs >= this.nowPs + this.leadPs && atPs <= maxTimePs && Math.floor(atPs) === atPs;
  }

  private refuse(atPs: number): never {
    throw new InternalError(
      `an event at ${atPs} ps is not an integer from ${this.nowPs + this.leadPs} (the earliest instant left) to 2^53 - 1`,
    );
  }

  private refuseKind(kind: number): never {
    throw new InternalError(`event kind ${kind} has no handler`);
  }
}

function orderOf(phase: number, rank: number): number {
  if (!(phase >= 0 && phase < maxPhases && rank >= 0 && rank < maxRanks)) {
    throw new InternalError(`phase ${phase} or rank ${rank} is out of range`);
  }
  return (phase << 26) | rank;
}
