/**
 * A source of arrivals with one pending event: the release timer of a task, or an interrupt source. Times are picoseconds.
 */
import type { Arrivals } from './activation.ts';

export class Source {
  readonly arrivals: Arrivals;
  /** Kernel slot of the next arrival. */
  slot = -1;
  #index = 0;
  /** Next arrival, or `Infinity`. */
  nextAtPs: number;

  constructor(arrivals: Arrivals) {
    this.arrivals = arrivals;
    this.nextAtPs = arrivals.at(0) ?? Number.POSITIVE_INFINITY;
  }

  advance(): void {
    this.#index += 1;
    this.nextAtPs = this.arrivals.at(this.#index) ?? Number.POSITIVE_INFINITY;
  }
}
