import { describe, expect, test } from 'vitest';
import type { PrefetcherDefinition } from './prefetcher.ts';
import { prefetchers } from './prefetchers.ts';

const asked = (
  definition: PrefetcherDefinition,
  degree: number,
  lines: readonly number[],
  missed = true,
): number[][] => {
  const prefetcher = definition.create(degree);
  return lines.map((line) => {
    const out: number[] = [];
    return out.slice(0, 0).concat(take(out, prefetcher.observe(line, missed, 0, out)));
  });
};
const take = (out: number[], count: number): number[] => out.slice(0, count);
const all: readonly (readonly [string, PrefetcherDefinition])[] = Object.entries(prefetchers);

describe.each(all)('%s', (name, definition) => {
  test('asks for at most `degree` lines, none of them negative or the line itself', () => {
    for (const degree of [1, 4]) {
      for (const lines of [
        [0, 1, 2, 3],
        [9, 6, 3, 0],
        [5, 5, 5],
        [7, 100, 3, 55, 2],
      ]) {
        for (const [i, ahead] of asked(definition, degree, lines).entries()) {
          expect(ahead.length).toBeLessThanOrEqual(degree);
          expect(ahead.every((line) => line >= 0 && line !== lines[i])).toBe(true);
        }
      }
    }
    expect(definition.name).toBe(name);
  });

  test('covers a stream', () => {
    const ahead = asked(definition, 1, [10, 11, 12, 13, 14]);
    expect(ahead.at(-1)).toEqual([15]);
  });
});

test('next-line stays silent on hits, stride does not need misses', () => {
  expect(asked(prefetchers['next-line'], 2, [1, 2, 3], false)).toEqual([[], [], []]);
  expect(asked(prefetchers.stride, 2, [1, 2, 3], false)).toEqual([[], [], [4, 5]]);
});

test('stride learns any distance, forgets it at once, and tells sources apart', () => {
  expect(asked(prefetchers.stride, 1, [0, 8, 16, 24, 25, 33])).toEqual([[], [], [24], [32], [], []]);
  expect(asked(prefetchers.stride, 1, [100, 90, 80])).toEqual([[], [], [70]]);
  const prefetcher = prefetchers.stride.create(1);
  const out: number[] = [];
  const counts = [0, 1000, 2, 900, 4, 800].map((line, i) => prefetcher.observe(line, true, i % 2, out));
  expect(counts).toEqual([0, 0, 0, 0, 1, 1]);
  expect(out).toEqual([700]);
});
