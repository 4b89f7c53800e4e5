/**
 * Stride: per source the last line and the last distance; after two equal distances in a row it fetches `degree` steps
 * ahead (Chen and Baer, "Effective hardware-based data prefetching for high-performance processors", IEEE Transactions on
 * Computers 44(5), 1995). Accesses to the same line again are not steps.
 */
import type { Prefetcher, PrefetcherDefinition } from '../prefetcher.ts';

const sources = 16;
/** Equal distances before it is sure. */
const confident = 2;

class Stride implements Prefetcher {
  readonly #degree: number;
  readonly #lastLine = new Float64Array(sources).fill(-1);
  readonly #distance = new Float64Array(sources);
  readonly #seen = new Uint8Array(sources);

  constructor(degree: number) {
    this.#degree = degree;
  }

  observe(line: number, _missed: boolean, source: number, out: number[]): number {
    const slot = source % sources;
    const before = this.#lastLine[slot]!;
    if (line === before) return 0;
    this.#lastLine[slot] = line;
    if (before < 0) return 0;
    const distance = line - before;
    if (distance === this.#distance[slot]) this.#seen[slot] = Math.min(confident, this.#seen[slot]! + 1);
    else {
      this.#distance[slot] = distance;
      this.#seen[slot] = 1;
    }
    if (this.#seen[slot]! < confident) return 0;
    let count = 0;
    for (let step = 1; step <= this.#degree; step++) {
      const ahead = line + step * distance;
      if (ahead >= 0) out[count++] = ahead;
    }
    return count;
  }
}

export const stride = {
  name: 'stride',
  origin: 'Chen and Baer, IEEE Transactions on Computers 44(5), 1995',
  summary: 'fetches ahead once two steps of one source were equal',
  create: (degree) => new Stride(degree),
} as const satisfies PrefetcherDefinition;
