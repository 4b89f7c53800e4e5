/** Rules R1 to R6 of Xen's RTDS. Source of the rules: Xen 4.17 rt.c; recorded schedules are of the same version. */
import { expect, test } from 'vitest';
import { heldPs, hog, jobs, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { rtds } from './rtds.ts';

const ms = 1e9;
const server = (budget: number, period: number, extra: boolean, life = hog): ToyUnit => ({
  life,
  budgetPs: budget * ms,
  periodPs: period * ms,
  options: { extra_time: extra },
});
const schedule = (units: ToyUnit[], horizonMs: number, processors = 1) =>
  scheduleText(runToy(rtds, units, { horizonPs: horizonMs * ms, processors }).runs);

test('R1: the earlier deadline runs first, globally', () => {
  expect(schedule([server(4, 20, false), server(4, 10, false)], 10)).toBe('1:0-4 0:4-8');
  expect(schedule([server(4, 30, false), server(4, 20, false), server(4, 10, false)], 8, 2)).toBe('2:0-4 1:0-4 0:4-8');
});

test('R1: a higher level goes after all lower ones, whatever its deadline', () => {
  expect(schedule([server(2, 10, true), server(4, 50, false)], 8)).toBe('0:0-2 1:2-6 0:6-8');
});

test('R2: budget is kept while asleep and lost at the end of its period', () => {
  const late = server(3, 10, false, jobs([[8 * ms, 20 * ms]]));
  // 2 of 3 ms before the boundary; the third is lost, 3 new ones follow.
  expect(schedule([late, server(27, 30, false)], 18)).toBe('1:0-8 0:8-13 1:13-18');
});

test('R3: without extra time a depleted unit waits, with it the level rises and the budget is full', () => {
  expect(schedule([server(3, 10, false)], 15)).toBe('0:0-3 0:10-13');
  const { runs } = runToy(rtds, [server(3, 10, true)], { horizonPs: 15 * ms });
  expect(runs.map((run) => [run.startPs / ms, run.endPs / ms, run.extraTime])).toEqual([
    [0, 3, false],
    // Refilled at 10 ms; the decision that sees it comes with the old timer.
    [3, 12, true],
    [12, 13, false],
    [13, 15, true],
  ]);
});

test('R4: deadlines are multiples of the period; a refill fills the budget and sets level 0', () => {
  expect(schedule([server(4, 10, false, jobs([[37 * ms, 20 * ms]]))], 60)).toBe('0:37-44 0:50-54');
});

test('R4: units in extra time do not ask when refilled, and some refills come late (as recorded from a real Xen)', () => {
  const units = [server(3, 10, true), server(8, 20, true), server(10, 50, true)];
  const runs = runToy(rtds, units, { horizonPs: 100 * ms }).runs;
  const merged = scheduleText(
    runs.filter((run, i) => runs[i - 1]?.unit !== run.unit || runs[i - 1]?.endPs !== run.startPs),
  );
  // Unit 2 runs on at 20 ms although unit 0 was refilled; its own refill of 50 ms comes at 60 ms.
  const starts = merged.split(' ').map((text) => text.replace(/-.*/, ''));
  expect(starts).toEqual([
    '0:0',
    '1:3',
    '0:11',
    '2:14',
    '0:24',
    '1:27',
    '0:35',
    '1:38',
    '0:40',
    '1:43',
    '0:51',
    '2:54',
    '0:60',
    '1:63',
    '0:71',
    '2:74',
    '0:84',
    '1:87',
    '0:95',
    '2:98',
  ]);
});

test('R5: equals do not pre-empt, but any decision lets the waiting one in: they take turns under overload', () => {
  const units = [server(5, 10, false), server(5, 10, false), server(5, 20, false)];
  const { runs } = runToy(rtds, units, { horizonPs: 4000 * ms });
  // Recorded: 37.5, 37.4 and 25.0 %.
  expect([0, 1, 2].map((u) => Math.round((heldPs(runs, u) / (4000 * ms)) * 1000) / 10)).toEqual([37.5, 37.5, 25]);
});

test('R6: two budgets back to back around a boundary', () => {
  const late = server(3, 10, false, jobs([[7 * ms, 20 * ms]]));
  expect(schedule([late, server(5, 20, false)], 16)).toBe('1:0-5 0:7-13');
  expect(rtds.supply.mostPs(3 * ms, 10 * ms, 6 * ms)).toBe(6 * ms);
});
