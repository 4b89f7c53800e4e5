/**
 * Throttling of an interrupt source: at most so many interrupts in any window of time; what comes sooner is masked until the
 * window has room, and merges there into one. This is what keeps a storm from eating a core. Times in ps.
 */
import { check } from '../../engine/check.ts';
import type { Arrivals } from '../workload/activation.ts';

export class Throttle {
  readonly #most: number;
  readonly #windowPs: number;
  /** Instants of the last `most` interrupts that passed, oldest first. */
  readonly #passed: number[] = [];
  suppressed = 0;

  constructor(most: number, windowPs: number) {
    check(most >= 1 && windowPs >= 1, 'a throttle lets something through');
    this.#most = most;
    this.#windowPs = windowPs;
  }

  /** An interrupt comes now: gives the instant at which it may be taken, now or later. */
  admit(nowPs: number): number {
    const first = this.#passed[0];
    const freeAtPs = this.#passed.length < this.#most || first === undefined ? nowPs : first + this.#windowPs;
    return freeAtPs > nowPs ? freeAtPs : nowPs;
  }

  /** It is taken. */
  pass(nowPs: number): void {
    this.#passed.push(nowPs);
    if (this.#passed.length > this.#most) this.#passed.shift();
  }
}

/** Arrivals that pass a throttle: what comes while the source is masked merges into the one that is taken when it may. */
export class ThrottledArrivals implements Arrivals {
  readonly throttle: Throttle;
  readonly #arrivals: Arrivals;
  readonly #taken: (number | null)[] = [];
  #next = 0;

  constructor(arrivals: Arrivals, most: number, windowPs: number) {
    this.#arrivals = arrivals;
    this.throttle = new Throttle(most, windowPs);
  }

  at(index: number): number | null {
    while (this.#taken.length <= index) this.#taken.push(this.#takeNext());
    return this.#taken[index]!;
  }

  #takeNext(): number | null {
    const comesAtPs = this.#arrivals.at(this.#next);
    if (comesAtPs === null) return null;
    this.#next += 1;
    const atPs = this.throttle.admit(comesAtPs);
    if (atPs > comesAtPs) {
      for (
        let laterPs = this.#arrivals.at(this.#next);
        laterPs !== null && laterPs <= atPs;
        laterPs = this.#arrivals.at(this.#next)
      ) {
        this.#next += 1;
        this.throttle.suppressed += 1;
      }
    }
    this.throttle.pass(atPs);
    return atPs;
  }
}
