/** A pattern as a program: its accesses, with the same stretch of execution before each. */
import type { AccessSource, MemoryAccess } from './access.ts';
import type { Pattern } from './pattern.ts';

export class PatternSource implements AccessSource {
  readonly #pattern: Pattern;
  readonly #gapPs: number;
  readonly #accesses: number;
  #n = 0;

  /** @param accesses how many accesses the program makes; `Infinity` for one that never ends */
  constructor(pattern: Pattern, gapPs: number, accesses: number) {
    this.#pattern = pattern;
    this.#gapPs = gapPs;
    this.#accesses = accesses;
  }

  next(out: MemoryAccess): boolean {
    if (this.#n >= this.#accesses) return false;
    const n = this.#n++;
    out.address = this.#pattern.offset(n);
    out.write = this.#pattern.write(n);
    out.fetch = false;
    out.gapPs = this.#gapPs;
    out.dependent = this.#pattern.dependent;
    out.stream = 0;
    return true;
  }
}
