/** Builds the intervals of one lane: one state at a time, clipped to a window, equal neighbours joined. Times in ps. */
import type { Interval } from '../fact.ts';

export class Stretches<State> {
  readonly #window: Interval;
  readonly #same: (a: State, b: State) => boolean;
  readonly intervals: (Interval & State)[] = [];
  #state: State | null = null;
  #sincePs = 0;

  constructor(window: Interval, same: (a: State, b: State) => boolean) {
    this.#window = window;
    this.#same = same;
  }

  /** From `atPs` on the lane is in `state`; null leaves it empty. Instants never decrease. */
  set(state: State | null, atPs: number): void {
    const before = this.#state;
    if (before === null ? state === null : state !== null && this.#same(before, state)) return;
    this.#close(atPs);
    this.#state = state;
    this.#sincePs = atPs;
  }

  end(): void {
    this.#close(this.#window.endPs);
    this.#state = null;
  }

  #close(atPs: number): void {
    const startPs = Math.max(this.#sincePs, this.#window.startPs);
    const endPs = Math.min(atPs, this.#window.endPs);
    if (this.#state === null || startPs >= endPs) return;
    const last = this.intervals[this.intervals.length - 1];
    if (last !== undefined && last.endPs === startPs && this.#same(last, this.#state)) {
      this.intervals[this.intervals.length - 1] = { ...last, endPs };
    } else this.intervals.push({ startPs, endPs, ...this.#state });
  }
}
