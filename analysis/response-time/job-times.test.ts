import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexRun } from '../run-index.ts';
import { syntheticEcu, syntheticTask, syntheticVm } from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';
import { JobTimes, taskFact } from './job-times.ts';

const seed = 20260101;

interface Job {
  readonly releaseAtPs: number;
  readonly startAtPs: number;
  readonly finishAtPs: number;
  readonly deadlineAtPs: number;
}

/** Jobs one after the other: [idle before the release, delay until the start, length, deadline after the release]. */
const jobs = fc
  .array(fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 5 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 12 })), {
    maxLength: 30,
  })
  .map((all) => {
    let atPs = 0;
    return all.map(([idle, delay, length, deadline]): Job => {
      const releaseAtPs = atPs + idle;
      atPs = releaseAtPs + delay + length;
      return { releaseAtPs, startAtPs: releaseAtPs + delay, finishAtPs: atPs, deadlineAtPs: releaseAtPs + deadline };
    });
  });

function factOf(all: readonly Job[], warmUpPs: number, horizonPs: number, limitPs: number) {
  const recording = new SyntheticRecording();
  recording.entity('task', 'vm/t');
  all.forEach(({ releaseAtPs, startAtPs, finishAtPs, deadlineAtPs }, n) => {
    if (releaseAtPs <= horizonPs) recording.release('vm/t', n, releaseAtPs, deadlineAtPs);
    if (startAtPs <= horizonPs) recording.start('vm/t', n, startAtPs, 'vm/main');
    if (finishAtPs <= horizonPs) recording.finish('vm/t', n, finishAtPs, 'vm/main', finishAtPs - releaseAtPs);
  });
  const { entities, trace } = recording.recording(horizonPs);
  const { tasks } = indexRun(syntheticEcu([syntheticVm('vm', 0, [syntheticTask('t', 10)])]), entities);
  const times = new JobTimes(tasks, { warmUpPs, horizonPs });
  const watch = times.watch('vm/t', limitPs, 'max');
  trace.forEach(times);
  times.end();
  const { worst, openPs } = times.of('vm/t')!;
  return { fact: taskFact(tasks[0]!, times.of('vm/t')!), worst, openPs, broken: watch.broken };
}

describe('job times', () => {
  test('equal what one counts by hand', () => {
    fc.assert(
      fc.property(
        jobs,
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 300 }),
        fc.nat({ max: 12 }),
        (all, warmUpPs, horizonPs, limitPs) => {
          const { fact, worst, openPs, broken } = factOf(all, warmUpPs, horizonPs, limitPs);
          const counted = all.filter(({ releaseAtPs }) => releaseAtPs >= warmUpPs && releaseAtPs < horizonPs);
          const done = counted.filter(({ finishAtPs }) => finishAtPs <= horizonPs);
          const open = counted.filter(({ finishAtPs }) => finishAtPs > horizonPs);
          const overdue = open.filter(({ deadlineAtPs }) => deadlineAtPs < horizonPs);
          const late = done.filter(({ finishAtPs, deadlineAtPs }) => finishAtPs > deadlineAtPs);
          const responses = done.map(({ finishAtPs, releaseAtPs }) => finishAtPs - releaseAtPs);
          const ages = open.map(({ releaseAtPs }) => horizonPs - releaseAtPs);
          expect([fact.released, fact.finished, fact.missed, fact.unfinished]).toEqual([
            counted.length,
            done.length,
            late.length + overdue.length,
            open.length - overdue.length,
          ]);
          expect([fact.response.count, fact.response.maxPs]).toEqual([
            done.length,
            done.length === 0 ? null : Math.max(...responses),
          ]);
          expect(fact.startDelay.count).toBe(counted.filter(({ startAtPs }) => startAtPs <= horizonPs).length);
          expect(worst?.responsePs ?? null).toBe(fact.response.maxPs);
          expect(openPs).toEqual(ages);
          expect(broken).toBe([...responses, ...ages].filter((ps) => ps > limitPs).length);
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});
