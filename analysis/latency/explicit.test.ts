import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainLatencies, type Stage } from './chain-latency.ts';
import type { JobRow } from './job-table.ts';

/** Jobs of a stage one after the other; the first of each lies before 0, so that every channel holds data. */
const jobsOf = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 0, max: 10 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      fc.nat(),
    ),
    { minLength: 6, maxLength: 14 },
  )
  .map((drawn) => {
    let freePs = -40;
    return drawn.map(([gapPs, delayPs, lengthPs, read, write], job) => {
      const releaseAtPs = job === 0 ? -60 : freePs + gapPs;
      const startAtPs = job === 0 ? -60 : releaseAtPs + delayPs;
      const finishAtPs = job === 0 ? -50 : startAtPs + lengthPs;
      freePs = finishAtPs;
      const readAtPs = startAtPs + (read % (finishAtPs - startAtPs + 1));
      const writeAtPs = readAtPs + (write % (finishAtPs - readAtPs + 1));
      return { row: { job, releaseAtPs, activator: -1, startAtPs, finishAtPs } satisfies JobRow, readAtPs, writeAtPs };
    });
  });

test('explicit accesses anywhere inside the jobs: no reaction is longer and no data older than with the earliest read and the latest write', () => {
  fc.assert(
    fc.property(fc.array(jobsOf, { minLength: 2, maxLength: 4 }), (drawn) => {
      const stages = (worst: boolean) =>
        drawn.map(
          (jobs, stage): Stage => ({
            jobs: jobs.map(({ row }) => row),
            readAtPs: jobs.map(({ row, readAtPs }) => (worst ? row.startAtPs : readAtPs)),
            // Outputs to the outside are the same in both.
            writeAtPs: jobs.map(({ row, writeAtPs }) =>
              worst || stage === drawn.length - 1 ? row.finishAtPs : writeAtPs,
            ),
          }),
        );
      const [worst, other] = [true, false].map((kind) => chainLatencies(stages(kind), -100, 1e6)) as [
        ReturnType<typeof chainLatencies>,
        ReturnType<typeof chainLatencies>,
      ];
      const reactionOf = new Map(other.reactions.map(({ input, latencyPs }) => [input, latencyPs]));
      for (const { input, latencyPs } of worst.reactions)
        expect(reactionOf.get(input), `input ${input}`).toBeLessThanOrEqual(latencyPs);
      // By output: each carries data at least as old.
      const oldest = (ages: typeof worst.dataAges) =>
        Math.max(0, ...ages.filter(({ atPs }) => atPs > 0).map(({ latencyPs }) => latencyPs));
      const seen = new Set(worst.dataAges.map(({ atPs }) => atPs));
      expect(oldest(other.dataAges.filter(({ atPs }) => seen.has(atPs)))).toBeLessThanOrEqual(oldest(worst.dataAges));
    }),
    { seed: 20261125, numRuns: 500 },
  );
});
