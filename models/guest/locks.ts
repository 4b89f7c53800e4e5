/**
 * Taking and giving locks inside a guest, and the urgency that holding one lends. The mechanism of waiting (blocking the
 * task, charging the wait) belongs to `guest.ts`, which is told through `LockEvents`.
 *
 * Source: immediate priority ceiling (OSEK OS 2.2.3, 8.5) and priority inheritance (Sha, Rajkumar, Lehoczky 1990).
 */
import { check } from '../../engine/check.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { Resource } from './resource.ts';
import type { Task } from './task.ts';

export interface LockEvents {
  settle(vcpu: Vcpu): void;
  boost(task: Task, urgency: number | null): void;
  /** A waiter became the holder (a spinning one goes on at once if its vCPU runs). */
  granted(task: Task, resource: Resource): void;
  /** Another task holds what `task` waits for. */
  holderChanged(task: Task, holder: Task): void;
}

export class Locks {
  readonly #events: LockEvents;

  constructor(events: LockEvents) {
    this.#events = events;
  }

  take(task: Task, resource: Resource): void {
    check(resource.holder === null, 'a held lock is taken');
    resource.holder = task;
    task.held.push(resource);
    if (resource.protocol === 'spin') task.spinLocksHeld += 1;
    this.#updateUrgency(task);
  }

  await(task: Task, resource: Resource): void {
    resource.addWaiter(task);
    this.#updateUrgency(resource.holder!);
  }

  /** Gives the lock back; the most urgent waiter gets it at once. */
  give(task: Task, resource: Resource): void {
    check(resource.holder === task, 'a lock is given back by a task that does not hold it');
    // Who spins is charged to the holder up to now.
    if (resource.protocol === 'spin') for (const waiter of resource.waiters) this.#events.settle(waiter.assigned);
    resource.holder = null;
    task.held.splice(task.held.indexOf(resource), 1);
    if (resource.protocol === 'spin') task.spinLocksHeld -= 1;
    this.#updateUrgency(task);
    const next = resource.waiters.shift();
    if (next === undefined) return;
    this.#events.settle(next.assigned);
    this.take(next, resource);
    if (resource.protocol !== 'spin') for (const waiter of resource.waiters) this.#events.holderChanged(waiter, next);
    this.#events.granted(next, resource);
  }

  #updateUrgency(task: Task): void {
    let urgency = task.priority;
    for (const resource of task.held) urgency = Math.max(urgency, resource.lentPriority());
    const boosted = urgency > task.priority ? urgency : null;
    if (boosted === task.urgency) return;
    task.urgency = boosted;
    this.#events.boost(task, boosted);
  }
}
