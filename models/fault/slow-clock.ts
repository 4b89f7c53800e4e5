/**
 * A guest's clock that runs wrong: arrivals of one task, stretched from an instant on. Drift is in parts per million,
 * positive when the guest's clock is slow (its releases come later and later). Exact: each shift is rounded once.
 */
import { mulDivFloor } from '../../engine/time.ts';
import type { Arrivals } from '../workload/activation.ts';

export class SlowClock implements Arrivals {
  readonly #arrivals: Arrivals;
  #fromPs = Number.POSITIVE_INFINITY;
  #partsPerMillion = 0;

  constructor(arrivals: Arrivals) {
    this.#arrivals = arrivals;
  }

  drift(fromPs: number, partsPerMillion: number): void {
    this.#fromPs = fromPs;
    this.#partsPerMillion = partsPerMillion;
  }

  at(index: number): number | null {
    const atPs = this.#arrivals.at(index);
    if (atPs === null || atPs <= this.#fromPs) return atPs;
    return atPs + mulDivFloor(atPs - this.#fromPs, this.#partsPerMillion, 1_000_000);
  }
}
