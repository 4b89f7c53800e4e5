/** What a task does: runs (current on a vCPU that holds a pCPU), is ready, or waits for something. Times in ps. */
import type { Interval, Lane } from '../fact.ts';
import { Stretches } from './stretches.ts';

type TaskLaneFact = Extract<Lane, { kind: 'task' }>;
type State = { readonly state: 'running' | 'ready' | 'waiting' };

export class TaskLane {
  readonly #label: string;
  readonly #vm: string;
  readonly #hero: boolean;
  readonly #window: Interval;
  readonly #stretches: Stretches<State>;
  readonly #releases: number[] = [];
  readonly #deadlines: number[] = [];
  #pending = 0;
  /** Place of the vCPU on which it is current, or -1. */
  vcpuPlace = -1;
  #waiting = false;

  constructor(label: string, vm: string, hero: boolean, window: Interval) {
    this.#label = label;
    this.#vm = vm;
    this.#hero = hero;
    this.#window = window;
    this.#stretches = new Stretches<State>(window, (a, b) => a.state === b.state);
  }

  release(atPs: number, deadlineAtPs: number): void {
    this.#pending += 1;
    const { startPs, endPs } = this.#window;
    if (atPs >= startPs && atPs <= endPs) this.#releases.push(atPs);
    if (deadlineAtPs >= startPs && deadlineAtPs <= endPs) this.#deadlines.push(deadlineAtPs);
  }

  finish(): void {
    this.#pending -= 1;
    this.vcpuPlace = -1;
    this.#waiting = false;
  }

  wait(waiting: boolean): void {
    this.#waiting = waiting;
  }

  /** @param held whether the vCPU of the task holds a pCPU now */
  show(held: boolean, atPs: number): void {
    const running = this.vcpuPlace >= 0 && held;
    const state = running ? 'running' : this.#waiting ? 'waiting' : this.#pending > 0 ? 'ready' : null;
    this.#stretches.set(state === null ? null : { state }, atPs);
  }

  lane(): TaskLaneFact {
    this.#stretches.end();
    return {
      kind: 'task',
      label: this.#label,
      vm: this.#vm,
      hero: this.#hero,
      releases: this.#releases,
      deadlines: this.#deadlines,
      intervals: this.#stretches.intervals,
    };
  }

  /** Time spent running inside the window, to choose the busiest lanes. */
  static runningPs({ intervals }: TaskLaneFact): number {
    let sum = 0;
    for (const { state, startPs, endPs } of intervals) if (state === 'running') sum += endPs - startPs;
    return sum;
  }
}
