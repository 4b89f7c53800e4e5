/** Rules B1 to B4 of ACRN's BVT. Source of the rules: acrn-hypervisor sched_bvt.c. */
import { expect, test } from 'vitest';
import { heldPs, hog, jobs, runToy, scheduleText } from '../toy-machine.test-support.ts';
import { bvt } from './bvt.ts';

const ms = 1e9;
const schedule = (weights: number[], horizonMs: number) =>
  scheduleText(
    runToy(
      bvt,
      weights.map((weight) => ({ life: hog, weight })),
      { horizonPs: horizonMs * ms },
    ).runs,
  );

test('B1: virtual time grows by 1024 / weight per MCU, with the residual carried', () => {
  const { runs } = runToy(
    bvt,
    [
      { life: hog, weight: 256 },
      { life: hog, weight: 768 },
    ],
    { horizonPs: 4000 * ms },
  );
  // Ratios 1024 and 341.
  expect(heldPs(runs, 1) / heldPs(runs, 0)).toBeCloseTo(1024 / 341, 1);
});

test('B2 and B3: the least virtual time runs, until 5 MCU beyond level with the second', () => {
  // Unit 0 takes 5 MCU (level at once); unit 1 then has 5 to make up and 5 more.
  expect(schedule([256, 256], 30)).toBe('0:0-5 1:5-15 0:15-25 1:25-30');
  // 5 MCU of weight 1 are worth 10 of weight 2.
  expect(schedule([256, 512], 25)).toBe('0:0-5 1:5-20 0:20-25');
});

test('B3: a single runnable unit has no timer', () => {
  const instants: number[] = [];
  runToy(bvt, [{ life: hog }], { horizonPs: 1000 * ms, observe: (_policy, nowPs) => instants.push(nowPs) });
  expect(instants).toEqual([0]);
});

test('B4: a unit that wakes 5 or more behind is set to the virtual time of the scheduler', () => {
  const units = [{ life: hog }, { life: hog }, { life: jobs([[100 * ms, 50 * ms]]) }];
  const { runs } = runToy(bvt, units, { horizonPs: 160 * ms });
  // Without it unit 2 would have about 50 ms to make up.
  expect(
    Math.max(...runs.filter((run) => run.unit === 2).map((run) => (run.endPs - run.startPs) / ms)),
  ).toBeLessThanOrEqual(10);
});
