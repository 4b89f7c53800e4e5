/** Rows PikeOS (time partitions) and PikeOS ARINC view. RECALLED: the product's documentation is not public. */
import { expect, test } from 'vitest';
import { admissionOf, hog, periodic, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { pikeosLike } from './pikeos-like.ts';

const ms = 1e9;
const options = {
  windows: [
    { partition: 1, length: '4 ms' },
    { partition: 2, length: '4 ms' },
    { partition: 0, length: '2 ms' },
  ],
};
const schedule = (units: ToyUnit[], horizonMs: number) =>
  scheduleText(runToy(pikeosLike, units, { horizonPs: horizonMs * ms, options }).runs);
const of = (partition: number, priority: number, life = hog): ToyUnit => ({
  life,
  priority,
  options: { time_partition: partition },
});

test('PikeOS: partition 0 with low priority uses what windows leave idle', () => {
  expect(schedule([of(1, 5, periodic(0, 10 * ms, 3 * ms)), of(2, 5), of(0, 1)], 20)).toBe(
    '0:0-3 2:3-4 1:4-8 2:8-10 0:10-13 2:13-14 1:14-18 2:18-20',
  );
});

test('PikeOS: partition 0 with high priority interrupts every window', () => {
  expect(schedule([of(1, 5), of(2, 5), of(0, 9, periodic(1 * ms, 5 * ms, ms))], 10)).toBe(
    '0:0-1 2:1-2 0:2-4 1:4-6 2:6-7 1:7-8',
  );
});

test('PikeOS ARINC view: several resource partitions share a time partition, by priority', () => {
  const units = [of(1, 2), { ...of(1, 7, periodic(ms, 10 * ms, 2 * ms)), group: 1 }, of(2, 1)];
  expect(schedule(units, 10)).toBe('0:0-1 1:1-3 0:3-4 2:4-8');
});

test('derived windows are exact where binary fractions are not', () => {
  const share = (partition: number, budgetPs: number): ToyUnit => ({ ...of(partition, 5), budgetPs, periodPs: 2500e6 });
  const { runs } = runToy(pikeosLike, [share(1, 127.5e6), share(2, 2372.5e6)], { horizonPs: 2500e6 });
  expect(runs.map(({ startPs, endPs }) => [startPs, endPs])).toEqual([
    [0, 127.5e6],
    [127.5e6, 2500e6],
  ]);
});

test('derived windows are those of each processor, so that budgets of several processors fit', () => {
  const on = (processor: number, group: number, budgetPs: number): ToyUnit => ({
    life: hog,
    group,
    budgetPs,
    periodPs: 10 * ms,
    processors: [processor],
  });
  const units = [on(0, 0, 6 * ms), on(0, 1, 4 * ms), on(1, 2, 9 * ms), on(1, 1, ms)];
  expect(admissionOf(pikeosLike, units, { processors: 2 })).toEqual([]);
  const { runs } = runToy(pikeosLike, units, { processors: 2, horizonPs: 10 * ms });
  const seen = (p: number) => scheduleText(runs.filter(({ processor }) => processor === p));
  expect(seen(0)).toBe('0:0-6 1:6-10');
  expect(seen(1)).toBe('3:0-1 2:1-10');
  const tooMuch = [on(0, 0, 6 * ms), on(0, 1, 5 * ms)];
  expect(admissionOf(pikeosLike, tooMuch, { processors: 2 })).toMatchObject([{ key: 'budget' }]);
});

test('windows that overlap, or of a partition that nobody is in, are mistakes', () => {
  const overlap = {
    windows: [
      { partition: 1, length: '4 ms' },
      { partition: 1, at: '2 ms', length: '4 ms' },
    ],
  };
  expect(admissionOf(pikeosLike, [of(1, 0)], { options: overlap })).toMatchObject([{ key: 'windows.1.at' }]);
  expect(
    admissionOf(pikeosLike, [of(1, 0)], { options: { windows: [{ partition: 3, length: '1 ms' }] } }),
  ).toMatchObject([{ key: 'windows.0.partition' }]);
});
