/**
 * What holds for every replacement policy on the shelf, whatever it evicts: a victim is one of the allowed ways, the same
 * calls give the same victims, and a cache with it keeps its promises (no line twice, hits are lines inside, misses and
 * hits add up, a way mask is a wall, the last eviction's owner is the one who brought the line).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cache } from './cache.ts';
import type { ReplacementDefinition } from './replacement.ts';

const options = { seed: 20260101, numRuns: 100 };

export interface Reference {
  readonly line: number;
  readonly owner: number;
  readonly write: boolean;
}

export const references = fc.array(
  fc.record({ line: fc.integer({ min: 0, max: 60 }), owner: fc.integer({ min: 0, max: 2 }), write: fc.boolean() }),
  { maxLength: 300 },
);
const shape = fc.record({ sets: fc.constantFrom(1, 2, 4), ways: fc.constantFrom(1, 2, 3, 4, 8, 16) });

export const cacheOf = (policy: ReplacementDefinition, sets: number, ways: number): Cache =>
  new Cache({ sizeBytes: sets * ways * 64, ways, lineBytes: 64 }, policy);

/** Plays references; returns the number of misses. */
export function misses(cache: Cache, played: readonly Reference[]): number {
  let count = 0;
  for (const { line, owner, write } of played) {
    if (cache.access(line, write)) continue;
    count++;
    cache.fill(line, owner, write);
  }
  return count;
}

export function replacementLaws(policy: ReplacementDefinition): void {
  test('a victim is always an allowed way, and the same calls give the same victims', () => {
    const call = fc.record({
      way: fc.nat(),
      set: fc.nat(),
      hit: fc.boolean(),
      mask: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      owner: fc.integer({ min: 0, max: 31 }),
    });
    fc.assert(
      fc.property(shape, fc.array(call, { maxLength: 100 }), ({ sets, ways }, calls) => {
        const [one, two] = [policy.create(sets, ways), policy.create(sets, ways)];
        const all = 2 ** ways - 1;
        for (const { way, set, hit, mask, owner } of calls) {
          const allowed = (mask & all) === 0 ? all : mask & all;
          const victim = one.victim(set % sets, allowed, owner);
          expect((allowed >>> victim) & 1).toBe(1);
          expect(two.victim(set % sets, allowed, owner)).toBe(victim);
          for (const replacement of [one, two]) {
            if (hit) replacement.touch(set % sets, way % ways);
            else replacement.fill(set % sets, way % ways);
          }
        }
      }),
      options,
    );
  });

  test('a cache of 32 ways works with and without a mask', () => {
    const replacement = policy.create(1, 32);
    for (let way = 0; way < 32; way++) replacement.fill(0, way);
    expect(replacement.victim(0, -1, 0)).toBeGreaterThanOrEqual(0);
    expect(replacement.victim(0, 1 << 31, 0)).toBe(31);
  });

  test('hits are lines that are inside, and evictions tell what went and who had brought it', () => {
    fc.assert(
      fc.property(shape, references, ({ sets, ways }, played) => {
        const cache = cacheOf(policy, sets, ways);
        const inside = new Map<number, { owner: number; dirty: boolean }>();
        for (const { line, owner, write } of played) {
          const hit = cache.access(line, write);
          expect(hit).toBe(inside.has(line));
          const known = inside.get(line);
          if (known !== undefined) known.dirty ||= write;
          else {
            const { line: gone, ...rest } = { ...cache.fill(line, owner, write) };
            if (gone >= 0) {
              expect(rest).toEqual(inside.get(gone));
              inside.delete(gone);
            }
            inside.set(line, { owner, dirty: write });
          }
          expect(cache.ownerOf(line)).toBe(inside.get(line)!.owner);
        }
        expect(cache.lines()).toEqual([...inside.keys()].sort((a, b) => a - b));
        expect(inside.size).toBeLessThanOrEqual(sets * ways);
      }),
      options,
    );
  });

  test('as many lines as ways stay inside for ever', () => {
    const cache = cacheOf(policy, 1, 8);
    const lines = [3, 1, 4, 15, 9, 2, 6, 5].map((line) => ({ line, owner: 0, write: false }));
    misses(cache, lines);
    for (let round = 0; round < 20; round++) expect(misses(cache, lines)).toBe(0);
  });

  test('a full partition of the ways is a wall: nobody evicts another, and each sees a cache of its own', () => {
    fc.assert(
      fc.property(references, references, fc.constantFrom(1, 2), (first, second, sets) => {
        const shared = cacheOf(policy, sets, 8);
        const masks = [0b00001111, 0b11110000];
        const alone = cacheOf(policy, sets, 8);
        const play = (cache: Cache, { line, write }: Reference, owner: number): boolean => {
          const own = 1000 * owner + line;
          if (cache.access(own, write)) return true;
          const { line: gone, owner: victim } = cache.fill(own, owner, write, masks[owner]!);
          if (gone >= 0) expect(victim).toBe(owner);
          return false;
        };
        for (let i = 0; i < Math.max(first.length, second.length); i++) {
          const [mine, other] = [first[i], second[i]];
          // Only policies whose state per set is common to all ways may let the other move a choice inside the wall.
          if (mine !== undefined) {
            const hit = play(shared, mine, 0);
            expect(play(alone, mine, 0)).toBe(hit);
          }
          if (other !== undefined) play(shared, other, 1);
        }
      }),
      options,
    );
  });
}
