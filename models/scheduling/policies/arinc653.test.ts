/** Rule A1 of Xen's ARINC 653 scheduler, derived windows, and mistakes in tables. Source of the rule: Xen 4.17 arinc653.c. */
import { expect, test } from 'vitest';
import { admissionOf, hog, periodic, runToy, scheduleText } from '../toy-machine.test-support.ts';
import { arinc653 } from './arinc653.ts';

const ms = 1e9;
const windows = (...list: [string, number, number?][]) =>
  list.map(([of, length, at]) => ({ of, length: `${length} ms`, ...(at === undefined ? {} : { at: `${at} ms` }) }));

test('A1: windows in order, idle where the unit does not run, repeated with the frame', () => {
  const units = [
    { name: 'd1', life: hog },
    { name: 'd2', life: periodic(14 * ms, 20 * ms, ms) },
    { name: 'd3', life: hog },
  ];
  const table = windows(['d1', 10], ['d2', 3], ['d3', 10], ['d1', 7], ['d2', 3], ['d3', 5], ['idle', 2]);
  const options = { major_frame: '40 ms', windows: table };
  // The schedule that a real Xen made of this table: releases at 14, 34, ... wait for the windows at 30 and 10 ms.
  expect(scheduleText(runToy(arinc653, units, { horizonPs: 60 * ms, options }).runs)).toBe(
    '0:0-10 2:13-23 0:23-30 1:30-31 2:33-38 0:40-50 1:50-51 2:53-60',
  );
});

test('A1: a decision that comes late is aligned modulo the frame', () => {
  const units = [
    { name: 'd1', life: hog },
    { name: 'd2', life: hog },
  ];
  const options = { windows: windows(['d1', 4], ['d2', 6]) };
  const { runs } = runToy(arinc653, units, { horizonPs: 20 * ms, options, lateTimerPs: 0.5 * ms });
  expect(scheduleText(runs)).toBe('0:0-4.5 1:4.5-10.5 0:10.5-14.5 1:14.5-20');
});

test('A1: 10 ms each where nothing is given; shares of the smallest period where budgets are', () => {
  expect(scheduleText(runToy(arinc653, [{ life: hog }, { life: hog }], { horizonPs: 40 * ms }).runs)).toBe(
    '0:0-10 1:10-20 0:20-30 1:30-40',
  );
  const budgets = [
    { life: hog, budgetPs: 2 * ms, periodPs: 10 * ms },
    { life: hog, budgetPs: 8 * ms, periodPs: 20 * ms },
    { life: hog },
  ];
  expect(scheduleText(runToy(arinc653, budgets, { horizonPs: 10 * ms }).runs)).toBe('0:0-2 1:2-6 2:6-10');
});

test('derived windows are exact where binary fractions are not', () => {
  // 0.051 x 2.5 ms is 127.5 us; in binary floating point it comes out one picosecond short.
  const units = [
    { life: hog, budgetPs: 127.5e6, periodPs: 2500e6 },
    { life: hog, budgetPs: 2372.5e6, periodPs: 2500e6 },
  ];
  const { runs } = runToy(arinc653, units, { horizonPs: 2500e6 });
  expect(runs.map(({ startPs, endPs }) => [startPs, endPs])).toEqual([
    [0, 127.5e6],
    [127.5e6, 2500e6],
  ]);
});

test('a window of a VM serves its vCPUs by priority', () => {
  const units = [
    { life: hog, group: 0 },
    { life: periodic(0, 10 * ms, ms), group: 0, priority: 5 },
  ];
  const options = { windows: windows(['vm0', 4], ['idle', 6]) };
  expect(scheduleText(runToy(arinc653, units, { horizonPs: 12 * ms, options }).runs)).toBe(
    '1:0-1 0:1-4 1:10-11 0:11-12',
  );
});

test.each([
  [
    'overlapping windows',
    windows(['u0', 5], ['u0', 5, 3]),
    {},
    'windows.1.at',
    'windows overlap on processor 0: one ends at 5 ms, the next starts at 3 ms',
  ],
  [
    'a window beyond the frame',
    windows(['u0', 5]),
    { major_frame: '4 ms' },
    'windows.0.length',
    'a window on processor 0 ends at 5 ms, after the major frame of 4 ms',
  ],
  ['an unknown name', windows(['nobody', 5]), {}, 'windows.0.of', 'no vCPU or VM is called "nobody"'],
])('%s', (_name, list, more, key, message) => {
  const problems = admissionOf(arinc653, [{ name: 'u0', life: hog }], { options: { windows: list, ...more } });
  expect(problems).toMatchObject([{ unit: -1, key, message }]);
});

test('budgets of more than all of a processor are a mistake where windows derive from them', () => {
  const full = { life: hog, budgetPs: 6 * ms, periodPs: 10 * ms };
  expect(admissionOf(arinc653, [full, full])).toMatchObject([{ key: 'budget' }]);
  expect(admissionOf(arinc653, [full, full], { processors: 2 })).toEqual([]);
});

test('all mistakes of a table are told, each at its own place', () => {
  const list = [...windows(['u0', 5], ['nobody', 1], ['u0', 9, 3]), { of: 'ghost', length: '1 ms', pcpu: 7 }];
  const problems = admissionOf(arinc653, [{ name: 'u0', life: hog }], {
    options: { windows: list, major_frame: '10 ms' },
  });
  expect(problems.map(({ key }) => key)).toEqual([
    'windows.1.of',
    'windows.3.of',
    'windows.3.pcpu',
    'windows.2.at',
    'windows.2.length',
  ]);
});
