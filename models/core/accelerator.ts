/**
 * An accelerator (GPU, DSP): a server that executes one request at a time while the requesting task waits. Requests are
 * not pre-empted; the queue is served in order of arrival, or by the priority of the task. Times are picoseconds.
 */
import type { Task } from '../guest/task.ts';

export class Accelerator {
  /** Entity id. */
  readonly id: number;
  readonly byPriority: boolean;
  /** Work of the core to hand a request over. */
  readonly callCostPs: number;
  /** Kernel slot of the end of the present request. */
  slot = -1;
  serving: Task | null = null;
  readonly #queue: Task[] = [];
  readonly #workPs: number[] = [];

  constructor(id: number, byPriority: boolean, callCostPs: number) {
    this.id = id;
    this.callCostPs = callCostPs;
    this.byPriority = byPriority;
  }

  enqueue(task: Task, workPs: number): void {
    let at = this.#queue.length;
    if (this.byPriority) while (at > 0 && this.#queue[at - 1]!.priority < task.priority) at -= 1;
    this.#queue.splice(at, 0, task);
    this.#workPs.splice(at, 0, workPs);
  }

  /** Starts the next request if the server is free; gives its work in ps, or -1. */
  next(): number {
    if (this.serving !== null || this.#queue.length === 0) return -1;
    this.serving = this.#queue.shift()!;
    return this.#workPs.shift()!;
  }
}
