/**
 * A lock inside one guest: who holds it, who waits, and what holding it does to urgency.
 *
 * `ceiling`: the holder at once gets the highest priority of all tasks that ever hold it (immediate priority ceiling, OSEK
 * "OSEK priority ceiling protocol"). `inheritance`: the holder gets the highest priority of those who wait. `none`: nothing.
 * `spin`: whoever waits keeps its vCPU busy, in order of arrival (ticket lock), and neither a spinning task nor a holder is
 * pre-empted by its own guest; the hypervisor may all the same take the holder's vCPU away, and then everybody spins.
 */
import type { Task } from './task.ts';

export type Protocol = 'ceiling' | 'inheritance' | 'spin' | 'none';

export class Resource {
  /** Entity id. */
  readonly id: number;
  readonly protocol: Protocol;
  /** Highest priority of the tasks that use it. */
  ceiling = Number.NEGATIVE_INFINITY;
  holder: Task | null = null;
  /** By priority, then by arrival; spinning tasks by arrival alone. */
  readonly waiters: Task[] = [];

  constructor(id: number, protocol: Protocol) {
    this.id = id;
    this.protocol = protocol;
  }

  addWaiter(task: Task): void {
    let at = this.waiters.length;
    while (this.protocol !== 'spin' && at > 0 && this.waiters[at - 1]!.priority < task.priority) at -= 1;
    this.waiters.splice(at, 0, task);
  }

  /** Priority that holding this resource lends, or -Infinity. */
  lentPriority(): number {
    if (this.protocol === 'ceiling') return this.ceiling;
    if (this.protocol === 'inheritance' && this.waiters.length > 0) return this.waiters[0]!.priority;
    return Number.NEGATIVE_INFINITY;
  }
}
