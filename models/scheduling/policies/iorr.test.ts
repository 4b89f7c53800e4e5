/** Rule I1 of ACRN's IORR. Source of the rule: acrn-hypervisor sched_iorr.c. */
import { expect, test } from 'vitest';
import { hog, jobs, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { iorr } from './iorr.ts';

const ms = 1e9;
const schedule = (units: ToyUnit[], horizonMs: number) =>
  scheduleText(runToy(iorr, units, { horizonPs: horizonMs * ms }).runs);

test('I1: slices of 10 ms by turns', () => {
  expect(schedule([{ life: hog }, { life: hog }, { life: hog }], 40)).toBe('0:0-10 1:10-20 2:20-30 0:30-40');
});

test('I1: a waking unit goes first, the displaced one to the tail with the rest of its slice', () => {
  expect(schedule([{ life: hog }, { life: hog }, { life: jobs([[4 * ms, ms]]) }], 30)).toBe(
    '0:0-4 2:4-5 1:5-15 0:15-21 1:21-30',
  );
});

test('I1: the slice is looked at by a 1 ms tick, and refilled by adding', () => {
  // 0.5 ms late at the first end: the next slice is as much shorter, seen again at a tick.
  expect(schedule([{ life: jobs([[0.5 * ms, 100 * ms]]) }, { life: jobs([[0.6 * ms, 100 * ms]]) }], 30)).toBe(
    '0:0.5-0.6 1:0.6-11 0:11-21 1:21-30',
  );
});
