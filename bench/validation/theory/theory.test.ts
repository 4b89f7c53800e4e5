/**
 * Where theory is exact, the simulation must meet it to the picosecond: 1 000 generated cases each, small sets and sets of up
 * to 20 tasks, from five families of periods.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecu, fixed, periodic, task, vcpu, vm } from '../../../scenarios/ecu.test-support.ts';
import { worstResponses } from '../small-ecu.ts';
import { firstOverload } from './edf-demand.ts';
import { tdmaBound, worstResponse } from './response-time.ts';
import { demandPs, fullTaskSets, ms, responsesOf, type SetTask, taskSets } from './task-sets.test-support.ts';

const settings = { seed: 20260101, numRuns: 1000 };
const large = { seed: 20260101, numRuns: 300 };

const forTheory = (tasks: readonly SetTask[]) =>
  tasks.map(({ executionPs, periodPs, deadlinePs }) => ({
    execution: executionPs,
    period: periodPs,
    deadline: deadlinePs,
  }));

/** Deadlines drawn between execution time and period. */
const withDeadlines = (set: SetTask[], fractions: readonly number[]) =>
  set.map((one, index) => ({
    ...one,
    deadlinePs:
      one.executionPs +
      Math.floor(((one.periodPs - one.executionPs) / 1000) * (fractions[index % fractions.length] ?? 1000)),
  }));

describe('fixed priority, released together: the longest response time equals exact analysis', () => {
  for (const [mostTasks, runs] of [
    [5, settings],
    [20, large],
  ] as const) {
    it(`${runs.numRuns} sets of up to ${mostTasks} tasks`, () => {
      let compared = 0;
      fc.assert(
        fc.property(taskSets(mostTasks), ({ tasks, hyperperiodMs }) => {
          const theory = forTheory(tasks);
          const { worstPs } = responsesOf(tasks, 'fixed-priority', hyperperiodMs * ms);
          tasks.forEach((_, index) => {
            const theirs = worstResponse(theory, index, hyperperiodMs * ms);
            if (theirs === null) return;
            compared += 1;
            expect(worstPs[index], `task ${index}`).toBe(theirs);
          });
        }),
        runs,
      );
      expect(compared).toBeGreaterThan(runs.numRuns * 2);
    });
  }
});

describe('EDF', () => {
  for (const [mostTasks, runs] of [
    [5, settings],
    [20, large],
  ] as const) {
    it(`meets every deadline at a utilisation of exactly 1, and leaves nothing behind (${runs.numRuns} sets of up to ${mostTasks} tasks)`, () => {
      fc.assert(
        fc.property(fullTaskSets(mostTasks), ({ tasks, hyperperiodMs }) => {
          const horizonPs = hyperperiodMs * ms;
          expect(tasks.reduce((sum, one) => sum + demandPs(one, horizonPs), 0)).toBe(horizonPs);
          const { finished, missed } = responsesOf(tasks, 'edf', horizonPs);
          expect(missed).toBe(0);
          expect(finished).toEqual(tasks.map(({ periodPs }) => horizonPs / periodPs));
        }),
        runs,
      );
    });
  }

  it('misses a deadline with one picosecond more', () => {
    fc.assert(
      fc.property(fullTaskSets(5), ({ tasks, hyperperiodMs }) => {
        const more = tasks.map((one, index) =>
          index === tasks.length - 1 ? { ...one, executionPs: one.executionPs + 1 } : one,
        );
        expect(responsesOf(more, 'edf', hyperperiodMs * ms).missed).toBeGreaterThan(0);
      }),
      large,
    );
  });

  it('with deadlines before the period: misses one if and only if the demand exceeds some window', () => {
    const seen = { met: 0, missed: 0 };
    fc.assert(
      fc.property(
        taskSets(5),
        fc.array(fc.integer({ min: 50, max: 1000 }), { minLength: 1, maxLength: 5 }),
        ({ tasks, hyperperiodMs }, fractions) => {
          const tight = withDeadlines([...tasks], fractions);
          const overloadAt = firstOverload(forTheory(tight), hyperperiodMs * ms);
          const { missed } = responsesOf(tight, 'edf', hyperperiodMs * ms);
          expect(missed > 0, `first overload at ${overloadAt}`).toBe(overloadAt !== null);
          seen[overloadAt === null ? 'met' : 'missed'] += 1;
        },
      ),
      settings,
    );
    expect(Math.min(seen.met, seen.missed)).toBeGreaterThan(settings.numRuns / 10);
  });
});

describe('TDMA', () => {
  const frames = fc
    .record({
      frameUs: fc.constantFrom(1000, 2500, 5000, 10_000, 20_000),
      share: fc.integer({ min: 50, max: 950 }),
      work: fc.integer({ min: 1, max: 4000 }),
      phase: fc.integer({ min: 0, max: 999 }),
    })
    .map(({ frameUs, share, work, phase }) => ({
      framePs: frameUs * 1e6,
      slotPs: frameUs * share * 1000,
      executionPs: frameUs * work * 1000,
      phasePs: frameUs * phase * 1000,
    }));

  /** Response of one job released at `offsetPs`; the window of the task is from 0 to `slotPs` of each frame. */
  function response(
    { framePs, slotPs, executionPs }: { framePs: number; slotPs: number; executionPs: number },
    offsetPs: number,
    boundPs: number,
  ): number {
    const slot = (budgetPs: number) => [vcpu('main', { budgetPs, periodPs: framePs })];
    const described = ecu({
      policy: 'arinc653',
      perPolicy: { arinc653: { major_frame: framePs } },
      vms: [
        vm('a', {
          vcpus: slot(slotPs),
          tasks: [task('t', { activation: periodic(1000 * ms, offsetPs), run: fixed(executionPs) })],
        }),
        vm('b', {
          vcpus: slot(framePs - slotPs),
          tasks: [task('hog', { activation: { use: 'always', pause: 0, offset: 0 }, deadlinePs: null })],
        }),
      ],
    });
    return worstResponses(described, offsetPs + boundPs + framePs).get('t')!;
  }

  it('never exceeds its bound, and reaches it at the worst phase', () => {
    fc.assert(
      fc.property(frames, (one) => {
        const { framePs, slotPs, executionPs, phasePs } = one;
        const boundPs = tdmaBound(executionPs, slotPs, framePs);
        expect(response(one, phasePs, boundPs)).toBeLessThanOrEqual(boundPs);
        // The window that was just missed is the worst phase.
        expect(response(one, slotPs, boundPs)).toBe(boundPs);
      }),
      settings,
    );
  });
});
