/**
 * The fast replay, its twin on the caches of the access level, and the plainest possible list give the same nine counters
 * on random traces; more ways never miss more.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CacheGeometry, setsOf } from '../geometry.ts';
import { lru } from '../replacements/lru.ts';
import { packWord, Regions } from '../trace/record.ts';
import { AnyPolicyReplay } from './any-policy.ts';
import type { Replay, ReplayCounts, ReplayGeometry } from './counts.ts';
import { LruReplay, suitsLruReplay } from './lru.ts';

interface Access {
  readonly kind: number;
  readonly high: number;
  readonly low: number;
  readonly sizeBytes: number;
}

/** A cache as one explicit list per set, youngest first, of line numbers as BigInt. */
class ListCache {
  readonly #sets = new Map<bigint, bigint[]>();
  readonly #geometry: CacheGeometry;

  constructor(geometry: CacheGeometry) {
    this.#geometry = geometry;
  }

  misses(address: bigint, sizeBytes: number): number {
    const lineBytes = BigInt(this.#geometry.lineBytes);
    const last = (address + BigInt(sizeBytes) - 1n) % 2n ** 64n;
    const lines = new Set([address / lineBytes, last / lineBytes]);
    return [...lines].filter((line) => this.#touch(line)).length > 0 ? 1 : 0;
  }

  #touch(line: bigint): boolean {
    const set = line % BigInt(setsOf(this.#geometry));
    const before = this.#sets.get(set) ?? [];
    this.#sets.set(set, [line, ...before.filter((other) => other !== line)].slice(0, this.#geometry.ways));
    return !before.includes(line);
  }
}

function naive(accesses: readonly Access[], geometry: ReplayGeometry): ReplayCounts {
  const [i1, d1, ll] = [new ListCache(geometry.i1), new ListCache(geometry.d1), new ListCache(geometry.ll)];
  const shortest = Math.min(geometry.i1.lineBytes, geometry.d1.lineBytes, geometry.ll.lineBytes);
  const totals = [0, 1, 2].map(() => ({ refs: 0, l1: 0, ll: 0 }));
  for (const { kind, high, low, sizeBytes } of accesses) {
    const address = (BigInt(high) << 32n) | BigInt(low >>> 0);
    const cutBytes = Math.min(sizeBytes, shortest);
    const total = totals[kind === 0 ? 0 : kind === 2 ? 2 : 1]!;
    total.refs++;
    if ((kind === 0 ? i1 : d1).misses(address, cutBytes) === 0) continue;
    total.l1++;
    total.ll += ll.misses(address, cutBytes);
  }
  const [fetch, read, write] = totals as [(typeof totals)[0], (typeof totals)[0], (typeof totals)[0]];
  return {
    instructionRefs: fetch.refs,
    i1Misses: fetch.l1,
    llInstructionMisses: fetch.ll,
    reads: read.refs,
    d1ReadMisses: read.l1,
    llReadMisses: read.ll,
    writes: write.refs,
    d1WriteMisses: write.l1,
    llWriteMisses: write.ll,
  };
}

/** Feeds in pieces, so that state carries over between batches; regions become known piece by piece. */
function run(make: (regions: Regions) => Replay, accesses: readonly Access[], pieceLength = 37): ReplayCounts {
  const regions = new Regions();
  const replay = make(regions);
  for (let at = 0; at < accesses.length; at += pieceLength) {
    const piece = accesses.slice(at, at + pieceLength);
    const words = Int32Array.from(
      piece.flatMap(({ kind, high, low, sizeBytes }) => [low, packWord(kind, sizeBytes, regions.idOf(high))]),
    );
    replay.feed(words, piece.length);
  }
  return replay.counts();
}

const geometryWith = (lineBytes: number) =>
  fc
    .record({ sets: fc.constantFrom(1, 2, 8), ways: fc.integer({ min: 1, max: 5 }) })
    .map(({ sets, ways }) => ({ sizeBytes: sets * ways * lineBytes, ways, lineBytes }));
const sameLines = fc
  .constantFrom(16, 32, 64)
  .chain((lineBytes) =>
    fc.record({ i1: geometryWith(lineBytes), d1: geometryWith(lineBytes), ll: geometryWith(lineBytes) }),
  );
const anyLine = fc.constantFrom(16, 32, 64, 128).chain(geometryWith);
const mixedLines = fc.record({ i1: anyLine, d1: anyLine, ll: anyLine });

const accessesIn = (highs: number) =>
  fc.array(
    fc.record({
      kind: fc.integer({ min: 0, max: 3 }),
      high: fc.integer({ min: 0, max: highs - 1 }).map((n) => (n % 5 === 4 ? 0xffffffff - n : n)),
      low: fc.oneof(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: -150, max: -1 }),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      ),
      sizeBytes: fc.constantFrom(1, 3, 4, 8, 8, 15, 16, 64, 200),
    }),
    { minLength: 1, maxLength: 300 },
  );
const options = { seed: 20260101, numRuns: 150 };

describe('a replay', () => {
  test('with LRU counts as explicit lists do, as JavaScript and as WebAssembly', () => {
    fc.assert(
      fc.property(sameLines, accessesIn(3), (geometry, accesses) => {
        expect(suitsLruReplay(geometry)).toBe(true);
        const expected = naive(accesses, geometry);
        expect(run((regions) => new LruReplay(geometry, regions, 'script'), accesses)).toEqual(expected);
        expect(run((regions) => new LruReplay(geometry, regions, 'fastest'), accesses)).toEqual(expected);
      }),
      options,
    );
  });

  test('on the caches of the access level counts as explicit lists do, with lines of different length', () => {
    fc.assert(
      fc.property(mixedLines, accessesIn(3), (geometry, accesses) => {
        expect(run((regions) => new AnyPolicyReplay(geometry, lru, regions), accesses)).toEqual(
          naive(accesses, geometry),
        );
      }),
      options,
    );
  });

  test('carries on when the trace touches more regions than tags can name', () => {
    fc.assert(
      fc.property(sameLines, accessesIn(90), accessesIn(2), (geometry, far, near) => {
        const accesses = [...near, ...far, ...near, ...near];
        const expected = naive(accesses, geometry);
        for (const engine of ['script', 'fastest'] as const) {
          expect(run((regions) => new LruReplay(geometry, regions, engine), accesses)).toEqual(expected);
        }
      }),
      { ...options, numRuns: 60 },
    );
  });

  test('more ways in every set never miss more (LRU is a stack algorithm)', () => {
    fc.assert(
      fc.property(sameLines, accessesIn(2), (geometry, accesses) => {
        const wider = (cache: CacheGeometry) => ({
          ...cache,
          sizeBytes: (cache.sizeBytes / cache.ways) * (cache.ways + 1),
          ways: cache.ways + 1,
        });
        const few = run((regions) => new LruReplay(geometry, regions), accesses);
        const more = run(
          (regions) => new LruReplay({ ...geometry, d1: wider(geometry.d1), i1: wider(geometry.i1) }, regions),
          accesses,
        );
        expect(more.i1Misses).toBeLessThanOrEqual(few.i1Misses);
        expect(more.d1ReadMisses + more.d1WriteMisses).toBeLessThanOrEqual(few.d1ReadMisses + few.d1WriteMisses);
      }),
      options,
    );
  });

  test('runs as WebAssembly here, also when a batch is longer than its memory or lies in it', () => {
    const geometry = {
      i1: { sizeBytes: 1024, ways: 2, lineBytes: 64 },
      d1: { sizeBytes: 1024, ways: 4, lineBytes: 64 },
      ll: { sizeBytes: 65536, ways: 16, lineBytes: 64 },
    };
    const length = 150_000;
    const words = new Int32Array(2 * length);
    for (let i = 0; i < length; i++) {
      words[2 * i] = Math.imul(i, 2654435761) >>> 13;
      words[2 * i + 1] = packWord(i % 4, 8, 0);
    }
    const regions = new Regions();
    regions.idOf(0);
    const [script, wasm, inPlace] = (['script', 'fastest', 'fastest'] as const).map(
      (engine) => new LruReplay(geometry, regions, engine),
    );
    script!.feed(words, length);
    wasm!.feed(words, length);
    for (let at = 0; at < length; at += 50_000) {
      inPlace!.words!.set(words.subarray(2 * at, 2 * at + 100_000));
      inPlace!.feed(inPlace!.words!, 50_000);
    }
    expect(script!.words).toBeNull();
    expect(wasm!.counts()).toEqual(script!.counts());
    expect(inPlace!.counts()).toEqual(script!.counts());
  });
});
