/**
 * Throttling of an interrupt source: at most so many interrupts in any window of time; what comes sooner is masked until the
 * window has room, and merges there into one. This is what keeps a storm from eating a core. Times in ps.
 */
import { check } from '../../engine/check.ts';

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
