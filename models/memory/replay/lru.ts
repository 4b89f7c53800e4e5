/**
 * The fast LRU replay: all three caches with one line size. A tag is the whole line number with the region of the trace on
 * top (`../trace/record.ts`); it fits 32 bits as long as the trace touches fewer regions of 4 GiB than half a line has
 * bytes (32 for lines of 64 B). A trace that touches more is carried on by the slower twin (`any-policy.ts`) from the batch
 * in question, with the same lines in the same order.
 *
 * The inner loop runs as WebAssembly where there is any, and as JavaScript otherwise; the counts are the same.
 */
import { lru } from '../replacements/lru.ts';
import type { Regions } from '../trace/record.ts';
import { AnyPolicyReplay } from './any-policy.ts';
import { countsOf, type Replay, type ReplayCounts, type ReplayGeometry } from './counts.ts';
import { ScriptEngine } from './lru-script.ts';
import { createWasmEngine } from './wasm/engine.ts';

/** Whether `LruReplay` can hold the geometry: one line size for all three caches. */
export function suitsLruReplay(geometry: ReplayGeometry): boolean {
  return geometry.i1.lineBytes === geometry.d1.lineBytes && geometry.d1.lineBytes === geometry.ll.lineBytes;
}

/** The line after `line`, for an access of the second word `word` that crosses its end. */
export type LineAfter = (line: number, word: number) => number;

/** An inner loop with its tags: position inside a set is the age, -1 is empty. */
export interface LruEngine {
  readonly i1: Int32Array;
  readonly d1: Int32Array;
  readonly ll: Int32Array;
  /** Where records may be put so that nothing is copied; null when anywhere will do. */
  readonly words: Int32Array | null;
  /** Replays `count` records and adds to the nine counters. */
  feed(words: Int32Array, count: number, nine: Float64Array): void;
}

const emptyTag = -1;

export class LruReplay implements Replay {
  readonly #geometry: ReplayGeometry;
  readonly #regions: Regions;
  readonly #engine: LruEngine;
  readonly #nine = new Float64Array(9);
  #slow: AnyPolicyReplay | null = null;

  /** @param engine which inner loop; `fastest` is WebAssembly where it exists */
  constructor(geometry: ReplayGeometry, regions: Regions, engine: 'fastest' | 'script' = 'fastest') {
    this.#geometry = geometry;
    this.#regions = regions;
    const lineAfter: LineAfter = (line, word) => this.#lineAfter(line, word);
    const wasm = engine === 'fastest' ? createWasmEngine(geometry, lineAfter) : null;
    this.#engine = wasm ?? new ScriptEngine(geometry, lineAfter);
  }

  /** Where the reader of a trace should put its batches, or null. */
  get words(): Int32Array | null {
    return this.#engine.words;
  }

  feed(words: Int32Array, count: number): void {
    // Each region may add one more during the batch (a crossing at its end), and tag -1 must stay free for "empty".
    if (this.#slow === null && 2 * this.#regions.count >= this.#geometry.ll.lineBytes) this.#carryOn();
    if (this.#slow !== null) this.#slow.feed(words, count);
    else this.#engine.feed(words, count, this.#nine);
  }

  counts(): ReplayCounts {
    return this.#slow === null ? countsOf(this.#nine) : this.#slow.counts();
  }

  /** At the end of a region the line after is the first line of another one. */
  #lineAfter(line: number, word: number): number {
    const shift = 31 - Math.clz32(this.#geometry.ll.lineBytes);
    const lineInRegion = 2 ** (32 - shift) - 1;
    if ((line & lineInRegion) !== lineInRegion) return line + 1;
    const next = this.#regions.idOf((this.#regions.highOf(word & 0xffff) + 1) >>> 0);
    return next << (32 - shift);
  }

  /** Hands state and counters to the slower twin, which has room for all regions. */
  #carryOn(): void {
    const { i1, d1, ll } = this.#engine;
    this.#slow = new AnyPolicyReplay(this.#geometry, lru, this.#regions);
    this.#slow.takeOver(this.#nine, {
      i1: oldestFirst(i1, this.#geometry.i1.ways),
      d1: oldestFirst(d1, this.#geometry.d1.ways),
      ll: oldestFirst(ll, this.#geometry.ll.ways),
    });
  }
}

/** Lines of each set from the oldest to the youngest, as the twin numbers them. */
function oldestFirst(tags: Int32Array, ways: number): number[] {
  const lines: number[] = [];
  for (let first = 0; first < tags.length; first += ways) {
    for (let way = ways - 1; way >= 0; way--) if (tags[first + way] !== emptyTag) lines.push(tags[first + way]! >>> 0);
  }
  return lines;
}
