/** A display: shows what it was given at its next refresh. Refresh n is computed from n, so it does not drift. */
import { mulDivCeil, psPer } from '../../engine/time.ts';

export class Display {
  readonly #hz: number;

  constructor(refreshHz: number) {
    this.#hz = refreshHz;
  }

  /** The first refresh later than `nowPs`. */
  nextPs(nowPs: number): number {
    let edge = Math.floor(nowPs / (psPer.s / this.#hz));
    for (;;) {
      const atPs = mulDivCeil(edge, psPer.s, this.#hz);
      if (atPs > nowPs) return atPs;
      edge += 1;
    }
  }
}
