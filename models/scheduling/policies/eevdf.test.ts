/** Rule E1 of Linux's EEVDF. Source of the rule: Linux fair.c 6.12. */
import { expect, test } from 'vitest';
import type { Policy } from '../policy.ts';
import { heldPs, hog, jobs, runToy, scheduleText, type ToyUnit, waker } from '../toy-machine.test-support.ts';
import { eevdf } from './eevdf.ts';

const ms = 1e9;
const fine = { tick: '1 us', base_slice: '3 ms' };
const lag = (policy: Policy, u: number) => (policy as unknown as { lagOfPs(u: number): number }).lagOfPs(u) / ms;
const run = (units: ToyUnit[], horizonMs: number, options: Record<string, unknown> = fine) =>
  runToy(eevdf, units, { horizonPs: horizonMs * ms, options });

test('E1: equal units take turns of a slice; the first has half a one, being new among others', () => {
  expect(scheduleText(run([{ life: hog }, { life: hog }], 15).runs)).toBe(
    '1:0-1.5 0:1.5-4.5 1:4.5-7.5 0:7.5-10.5 1:10.5-13.5 0:13.5-15',
  );
});

test('E1: nobody that is not owed time runs; lags of equal units add up to nothing', () => {
  const seen: number[] = [];
  runToy(eevdf, [{ life: hog }, { life: hog }, { life: hog }], {
    horizonPs: 100 * ms,
    options: fine,
    observe: (policy) => seen.push(lag(policy, 0) + lag(policy, 1) + lag(policy, 2)),
  });
  expect(Math.max(...seen.map(Math.abs))).toBeLessThan(1e-6);
});

test('E1: a shorter slice means an earlier deadline and shorter turns, not a larger share', () => {
  const { runs } = run([{ life: hog, options: { slice: '0.5 ms' } }, { life: hog }, { life: hog }], 3000);
  expect(heldPs(runs, 0) / (3000 * ms)).toBeCloseTo(1 / 3, 2);
  const turns = (u: number) => runs.filter((r) => r.unit === u).length;
  expect(turns(0)).toBeGreaterThan(1.5 * turns(1));
});

test('E1: lag is kept across sleep, within two slices', () => {
  // Unit 1 sleeps while it is owed time: it still is when it wakes 20 ms later.
  const life = jobs([
    [0, 4.4 * ms],
    [40 * ms, 50 * ms],
  ]);
  const before = lag(run([{ life: hog }, { life }], 39, { ...fine, delay_dequeue: false }).policy, 1);
  expect(Math.abs(before)).toBeGreaterThan(0.1);
  expect(Math.abs(before)).toBeLessThanOrEqual(6);
  const after = lag(run([{ life: hog }, { life }], 40.0000001, { ...fine, delay_dequeue: false }).policy, 1);
  expect(after).toBeCloseTo(before, 3);
});

test('E1: a unit that sleeps owing time stays in the queue until it owes nothing', () => {
  // Bursts just after having run: without the delay the debt would meet it at each wake-up.
  const units = [{ life: hog }, { life: waker(0, 0.2 * ms, 3 * ms) }];
  const kept = run(units, 2000, { ...fine, delay_dequeue: false });
  const delayed = run(units, 2000);
  expect(lag(delayed.policy, 1)).not.toBe(lag(kept.policy, 1));
  const asleep: number[] = [];
  runToy(eevdf, [{ life: hog }, { life: jobs([[0, 2.9 * ms]]) }], {
    horizonPs: 60 * ms,
    options: fine,
    observe: (policy, nowPs) => nowPs > 40 * ms && asleep.push(lag(policy, 1)),
  });
  for (const left of asleep) expect(left).toBeGreaterThanOrEqual(0);
});

test('E1: a unit keeps the processor for its slice (RUN_TO_PARITY); without it an earlier deadline takes over at once', () => {
  const units = [{ life: hog }, { life: jobs([[1 * ms, 0.5 * ms]]), options: { slice: '0.1 ms' } }];
  expect(scheduleText(run(units, 6).runs)).toBe('0:0-3 1:3-3.5 0:3.5-6');
  expect(scheduleText(run(units, 2, { ...fine, run_to_parity: false }).runs)).toMatch(/^0:0-1 1:1-/);
});

test('E1: slices of 0.1 ms to 100 ms', () => {
  const outside = ['0.05 ms', '101 ms'].map((slice) => eevdf.unitParameters.safeParse({ slice }).error?.issues[0]);
  expect(outside).toMatchObject([
    { path: ['slice'], message: 'must be at least 100 us, found 50 us' },
    { path: ['slice'], message: 'must be at most 100 ms, found 101 ms' },
  ]);
  expect(eevdf.unitParameters.safeParse({ slice: '100 ms' }).success).toBe(true);
});
