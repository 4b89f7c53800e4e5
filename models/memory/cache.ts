/**
 * One set-associative cache: tags, owners and states of lines, without time. Lines are numbers (address divided by the
 * line size, exact to 2^53). Each line remembers which VM brought it in, so an eviction tells who evicted whom.
 *
 * Latencies, queues and miss limits belong to the level that holds the cache (`machine/`); this room only answers what
 * is inside.
 */
import { type CacheGeometry, setsOf } from './geometry.ts';
import type { Replacement, ReplacementDefinition } from './replacement.ts';

const emptyTag = -1;
const dirtyBit = 1;
const prefetchedBit = 2;

/** What the last `fill` pushed out. Reused; read it at once. */
export interface Eviction {
  /** Line number, or -1 when a free way was taken. */
  line: number;
  owner: number;
  dirty: boolean;
}

export class Cache {
  readonly geometry: CacheGeometry;
  readonly sets: number;
  readonly #ways: number;
  readonly #setMask: number;
  readonly #tags: Float64Array;
  readonly #owners: Int32Array;
  readonly #states: Uint8Array;
  readonly #replacement: Replacement;
  readonly #allWays: number;
  readonly evicted: Eviction = { line: -1, owner: -1, dirty: false };

  constructor(geometry: CacheGeometry, replacement: ReplacementDefinition) {
    this.geometry = geometry;
    this.sets = setsOf(geometry);
    this.#ways = geometry.ways;
    this.#setMask = this.sets - 1;
    this.#allWays = geometry.ways === 32 ? -1 : (1 << geometry.ways) - 1;
    this.#tags = new Float64Array(this.sets * geometry.ways).fill(emptyTag);
    this.#owners = new Int32Array(this.sets * geometry.ways).fill(-1);
    this.#states = new Uint8Array(this.sets * geometry.ways);
    this.#replacement = replacement.create(this.sets, geometry.ways);
  }

  /** Looks the line up and, on a hit, makes it young; with `write` it becomes dirty. */
  access(line: number, write: boolean): boolean {
    const set = this.#setOf(line);
    const way = this.#wayOf(set, line);
    if (way < 0) return false;
    const slot = set * this.#ways + way;
    this.#replacement.touch(set, way);
    this.#states[slot] = write ? dirtyBit : this.#states[slot]! & ~prefetchedBit;
    return true;
  }

  /** Whether the line is inside; changes nothing. */
  has(line: number): boolean {
    return this.#wayOf(this.#setOf(line), line) >= 0;
  }

  /** Who brought the line in, or -1. */
  ownerOf(line: number): number {
    const set = this.#setOf(line);
    const way = this.#wayOf(set, line);
    return way < 0 ? -1 : this.#owners[set * this.#ways + way]!;
  }

  /**
   * Puts an absent line in, for `owner`, into one of the `allowed` ways (bit mask; all when left out). Returns `evicted`.
   * A free allowed way is taken before a line is evicted.
   */
  fill(line: number, owner: number, dirty: boolean, allowed: number = this.#allWays, prefetched = false): Eviction {
    const set = this.#setOf(line);
    const first = set * this.#ways;
    const mask = allowed & this.#allWays;
    let way = this.#freeWay(first, mask);
    const { evicted } = this;
    if (way >= 0) {
      evicted.line = -1;
      evicted.owner = -1;
      evicted.dirty = false;
    } else {
      way = this.#replacement.victim(set, mask, owner);
      evicted.line = this.#tags[first + way]!;
      evicted.owner = this.#owners[first + way]!;
      evicted.dirty = (this.#states[first + way]! & dirtyBit) !== 0;
    }
    this.#tags[first + way] = line;
    this.#owners[first + way] = owner;
    this.#states[first + way] = (dirty ? dirtyBit : 0) | (prefetched ? prefetchedBit : 0);
    this.#replacement.fill(set, way);
    return evicted;
  }

  /** Marks a line dirty without making it young (a write-back from above); false when it is not inside. */
  soil(line: number): boolean {
    const set = this.#setOf(line);
    const way = this.#wayOf(set, line);
    if (way < 0) return false;
    this.#states[set * this.#ways + way]! |= dirtyBit;
    return true;
  }

  /** Throws the line out; returns whether it was dirty, or null when it was not inside. */
  drop(line: number): boolean | null {
    const set = this.#setOf(line);
    const way = this.#wayOf(set, line);
    if (way < 0) return null;
    const slot = set * this.#ways + way;
    const dirty = (this.#states[slot]! & dirtyBit) !== 0;
    this.#tags[slot] = emptyTag;
    this.#owners[slot] = -1;
    this.#states[slot] = 0;
    return dirty;
  }

  /** Lines inside per owner: `counts[owner]`. */
  occupancy(owners: number): number[] {
    const counts = new Array<number>(owners).fill(0);
    for (const owner of this.#owners) if (owner >= 0) counts[owner]!++;
    return counts;
  }

  /** Every line inside, ascending; for tests and reports, not for hot paths. */
  lines(): number[] {
    return [...this.#tags].filter((tag) => tag !== emptyTag).sort((a, b) => a - b);
  }

  #setOf(line: number): number {
    return line < 0x80000000 ? line & this.#setMask : (line % 0x80000000) & this.#setMask;
  }

  #wayOf(set: number, line: number): number {
    const tags = this.#tags;
    const first = set * this.#ways;
    for (let way = 0; way < this.#ways; way++) if (tags[first + way] === line) return way;
    return -1;
  }

  #freeWay(first: number, mask: number): number {
    for (let way = 0; way < this.#ways; way++) {
      if (((mask >>> way) & 1) === 1 && this.#tags[first + way] === emptyTag) return way;
    }
    return -1;
  }
}
