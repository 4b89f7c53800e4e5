/**
 * Watches one limit while jobs finish: how many broke it, when, and which was the worst. It sees each job once, so it
 * stays exact where the sample behind the percentiles has gone over to buckets. Times in ps.
 */

/** Instants kept per watch; beyond them only the count goes on (a run with more misses is drawn as a density). */
export const instantsKept = 2_000;

export interface JobTime {
  readonly job: number;
  readonly releaseAtPs: number;
  readonly finishAtPs: number;
  readonly responsePs: number;
}

export class LimitWatch {
  readonly limitPs: number;
  readonly comparison: 'max' | 'min';
  broken = 0;
  /** When a limit was found broken, ascending; thinned by halves when there are more than `instantsKept`. */
  #instants: number[] = [];
  #keepEvery = 1;

  constructor(limitPs: number, comparison: 'max' | 'min') {
    this.limitPs = limitPs;
    this.comparison = comparison;
  }

  /** @param atPs when the item ended, or the horizon for one that did not */
  see(itemPs: number, atPs: number): void {
    if (this.comparison === 'max' ? itemPs <= this.limitPs : itemPs >= this.limitPs) return;
    if (this.broken % this.#keepEvery === 0) this.#instants.push(atPs);
    this.broken += 1;
    if (this.#instants.length <= instantsKept) return;
    this.#instants = this.#instants.filter((_, i) => i % 2 === 0);
    this.#keepEvery *= 2;
  }

  get instants(): readonly number[] {
    return this.#instants;
  }
}
