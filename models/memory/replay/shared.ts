/**
 * The fast replay of several cores at once: each with its own I1 and D1, all with one shared second level, one access per
 * core in turn. LRU everywhere, one line size, no time: it counts misses, and whose line each fill of the shared level
 * pushed out. For design sweeps over long traces; waiting and banks are the business of `../machine/`.
 *
 * Cores are VMs here: a line of the shared level carries its core in the highest four bits of its tag (16 cores, traces
 * within 2^28 lines each).
 */
import { check } from '../../../engine/check.ts';
import { type CacheGeometry, setsOf } from '../geometry.ts';
import { recordWords } from '../trace/record.ts';

export interface SharedGeometry {
  readonly i1: CacheGeometry;
  readonly d1: CacheGeometry;
  readonly shared: CacheGeometry;
}

export interface SharedReplayCounts {
  /** Per core: fetches, reads (with modifies), writes. */
  readonly refs: readonly (readonly [number, number, number])[];
  readonly l1Misses: readonly (readonly [number, number, number])[];
  readonly sharedMisses: readonly (readonly [number, number, number])[];
  /** Lines of core `victim` pushed out by core `culprit`: at [victim * cores + culprit]. */
  readonly evictions: readonly number[];
}

const mostCores = 16;
const coreShift = 28;
/** Counter of each kind of access: fetch, load, store, modify (counts as a read). */
const counterOfKind = [0, 1, 2, 1] as const;

export class SharedReplay {
  readonly #geometry: SharedGeometry;
  readonly #cores: number;
  /** Tags of all first levels: core by core, instructions before data. */
  readonly #first: Int32Array;
  readonly #shared: Int32Array;
  readonly #counts: Float64Array;
  readonly #evictions: Float64Array;

  constructor(geometry: SharedGeometry, cores: number) {
    check(cores >= 1 && cores <= mostCores, 'the shared replay has 1 to 16 cores');
    const { i1, d1, shared } = geometry;
    check(i1.lineBytes === d1.lineBytes && d1.lineBytes === shared.lineBytes, 'the shared replay has one line size');
    this.#geometry = geometry;
    this.#cores = cores;
    this.#first = new Int32Array((cores * (i1.sizeBytes + d1.sizeBytes)) / i1.lineBytes).fill(-1);
    this.#shared = new Int32Array(shared.sizeBytes / shared.lineBytes).fill(-1);
    this.#counts = new Float64Array(9 * cores);
    this.#evictions = new Float64Array(cores * cores);
  }

  /** Replays `count` records of each core's batch, in turn. Addresses are below 2^28 lines: region 0, or small ones. */
  feed(batches: readonly Int32Array[], count: number): void {
    const { i1, d1, shared } = this.#geometry;
    const [i1Mask, d1Mask, sharedMask] = [setsOf(i1) - 1, setsOf(d1) - 1, setsOf(shared) - 1];
    const [i1Ways, d1Ways, sharedWays] = [i1.ways, d1.ways, shared.ways];
    const [i1Lines, coreLines] = [i1.sizeBytes / i1.lineBytes, (i1.sizeBytes + d1.sizeBytes) / i1.lineBytes];
    const [first, second, counts] = [this.#first, this.#shared, this.#counts];
    const { lineBytes } = shared;
    const shift = 31 - Math.clz32(lineBytes);
    const lineMask = (1 << coreShift) - 1;
    const cores = this.#cores;
    for (let i = 0, end = count * recordWords; i < end; i += recordWords) {
      for (let core = 0; core < cores; core++) {
        const words = batches[core]!;
        const low = words[i]!;
        const word = words[i + 1]!;
        const line = (((low >>> shift) | (word << (32 - shift))) & lineMask) | (core << coreShift);
        const kind = word >>> 28;
        const offset = low & (lineBytes - 1);
        const counter = core * 9 + counterOfKind[kind]!;
        counts[counter]!++;
        const base = core * coreLines + (kind === 0 ? 0 : i1Lines);
        const mask = kind === 0 ? i1Mask : d1Mask;
        const ways = kind === 0 ? i1Ways : d1Ways;
        let missed = touch(first, base + Math.imul(line & mask, ways), ways, line);
        const crosses = offset + ((word >>> 16) & 0xfff) > lineBytes && offset !== 0;
        const next = crosses ? (line & ~lineMask) | ((line + 1) & lineMask) : line;
        if (crosses) missed |= touch(first, base + Math.imul(next & mask, ways), ways, next);
        if (missed === 0) continue;
        counts[counter + 3]!++;
        let absent = this.#fetch(second, sharedMask, sharedWays, line, core);
        if (crosses) absent |= this.#fetch(second, sharedMask, sharedWays, next, core);
        counts[counter + 6]! += absent;
      }
    }
  }

  counts(): SharedReplayCounts {
    const triples = (from: number): [number, number, number][] =>
      Array.from({ length: this.#cores }, (_, core) => {
        const at = core * 9 + from;
        return [this.#counts[at]!, this.#counts[at + 1]!, this.#counts[at + 2]!];
      });
    return { refs: triples(0), l1Misses: triples(3), sharedMisses: triples(6), evictions: [...this.#evictions] };
  }

  /** The line to the front of its set of the shared level; 1 when it was absent. Counts whose line fell out. */
  #fetch(tags: Int32Array, setMask: number, ways: number, line: number, core: number): number {
    // Lines of different cores lie in the same sets: the core's bits are no part of the index.
    const first = Math.imul(line & setMask, ways);
    let moved = tags[first]!;
    if (moved === line) return 0;
    tags[first] = line;
    for (let at = first + 1, end = first + ways; at < end; at++) {
      const tag = tags[at]!;
      tags[at] = moved;
      if (tag === line) return 0;
      moved = tag;
    }
    if (moved !== -1) this.#evictions[(moved >>> coreShift) * this.#cores + core]!++;
    return 1;
  }
}

function touch(tags: Int32Array, first: number, ways: number, line: number): number {
  return tags[first] === line ? 0 : search(tags, first, ways, line);
}

function search(tags: Int32Array, first: number, ways: number, line: number): number {
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
