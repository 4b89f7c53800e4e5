import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobStory } from '../../analysis/fact.ts';
import { sampleFacts } from '../sample-facts.test-data.ts';
import { merged, planTimeline } from './timeline-plan.ts';

const pieces = (count: number, pitchPs: number, widthPs: number) =>
  Array.from({ length: count }, (_, index) => ({
    startPs: index * pitchPs,
    endPs: index * pitchPs + widthPs,
    state: 'running' as const,
  }));

test('wide intervals stay as they are, narrow neighbours merge, distant ones do not', () => {
  const intervals = [
    { startPs: 0, endPs: 100 },
    { startPs: 200, endPs: 201 },
    { startPs: 202, endPs: 203 },
    { startPs: 900, endPs: 901 },
  ];
  const drawn = merged(intervals, 10, () => '');
  expect(drawn.map(({ startPs, endPs, interval }) => [startPs, endPs, interval !== null])).toEqual([
    [0, 100, true],
    [200, 203, false],
    [900, 901, true],
  ]);
});

test('merging covers every interval and never joins two keys', () => {
  const gap = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.constantFrom('a', 'b'));
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (gaps, mergePs) => {
      let at = 0;
      const intervals = gaps.map(([before, length, key]) => {
        const startPs = at + before;
        at = startPs + length;
        return { startPs, endPs: at, key };
      });
      const drawn = merged(intervals, mergePs, ({ key }) => key);
      for (const one of intervals)
        expect(
          drawn.some(
            ({ startPs, endPs, first }) => startPs <= one.startPs && endPs >= one.endPs && first.key === one.key,
          ),
        ).toBe(true);
    }),
    { seed: 20260101, numRuns: 200 },
  );
});

test('four lanes of 1 000 visible pieces are merged until at most 1 400 marks remain', () => {
  const story = sampleFacts().story!;
  const intervals = pieces(1000, 1000, 750); // 0.71 px each: visible, so width alone would not merge them
  const lane = { kind: 'task', label: 'a/b', vm: 'a', hero: false, releases: [], deadlines: [], intervals } as const;
  const crowded: JobStory = { ...story, window: { startPs: 0, endPs: 1000 * 1000 }, lanes: [lane, lane, lane, lane] };
  const { mergePs } = planTimeline(crowded);
  expect(4 * merged(intervals, mergePs, () => '').length).toBeLessThanOrEqual(1400);
});
