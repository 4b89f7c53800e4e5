/**
 * First in, first out: the way that was filled first, however often it was used since. Round-robin replacement of many
 * Arm instruction caches is this rule as long as all ways are allowed.
 */
import type { Replacement, ReplacementDefinition } from '../replacement.ts';

class Fifo implements Replacement {
  readonly #ways: number;
  readonly #filledAt: Float64Array;
  #now = 0;

  constructor(sets: number, ways: number) {
    this.#ways = ways;
    this.#filledAt = new Float64Array(sets * ways);
  }

  touch(): void {}

  fill(set: number, way: number): void {
    this.#filledAt[set * this.#ways + way] = ++this.#now;
  }

  victim(set: number, allowed: number): number {
    const first = set * this.#ways;
    let oldest = Number.POSITIVE_INFINITY;
    let victim = -1;
    for (let way = 0; way < this.#ways; way++) {
      if (((allowed >>> way) & 1) === 0) continue;
      const filledAt = this.#filledAt[first + way]!;
      if (filledAt < oldest) {
        oldest = filledAt;
        victim = way;
      }
    }
    return victim;
  }
}

export const fifo = {
  name: 'fifo',
  origin: 'Belady, IBM Systems Journal 5(2), 1966 (and the anomaly that it is known for)',
  summary: 'evicts the line that came first',
  stack: false,
  create: (sets, ways) => new Fifo(sets, ways),
} as const satisfies ReplacementDefinition;
