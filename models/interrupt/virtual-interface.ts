/**
 * The virtual interrupts of one vCPU: pending, active, masked, by priority, with as many standing ready as the controller has
 * list registers. It counts what each step costs the hypervisor in exits; the caller charges them with the profile's costs.
 *
 * - A line that is pending already is not pending twice (edges merge); a level line stays pending until it is lowered.
 * - The guest takes the most urgent pending interrupt that is more urgent than its mask and than all active ones.
 * - EOI mode 0 ends priority drop and activity together; mode 1 drops the priority first and deactivates later.
 * - When more are pending than list registers are free, the rest waits in the hypervisor, and each end that frees a register
 *   while something waits raises a maintenance interrupt: one exit more.
 *
 * Source: Arm IHI 0048B chapter 5 and IHI 0069 (list registers, maintenance interrupt); Intel SDM volume 3C.
 */
import { check } from '../../engine/check.ts';
import type { ControllerDefinition } from './controller.ts';

export interface VirtualLine {
  readonly number: number;
  /** Smaller is more urgent. */
  readonly priority: number;
  readonly level: boolean;
}

interface State {
  readonly line: VirtualLine;
  pending: boolean;
  active: boolean;
  /** Its priority was dropped, but it is still active (EOI mode 1). */
  dropped: boolean;
  raised: boolean;
  /** In a list register. */
  ready: boolean;
}

export class VirtualInterface {
  readonly #controller: ControllerDefinition;
  readonly #states = new Map<number, State>();
  /** Interrupts of a priority number at or above it are masked. */
  mask: number;
  enabled = true;
  /** Exits so far: injections, ends that trap, maintenance. */
  exits = 0;
  maintenance = 0;
  merged = 0;

  constructor(controller: ControllerDefinition) {
    this.#controller = controller;
    this.mask = controller.priorities;
  }

  add(line: VirtualLine): void {
    check(!this.#states.has(line.number), 'an interrupt line is added twice');
    this.#states.set(line.number, { line, pending: false, active: false, dropped: false, raised: false, ready: false });
  }

  #state(number: number): State {
    const state = this.#states.get(number);
    check(state !== undefined, 'no such interrupt line');
    return state;
  }

  /** @param running the vCPU is on a core; @param message the interrupt is message-signalled. Gives the exits that it took. */
  raise(number: number, running: boolean, message: boolean): number {
    const state = this.#state(number);
    state.raised = state.line.level;
    if (state.pending) {
      this.merged += 1;
      return 0;
    }
    state.pending = true;
    const direct = this.#controller.direct && message && running;
    const exits = direct ? 0 : 1;
    this.exits += exits;
    this.#fill();
    return exits;
  }

  /** The device takes its level line back. */
  lower(number: number): void {
    const state = this.#state(number);
    state.raised = false;
    if (!state.active) {
      state.pending = false;
      state.ready = false;
      this.#fill();
    }
  }

  /** Moves the most urgent waiting ones into free list registers; an active one keeps its own. */
  #fill(): void {
    let free = this.#controller.listRegisters;
    for (const { ready } of this.#states.values()) if (ready) free -= 1;
    while (free > 0) {
      const next = this.#mostUrgent((state) => state.pending && !state.ready);
      if (next === null) return;
      next.ready = true;
      free -= 1;
    }
  }

  #mostUrgent(fits: (state: State) => boolean): State | null {
    let best: State | null = null;
    for (const state of this.#states.values()) {
      if (!fits(state)) continue;
      const { priority, number } = state.line;
      if (
        best === null ||
        priority < best.line.priority ||
        (priority === best.line.priority && number < best.line.number)
      )
        best = state;
    }
    return best;
  }

  /** Number of virtual interrupts that wait in the hypervisor for a list register. */
  get overflow(): number {
    let waiting = 0;
    for (const { pending, ready } of this.#states.values()) if (pending && !ready) waiting += 1;
    return waiting;
  }

  /** Something is pending, masked or not: a vCPU that waits for interrupts is woken by it. */
  get wakes(): boolean {
    for (const { pending } of this.#states.values()) if (pending) return true;
    return false;
  }

  /** The guest acknowledges: gives the line that it takes, or -1 (spurious). */
  acknowledge(): number {
    if (!this.enabled) return -1;
    let running = this.mask;
    for (const { active, dropped, line } of this.#states.values())
      if (active && !dropped && line.priority < running) running = line.priority;
    const next = this.#mostUrgent(
      (state) => state.ready && state.pending && !state.active && state.line.priority < running,
    );
    if (next === null) return -1;
    next.active = true;
    next.dropped = false;
    next.pending = false;
    return next.line.number;
  }

  /** EOI mode 1, first half: interrupts of lower urgency may be taken again. */
  dropPriority(number: number): void {
    const state = this.#state(number);
    check(state.active, 'priority is dropped of an interrupt that is not active');
    state.dropped = true;
  }

  /** The end of an interrupt (mode 0) or its deactivation (mode 1). Gives the exits that it took. */
  end(number: number): number {
    const state = this.#state(number);
    check(state.active, 'an interrupt ends that is not active');
    const overflowed = this.overflow > 0;
    state.active = false;
    state.dropped = false;
    state.pending = state.pending || state.raised;
    state.ready = false;
    let exits = this.#controller.endTraps ? 1 : 0;
    if (overflowed) {
      this.maintenance += 1;
      exits += 1;
    }
    this.exits += exits;
    this.#fill();
    return exits;
  }
}
