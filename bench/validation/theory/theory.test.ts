/**
 * Where theory is exact, the simulation must meet it to the picosecond: 1 000 generated task sets each.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadText, type PlainTask, plainEcu, worstResponses } from '../small-ecu.ts';
import { tdmaBound, worstResponse } from './response-time.ts';

const ms = 1e9;
const setups = { seed: 20260101, numRuns: 1000 };

/** 2 to 5 tasks; periods from a short list so that the hyperperiod stays small; execution times of any picosecond. */
const taskSets = fc
  .array(
    fc.record({
      period: fc.constantFrom(2, 3, 4, 5, 6, 8, 10, 12, 15, 20),
      share: fc.integer({ min: 1, max: 400_000 }),
    }),
    {
      minLength: 2,
      maxLength: 5,
    },
  )
  .map((drawn) => {
    const total = drawn.reduce((sum, { share }) => sum + share, 0);
    const scale = Math.min(1, 995_000 / total);
    return drawn.map(({ period, share }, index): PlainTask => {
      const periodPs = period * ms;
      const executionPs = Math.max(1, Math.floor((periodPs * share * scale) / 1e6));
      return { name: `t${index}`, periodPs, executionPs, priority: 10 - index };
    });
  });

const hyperperiodPs = 120 * ms;

describe('theory', () => {
  it('fixed priority, released together: the longest response time equals exact analysis', () => {
    fc.assert(
      fc.property(taskSets, (tasks) => {
        const theory = tasks.map(({ executionPs, periodPs }) => ({ execution: executionPs, period: periodPs }));
        const ours = worstResponses(plainEcu(tasks), hyperperiodPs);
        tasks.forEach(({ name }, index) => {
          const theirs = worstResponse(theory, index, hyperperiodPs);
          if (theirs !== null) expect(ours.get(name), name).toBe(theirs);
        });
      }),
      setups,
    );
  });

  it('EDF meets every deadline up to a utilisation of 1', () => {
    fc.assert(
      fc.property(taskSets, (tasks) => {
        const ours = worstResponses(plainEcu(tasks, '{use: bare, policy: edf}'), hyperperiodPs);
        for (const { name, periodPs } of tasks) expect(ours.get(name), name).toBeLessThanOrEqual(periodPs);
      }),
      setups,
    );
  });

  it('TDMA never exceeds its bound, and comes close to it at the worst phase', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).map((slot) => slot * ms),
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 0, max: 9_999 }),
        (slotPs, workUs, phaseUs) => {
          const executionPs = workUs * 1e6;
          const ecu = (offsetPs: number) =>
            loadText(
              [
                'bulkhead: 1',
                'soc: {use: generic-4core, cores: {cpu: {count: 1}}}',
                'hypervisor: {policy: arinc653, per_policy: {arinc653: {major_frame: 10 ms}}}',
                'vms:',
                `  a: {kernel: bare, vcpus: {main: {budget: ${slotPs} ps, period: 10 ms}}, tasks: {t: {period: 400 ms, offset: ${offsetPs} ps, execution: ${executionPs} ps}}}`,
                `  b: {kernel: bare, vcpus: {main: {budget: ${10 * ms - slotPs} ps, period: 10 ms}}, tasks: {hog: {activation: always}}}`,
              ].join('\n'),
            );
          const boundPs = tdmaBound(executionPs, slotPs, 10 * ms);
          expect(worstResponses(ecu(phaseUs * 1e6), 400 * ms).get('t')).toBeLessThanOrEqual(boundPs);
          // Window of a: from 0 to slotPs of each frame (derived in the order of names); just missed is the worst phase.
          expect(worstResponses(ecu(slotPs), 400 * ms).get('t')).toBe(boundPs);
        },
      ),
      { seed: 20260101, numRuns: 200 },
    );
  });
});
