/** Rule P1 of ACRN's PRIO, and NOOP beside it. Source: acrn-hypervisor sched_prio.c, sched_noop.c. */
import { expect, test } from 'vitest';
import { admissionOf, hog, jobs, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { noop } from './noop.ts';
import { prio } from './prio.ts';

const ms = 1e9;

test('P1: the higher number goes first, equals in order of arrival, and a busy one starves the rest', () => {
  const units: ToyUnit[] = [
    { life: hog, priority: 1 },
    { life: jobs([[2 * ms, 3 * ms]]), priority: 5 },
    { life: jobs([[3 * ms, 3 * ms]]), priority: 5 },
    { life: jobs([[9 * ms, 100 * ms]]), priority: 9 },
  ];
  expect(scheduleText(runToy(prio, units, { horizonPs: 50 * ms }).runs)).toBe('0:0-2 1:2-5 2:5-8 0:8-9 3:9-50');
});

test('NOOP: one unit per processor; a second one is reported and waits until the first sleeps', () => {
  const units: ToyUnit[] = [{ life: jobs([[0, 3 * ms]]) }, { life: jobs([[ms, 5 * ms]]), priority: 9 }];
  expect(scheduleText(runToy(noop, units, { horizonPs: 10 * ms }).runs)).toBe('0:0-3 1:3-8');
  expect(admissionOf(noop, units)).toMatchObject([{ unit: 1, key: 'pcpus' }]);
  expect(admissionOf(noop, units, { processors: 2 })).toEqual([]);
});
