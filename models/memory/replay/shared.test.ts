/** The replay of several cores against one cache per level of the access level, and against a core alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cache } from '../cache.ts';
import { lru } from '../replacements/lru.ts';
import { packWord, Regions } from '../trace/record.ts';
import { LruReplay } from './lru.ts';
import { type SharedGeometry, SharedReplay } from './shared.ts';

interface Access {
  readonly kind: number;
  readonly low: number;
  readonly sizeBytes: number;
}

const geometry: SharedGeometry = {
  i1: { sizeBytes: 256, ways: 2, lineBytes: 64 },
  d1: { sizeBytes: 512, ways: 4, lineBytes: 64 },
  shared: { sizeBytes: 2048, ways: 8, lineBytes: 64 },
};
const access = fc.record({
  kind: fc.integer({ min: 0, max: 3 }),
  low: fc.integer({ min: 0, max: 6000 }),
  sizeBytes: fc.constantFrom(1, 8, 64),
});
const traces = fc.tuple(...[0, 1, 2].map(() => fc.array(access, { minLength: 120, maxLength: 120 })));
const wordsOf = (trace: readonly Access[]) =>
  Int32Array.from(trace.flatMap(({ kind, low, sizeBytes }) => [low, packWord(kind, sizeBytes, 0)]));

/** The same on explicit caches. Lines of core c begin at c x 2^20, so that sets are the same. */
function explicit(all: readonly (readonly Access[])[]) {
  const first = all.map(() => [new Cache(geometry.i1, lru), new Cache(geometry.d1, lru)]);
  const shared = new Cache(geometry.shared, lru);
  const evictions = new Array<number>(9).fill(0);
  const sharedMisses = all.map(() => [0, 0, 0]);
  for (let i = 0; i < 120; i++) {
    for (const [core, trace] of all.entries()) {
      const { kind, low, sizeBytes } = trace[i]!;
      const begin = Math.floor(low / 64);
      const lines = [...new Set([begin, Math.floor((low + sizeBytes - 1) / 64)])].map((line) => line + core * 2 ** 20);
      const l1 = first[core]![kind === 0 ? 0 : 1]!;
      const missed = lines.filter((line) => !l1.access(line, false) && l1.fill(line, core, false));
      if (missed.length === 0) continue;
      let absent = 0;
      for (const line of lines) {
        if (shared.access(line, false)) continue;
        absent = 1;
        const { line: gone, owner } = shared.fill(line, core, false);
        if (gone >= 0) evictions[owner * 3 + core]!++;
      }
      sharedMisses[core]![[0, 1, 2, 1][kind]!]! += absent;
    }
  }
  return { evictions, sharedMisses };
}

test('counts misses and culprits as explicit caches do', () => {
  fc.assert(
    fc.property(traces, fc.integer({ min: 1, max: 120 }), (all, cut) => {
      const replay = new SharedReplay(geometry, 3);
      const words = all.map(wordsOf);
      replay.feed(words, cut);
      replay.feed(
        words.map((one) => one.subarray(2 * cut)),
        120 - cut,
      );
      const { evictions, sharedMisses } = replay.counts();
      expect({ evictions, sharedMisses }).toEqual(explicit(all));
    }),
    { seed: 20260101, numRuns: 100 },
  );
});

test('one core alone is the single replay', () => {
  fc.assert(
    fc.property(traces, ([trace]) => {
      const [shared, single] = [
        new SharedReplay(geometry, 1),
        new LruReplay({ ...geometry, ll: geometry.shared }, new Regions()),
      ];
      shared.feed([wordsOf(trace!)], 120);
      single.feed(wordsOf(trace!), 120);
      const one = single.counts();
      const { refs, l1Misses, sharedMisses } = shared.counts();
      expect(refs[0]).toEqual([one.instructionRefs, one.reads, one.writes]);
      expect(l1Misses[0]).toEqual([one.i1Misses, one.d1ReadMisses, one.d1WriteMisses]);
      expect(sharedMisses[0]).toEqual([one.llInstructionMisses, one.llReadMisses, one.llWriteMisses]);
    }),
    { seed: 20260101, numRuns: 100 },
  );
});
