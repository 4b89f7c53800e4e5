/**
 * The fast LRU replay: all three caches in `Int32Array`s whose position inside a set is the age (front = youngest), one
 * line size. A tag is the whole line number with the region of the trace on top (`../trace/record.ts`); it fits 32 bits
 * as long as the trace touches fewer regions of 4 GiB than half a line has bytes (32 for lines of 64 B). A trace that touches more is carried on by
 * the slower twin (`any-policy.ts`) from the start of the batch in question, with the same lines in the same order.
 *
 * Two exact shortcuts: the front of the set is compared in line, and an instruction fetch from the line of the one before
 * is a hit that changes nothing.
 */
import { type CacheGeometry, setsOf } from '../geometry.ts';
import { lru } from '../replacements/lru.ts';
import { type Regions, recordWords } from '../trace/record.ts';
import { AnyPolicyReplay } from './any-policy.ts';
import { countsOf, type Replay, type ReplayCounts, type ReplayGeometry } from './counts.ts';

/** Whether `LruReplay` can hold the geometry: one line size for all three caches. */
export function suitsLruReplay(geometry: ReplayGeometry): boolean {
  return geometry.i1.lineBytes === geometry.d1.lineBytes && geometry.d1.lineBytes === geometry.ll.lineBytes;
}

/** Moves `line` to the front of the `ways` tags at `first`; 1 when it was absent (the last one falls out). */
export function search(tags: Int32Array, first: number, ways: number, line: number): number {
  let moved = tags[first]!;
  tags[first] = line;
  for (let at = first + 1, end = first + ways; at < end; at++) {
    const tag = tags[at]!;
    tags[at] = moved;
    if (tag === line) return 0;
    moved = tag;
  }
  return 1;
}

/** 1 when `line` was absent; it is at the front of its set afterwards. */
export function reference(tags: Int32Array, setMask: number, ways: number, line: number): number {
  const first = Math.imul(line & setMask, ways);
  return tags[first] === line ? 0 : search(tags, first, ways, line);
}

const emptyTag = -1;

export class LruReplay implements Replay {
  readonly #geometry: ReplayGeometry;
  readonly #regions: Regions;
  readonly #i1: Int32Array;
  readonly #d1: Int32Array;
  readonly #ll: Int32Array;
  readonly #nine = new Float64Array(9);
  /** Line of the last fetch, unless it crossed a border. */
  #lastFetch = emptyTag;
  #slow: AnyPolicyReplay | null = null;

  constructor(geometry: ReplayGeometry, regions: Regions) {
    this.#geometry = geometry;
    this.#regions = regions;
    this.#i1 = emptyTags(geometry.i1);
    this.#d1 = emptyTags(geometry.d1);
    this.#ll = emptyTags(geometry.ll);
  }

