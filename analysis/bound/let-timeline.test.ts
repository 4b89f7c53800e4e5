import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chainLatencies, type Stage } from '../latency/chain-latency.ts';
import { letExtremes } from './let-timeline.ts';

it('equals what following the data of a long timeline finds, for any periods and offsets', () => {
  const stage = fc
    .record({ periodPs: fc.integer({ min: 2, max: 12 }), share: fc.nat() })
    .map(({ periodPs, share }) => ({ periodPs, offsetPs: share % periodPs }));
  fc.assert(
    fc.property(fc.array(stage, { minLength: 2, maxLength: 4 }), (stages) => {
      const found = letExtremes(stages)!;
      const hyperPs = stages.reduce((all, { periodPs }) => {
        let multiple = all;
        while (multiple % periodPs !== 0) multiple += all;
        return multiple;
      }, 1);
      const untilPs = 3 * hyperPs + 400;
      const played = stages.map(({ periodPs, offsetPs }): Stage => {
        const jobs = Array.from({ length: Math.floor((untilPs - offsetPs) / periodPs) }, (_, job) => {
          const releaseAtPs = offsetPs + job * periodPs;
          return { job, releaseAtPs, activator: -1, startAtPs: releaseAtPs, finishAtPs: releaseAtPs + 1 };
        });
        return {
          jobs,
          readAtPs: jobs.map(({ releaseAtPs }) => releaseAtPs),
          writeAtPs: jobs.map(({ releaseAtPs }) => releaseAtPs + periodPs),
        };
      });
      const { reactions, dataAges } = chainLatencies(played, 0, untilPs);
      expect(Math.max(...reactions.map(({ latencyPs }) => latencyPs))).toBe(found.reactionPs);
      const inside = dataAges.filter(({ input }) => stages[0]!.offsetPs + input * stages[0]!.periodPs < untilPs - 300);
      expect(inside.length === 0 ? null : Math.max(...inside.map(({ latencyPs }) => latencyPs))).toBe(found.dataAgePs);
    }),
    { seed: 20261125, numRuns: 200 },
  );
  expect(
    letExtremes([
      { periodPs: 1_000_003, offsetPs: 0 },
      { periodPs: 999_983_000_017, offsetPs: 0 },
    ]),
  ).not.toBe(undefined);
});
