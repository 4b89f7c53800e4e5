/** Throttling of the real-time classes, the old half of rule F1. Source: Linux kernel/sched/rt.c, sched_rt_runtime_us. */
import { expect, test } from 'vitest';
import { policies } from './policies.ts';
import { heldPs, hog, jobs, runToy, scheduleText, type ToyUnit } from './toy-machine.test-support.ts';

const ms = 1e9;
const options = { rt_runtime: '950 ms' };

test.each(['fifo', 'rr'] as const)(
  'F1: %s is throttled after 950 ms of each second where rt_runtime says so',
  (name) => {
    const { runs } = runToy(policies[name], [{ life: hog, priority: 9 }], { horizonPs: 2500 * ms, options });
    expect(heldPs(runs, 0, 0, 1000 * ms)).toBe(950 * ms);
    expect(heldPs(runs, 0, 950 * ms, 1000 * ms)).toBe(0);
    expect(heldPs(runs, 0, 1000 * ms, 2500 * ms)).toBe(950 * ms + 500 * ms);
    const free = runToy(policies[name], [{ life: hog, priority: 9 }], { horizonPs: 2500 * ms });
    expect(heldPs(free.runs, 0)).toBe(2500 * ms);
  },
);

test('F1: what lies in two periods counts in both', () => {
  // 100 ms of the first second, then all of the second one until its 950 ms are used.
  const { runs } = runToy(policies.fifo, [{ life: jobs([[900 * ms, 2000 * ms]]) }], { horizonPs: 2100 * ms, options });
  expect(scheduleText(runs)).toBe('0:900-1950 0:2000-2100');
});

test('F1: each processor has a runtime of its own', () => {
  const pinned = (p: number, life = hog): ToyUnit => ({ life, processors: [p] });
  const units = [pinned(0), pinned(1, jobs([[990 * ms, 20 * ms]]))];
  const { runs } = runToy(policies.fifo, units, { horizonPs: 1000 * ms, processors: 2, options });
  expect(heldPs(runs, 0)).toBe(950 * ms);
  expect(heldPs(runs, 1)).toBe(10 * ms);
});
