/**
 * Tree pseudo-LRU: a binary tree over the ways, one bit per inner node that points to the half used longer ago. A touch
 * turns the bits on its path away from itself; the victim is where the bits lead (Al-Zoubi, Milenkovic and Milenkovic,
 * "Performance evaluation of cache replacement policies for the SPEC CPU2000 benchmark suite", ACM-SE 2004).
 *
 * Ways that are no power of two stand in the next larger tree, whose missing leaves are never allowed; where a bit leads
 * to a half without an allowed way, the other half is taken.
 */
import type { Replacement, ReplacementDefinition } from '../replacement.ts';

class TreePlru implements Replacement {
  /** Leaves of the tree, a power of two. */
  readonly #leaves: number;
  /** Node n (1..leaves-1) of each set is bit n: 1 leads right. */
  readonly #bits: Int32Array;

  constructor(sets: number, ways: number) {
    this.#leaves = ways === 1 ? 1 : 1 << (32 - Math.clz32(ways - 1));
    this.#bits = new Int32Array(sets);
  }

  touch(set: number, way: number): void {
    let bits = this.#bits[set]!;
    for (let node = way + this.#leaves; node > 1; node >>= 1) {
      const parent = node >> 1;
      if ((node & 1) === 0) bits |= 1 << parent;
      else bits &= ~(1 << parent);
    }
    this.#bits[set] = bits;
  }

  fill(set: number, way: number): void {
    this.touch(set, way);
  }

  victim(set: number, allowed: number): number {
    const bits = this.#bits[set]!;
    let node = 1;
    let first = 0;
    let width = this.#leaves;
    while (width > 1) {
      width >>= 1;
      const mask = width === 32 ? -1 : (1 << width) - 1;
      const left = (allowed >>> first) & mask;
      const right = (allowed >>> (first + width)) & mask;
      const goRight = left === 0 || (right !== 0 && ((bits >>> node) & 1) === 1);
      if (goRight) first += width;
      node = 2 * node + (goRight ? 1 : 0);
    }
    return first;
  }
}

export const treePlru = {
  name: 'tree-plru',
  origin: 'Al-Zoubi, Milenkovic, Milenkovic, ACM-SE 2004',
  summary: 'follows one bit per tree node to a line not used lately',
  stack: false,
  create: (sets, ways) => new TreePlru(sets, ways),
} as const satisfies ReplacementDefinition;
