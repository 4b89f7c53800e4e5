/**
 * Least recently used: the way whose last touch lies furthest back. Kept as time stamps (one double per line, exact to
 * 2^53 accesses); the fast replay (`../replay/lru.ts`) keeps the same order by position instead.
 */
import type { Replacement, ReplacementDefinition } from '../replacement.ts';

class Lru implements Replacement {
  readonly #ways: number;
  readonly #stamps: Float64Array;
  #now = 0;

  constructor(sets: number, ways: number) {
    this.#ways = ways;
    this.#stamps = new Float64Array(sets * ways);
  }

  touch(set: number, way: number): void {
    this.#stamps[set * this.#ways + way] = ++this.#now;
  }

  fill(set: number, way: number): void {
    this.#stamps[set * this.#ways + way] = ++this.#now;
  }

  victim(set: number, allowed: number): number {
    const first = set * this.#ways;
    let oldest = Number.POSITIVE_INFINITY;
    let victim = -1;
    for (let way = 0; way < this.#ways; way++) {
      if (((allowed >>> way) & 1) === 0) continue;
      const stamp = this.#stamps[first + way]!;
      if (stamp < oldest) {
        oldest = stamp;
        victim = way;
      }
    }
    return victim;
  }
}

export const lru = {
  name: 'lru',
  origin: 'Mattson et al., IBM Systems Journal 9(2), 1970; Valgrind manual, Cachegrind',
  summary: 'evicts the line whose last use lies furthest back',
  stack: true,
  create: (sets, ways) => new Lru(sets, ways),
} as const satisfies ReplacementDefinition;
