import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cacheOf, misses, type Reference, references, replacementLaws } from './replacement.laws.ts';
import type { ReplacementDefinition } from './replacement.ts';
import { replacementNames, replacements } from './replacements.ts';

const policies: readonly (readonly [string, ReplacementDefinition])[] = replacementNames.map((name) => [
  name,
  replacements[name],
]);
const play = (line: number): Reference => ({ line, owner: 0, write: false });

describe.each(policies)('%s', (name, policy) => {
  replacementLaws(policy);

  test('stands on the shelf under its own name', () => {
    expect(policy.name).toBe(name);
  });

  test.runIf(policy.stack)('more ways in every set never miss more', () => {
    fc.assert(
      fc.property(references, fc.integer({ min: 1, max: 6 }), fc.constantFrom(1, 2), (played, ways, sets) => {
        expect(misses(cacheOf(policy, sets, ways + 1), played)).toBeLessThanOrEqual(
          misses(cacheOf(policy, sets, ways), played),
        );
      }),
      { seed: 20260101, numRuns: 200 },
    );
  });
});

test('fifo shows the anomaly of Belady: four ways miss more than three', () => {
  const played = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5].map(play);
  expect(misses(cacheOf(replacements.fifo, 1, 3), played)).toBe(9);
  expect(misses(cacheOf(replacements.fifo, 1, 4), played)).toBe(10);
});

test('lru evicts what was used furthest back, fifo what came first', () => {
  for (const [policy, gone] of [
    [replacements.lru, 2],
    [replacements.fifo, 1],
  ] as const) {
    const cache = cacheOf(policy, 1, 2);
    misses(cache, [1, 2, 1].map(play));
    expect(cache.fill(3, 0, false).line).toBe(gone);
  }
});

test('tree-plru follows the bits of a tree: after 0 1 2 3 0 in four ways it evicts 2, where LRU would evict 1', () => {
  for (const [policy, gone] of [
    [replacements['tree-plru'], 2],
    [replacements.lru, 1],
  ] as const) {
    const cache = cacheOf(policy, 1, 4);
    misses(cache, [0, 1, 2, 3, 0].map(play));
    expect(cache.fill(4, 0, false).line).toBe(gone);
  }
});

test('random takes every way about equally often, and an owner keeps its draws whatever others do', () => {
  const counts = new Array<number>(8).fill(0);
  const random: ReplacementDefinition = replacements.random;
  const one = random.create(4, 8);
  const two = random.create(4, 8);
  for (let i = 0; i < 8000; i++) {
    const way = one.victim(1, 255, 3);
    counts[way]!++;
    two.victim(1, 255, 2);
    expect(two.victim(1, 255, 3)).toBe(way);
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
