/**
 * Replay with any replacement policy and any mixture of line sizes, on the caches of the access level (`../cache.ts`).
 * Slower than `lru.ts`, and its twin in the tests: with LRU both give the same nine counters.
 */
import { Cache } from '../cache.ts';
import type { ReplacementDefinition } from '../replacement.ts';
import { accessKinds, type Regions, recordWords } from '../trace/record.ts';
import { countsOf, type Replay, type ReplayCounts, type ReplayGeometry } from './counts.ts';

/** One cache and its line size as a shift; lines are numbered over the regions of the trace. */
class Level {
  readonly #cache: Cache;
  readonly #shift: number;
  readonly #linesPerRegion: number;
  readonly #regions: Regions;

  constructor(cache: Cache, regions: Regions) {
    this.#cache = cache;
    this.#shift = 31 - Math.clz32(cache.geometry.lineBytes);
    this.#linesPerRegion = 2 ** (32 - this.#shift);
    this.#regions = regions;
  }

  /** 1 when one of the lines of [low, low + size) in `region` was absent; all of them are inside afterwards. */
  misses(low: number, region: number, sizeBytes: number): number {
    const first = low >>> 0;
    const last = first + sizeBytes - 1;
    const firstLine = first >>> this.#shift;
    let missed = this.#touch(region * this.#linesPerRegion + firstLine);
    if (last >= 2 ** 32) {
      const next = this.#regions.idOf((this.#regions.highOf(region) + 1) >>> 0);
      missed |= this.#touch(next * this.#linesPerRegion);
    } else if (last >>> this.#shift !== firstLine) {
      missed |= this.#touch(region * this.#linesPerRegion + firstLine + 1);
    }
    return missed;
  }

  /** Takes a line over from another replay; give the oldest of a set first. */
  adopt(line: number): void {
    this.#cache.fill(line, 0, false);
  }

  #touch(line: number): number {
    if (this.#cache.access(line, false)) return 0;
    this.#cache.fill(line, 0, false);
    return 1;
  }
}

export class AnyPolicyReplay implements Replay {
  readonly #i1: Level;
  readonly #d1: Level;
  readonly #ll: Level;
  readonly #longestData: number;
  readonly #nine = new Float64Array(9);

  constructor(geometry: ReplayGeometry, policy: ReplacementDefinition, regions: Regions) {
    this.#i1 = new Level(new Cache(geometry.i1, policy), regions);
    this.#d1 = new Level(new Cache(geometry.d1, policy), regions);
    this.#ll = new Level(new Cache(geometry.ll, policy), regions);
    this.#longestData = Math.min(geometry.i1.lineBytes, geometry.d1.lineBytes, geometry.ll.lineBytes);
  }

  feed(words: Int32Array, count: number): void {
    const nine = this.#nine;
    for (let i = 0; i < count * recordWords; i += recordWords) {
      const low = words[i]!;
      const word = words[i + 1]!;
      const kind = word >>> 28;
      const region = word & 0xffff;
      const instruction = kind === accessKinds.instruction;
      const sizeBytes = Math.min((word >>> 16) & 0xfff, this.#longestData);
      const counter = instruction ? 0 : kind === accessKinds.store ? 6 : 3;
      nine[counter]!++;
      if ((instruction ? this.#i1 : this.#d1).misses(low, region, sizeBytes) === 0) continue;
      nine[counter + 1]!++;
      nine[counter + 2]! += this.#ll.misses(low, region, sizeBytes);
    }
  }

  /** Carries on where another replay stopped: its counters, and its lines as `adopt(line)` calls, oldest first. */
  takeOver(nine: ArrayLike<number>, lines: { i1: number[]; d1: number[]; ll: number[] }): void {
    this.#nine.set(Array.from(nine));
    for (const line of lines.i1) this.#i1.adopt(line);
    for (const line of lines.d1) this.#d1.adopt(line);
    for (const line of lines.ll) this.#ll.adopt(line);
  }

  counts(): ReplayCounts {
    return countsOf(this.#nine);
  }
}