  feed(words: Int32Array, count: number): void {
    // Each region may add one more during the batch (a crossing at its end), and tag -1 must stay free for "empty".
    if (this.#slow === null && 2 * this.#regions.count >= this.#geometry.ll.lineBytes) this.#carryOn();
    if (this.#slow !== null) this.#slow.feed(words, count);
    else this.#feed(words, count);
  }

  counts(): ReplayCounts {
    return this.#slow === null ? countsOf(this.#nine) : this.#slow.counts();
  }

  #feed(words: Int32Array, count: number): void {
    const { i1: i1Geometry, d1: d1Geometry, ll: llGeometry } = this.#geometry;
    const [i1, i1Mask, i1Ways] = [this.#i1, setsOf(i1Geometry) - 1, i1Geometry.ways];
    const [d1, d1Mask, d1Ways] = [this.#d1, setsOf(d1Geometry) - 1, d1Geometry.ways];
    const [ll, llMask, llWays] = [this.#ll, setsOf(llGeometry) - 1, llGeometry.ways];
    const lineBytes = llGeometry.lineBytes;
    const offsetMask = lineBytes - 1;
    const shift = 31 - Math.clz32(lineBytes);
    const regionShift = 32 - shift;
    let lastFetch = this.#lastFetch;
    let [fetches, i1Misses, llFetchMisses] = [0, 0, 0];
    let [reads, readMisses, llReadMisses] = [0, 0, 0];
    let [writes, writeMisses, llWriteMisses] = [0, 0, 0];
    for (let i = 0, end = count * recordWords; i < end; i += recordWords) {
      const low = words[i]!;
      const word = words[i + 1]!;
      const line = (low >>> shift) | (word << regionShift);
      const kind = word >>> 28;
      const sizeBytes = (word >>> 16) & 0xfff;
      const offset = low & offsetMask;
      const crosses = offset + sizeBytes > lineBytes && offset !== 0;
      if (kind === 0) {
        fetches++;
        if (line === lastFetch && !crosses) continue;
        let missed = reference(i1, i1Mask, i1Ways, line);
        lastFetch = line;
        if (crosses) {
          lastFetch = this.#lineAfter(line, word);
          missed |= reference(i1, i1Mask, i1Ways, lastFetch);
        }
        if (missed !== 0) {
          i1Misses++;
          missed = reference(ll, llMask, llWays, line);
          if (crosses) missed |= reference(ll, llMask, llWays, lastFetch);
          llFetchMisses += missed;
        }
      } else {
        let missed = reference(d1, d1Mask, d1Ways, line);
        let llMissed = 0;
        if (crosses) {
          const next = this.#lineAfter(line, word);
          missed |= reference(d1, d1Mask, d1Ways, next);
          if (missed !== 0) llMissed = reference(ll, llMask, llWays, line) | reference(ll, llMask, llWays, next);
        } else if (missed !== 0) llMissed = reference(ll, llMask, llWays, line);
        if (kind === 2) {
          writes++;
          writeMisses += missed;
          llWriteMisses += llMissed;
        } else {
          reads++;
          readMisses += missed;
          llReadMisses += llMissed;
        }
      }
    }
    this.#lastFetch = lastFetch;
    const nine = [
      fetches,
      i1Misses,
      llFetchMisses,
      reads,
      readMisses,
      llReadMisses,
      writes,
      writeMisses,
      llWriteMisses,
    ];
    for (let i = 0; i < 9; i++) this.#nine[i]! += nine[i]!;
  }

  /** The line after `line`; at the end of a region that is the first line of another one. */
  #lineAfter(line: number, word: number): number {
    const shift = 31 - Math.clz32(this.#geometry.ll.lineBytes);
    const lineInRegion = 2 ** (32 - shift) - 1;
    if ((line & lineInRegion) !== lineInRegion) return line + 1;
    const next = this.#regions.idOf((this.#regions.highOf(word & 0xffff) + 1) >>> 0);
    return next << (32 - shift);
  }

  /** Hands state and counters to the slower twin, which has room for all regions. */
  #carryOn(): void {
    this.#slow = new AnyPolicyReplay(this.#geometry, lru, this.#regions);
    this.#slow.takeOver(this.#nine, {
      i1: oldestFirst(this.#i1, this.#geometry.i1.ways),
      d1: oldestFirst(this.#d1, this.#geometry.d1.ways),
      ll: oldestFirst(this.#ll, this.#geometry.ll.ways),
    });
  }
}

const emptyTags = (cache: CacheGeometry) => new Int32Array(cache.sizeBytes / cache.lineBytes).fill(emptyTag);

/** Lines of each set from the oldest to the youngest, as the twin numbers them. */
function oldestFirst(tags: Int32Array, ways: number): number[] {
  const lines: number[] = [];
  for (let first = 0; first < tags.length; first += ways) {
    for (let way = ways - 1; way >= 0; way--) if (tags[first + way] !== emptyTag) lines.push(tags[first + way]! >>> 0);
  }
  return lines;
}
