/**
 * The inner loop of the fast LRU replay in JavaScript: tags in `Int32Array`s whose position inside a set is the age (front =
 * youngest). The same loop exists as WebAssembly (`wasm/`); both are held against the plain lists of the test.
 *
 * Two exact shortcuts: the front of the set is compared in line, and an instruction fetch from the line of the one before
 * is a hit that changes nothing.
 */
import { type CacheGeometry, setsOf } from '../geometry.ts';
import { recordWords } from '../trace/record.ts';
import type { ReplayGeometry } from './counts.ts';
import type { LineAfter, LruEngine } from './lru.ts';

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

const emptyTags = (cache: CacheGeometry): Int32Array => new Int32Array(cache.sizeBytes / cache.lineBytes).fill(-1);

export class ScriptEngine implements LruEngine {
  readonly i1: Int32Array;
  readonly d1: Int32Array;
  readonly ll: Int32Array;
  readonly words = null;
  readonly #geometry: ReplayGeometry;
  readonly #lineAfter: LineAfter;
  /** Line of the last fetch. */
  #lastFetch = -1;

  constructor(geometry: ReplayGeometry, lineAfter: LineAfter) {
    this.#geometry = geometry;
    this.#lineAfter = lineAfter;
    this.i1 = emptyTags(geometry.i1);
    this.d1 = emptyTags(geometry.d1);
    this.ll = emptyTags(geometry.ll);
  }

  feed(words: Int32Array, count: number, nine: Float64Array): void {
    const { i1: i1Geometry, d1: d1Geometry, ll: llGeometry } = this.#geometry;
    const [i1, i1Mask, i1Ways] = [this.i1, setsOf(i1Geometry) - 1, i1Geometry.ways];
    const [d1, d1Mask, d1Ways] = [this.d1, setsOf(d1Geometry) - 1, d1Geometry.ways];
    const [ll, llMask, llWays] = [this.ll, setsOf(llGeometry) - 1, llGeometry.ways];
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
    const added = [
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
    for (let i = 0; i < 9; i++) nine[i]! += added[i]!;
  }
}
