/** Rules C1 and C2 of Linux's CFS, its bandwidth control, and K1. Source of the rules: Linux fair.c before 6.6. */
import { expect, test } from 'vitest';
import {
  admissionOf,
  heldPs,
  hog,
  jobs,
  runToy,
  scheduleText,
  type ToyOptions,
  type ToyUnit,
} from '../toy-machine.test-support.ts';
import { cfs } from './cfs.ts';
import { cfsBandwidth } from './cfs-bandwidth.ts';
import { deadline } from './deadline.ts';
import { eevdf } from './eevdf.ts';
import { fifo } from './fifo.ts';
import { rr } from './rr.ts';

const ms = 1e9;
const fine = { tick: '1 us' };
const run = (units: ToyUnit[], horizonMs: number, options: ToyOptions['options'] = fine) =>
  runToy(cfs, units, { horizonPs: horizonMs * ms, options }).runs;

test('C1: virtual runtime grows by 1024 / weight, so shares follow weights', () => {
  const runs = run(
    [
      { life: hog, weight: 256 },
      { life: hog, weight: 768 },
    ],
    4000,
  );
  expect(heldPs(runs, 1) / heldPs(runs, 0)).toBeCloseTo(3, 1);
});

test('C1: a slice is the share of the latency by weight, not below the minimum granularity', () => {
  const longest = (units: ToyUnit[], u: number) =>
    Math.max(
      ...run(units, 2000)
        .filter((r) => r.unit === u && r.startPs > 100 * ms)
        .map((r) => (r.endPs - r.startPs) / ms),
    );
  // 6 ms shared 1 : 3 (a microsecond of tick beyond).
  const weighted = [
    { life: hog, weight: 256 },
    { life: hog, weight: 768 },
  ];
  expect(longest(weighted, 1)).toBeCloseTo(4.5, 2);
  // Twelve units: the period stretches to 12 x 0.75 ms.
  expect(
    longest(
      Array.from({ length: 12 }, () => ({ life: hog })),
      3,
    ),
  ).toBeCloseTo(0.75, 2);
});

test('C1: ticks end slices: with 4 ms of tick a slice of 3 ms lasts 4', () => {
  const runs = run([{ life: hog }, { life: hog }], 40, {});
  expect(scheduleText(runs)).toBe('0:0-4 1:4-8 0:8-12 1:12-16 0:16-20 1:20-24 0:24-28 1:28-32 0:32-36 1:36-40');
});

test('C1: a waker pre-empts when it is behind by more than the wake-up granularity', () => {
  const wake = (latency: string) =>
    scheduleText(
      run(
        [
          { life: hog },
          {
            life: jobs([
              [0, ms],
              [50.5 * ms, ms],
            ]),
          },
        ],
        60,
        { latency },
      ),
    );
  // RECALLED: a sleeper is placed half a latency back: 3 ms are more than 1 ms; 0.75 ms are not, and the tick comes at 52 ms.
  expect(wake('6 ms')).toContain('1:50.5-');
  expect(wake('1500 us')).toContain('1:52-');
});

test('C1: times grow with the logarithm of the processors', () => {
  const longest = (processors: number) => {
    const units = Array.from({ length: 2 * processors }, () => ({ life: hog }));
    const { runs } = runToy(cfs, units, { horizonPs: 200 * ms, processors, options: fine });
    return Math.max(
      ...runs.filter((r) => r.startPs > 50 * ms && r.endPs < 200 * ms).map((r) => (r.endPs - r.startPs) / ms),
    );
  };
  expect(longest(1)).toBeCloseTo(3, 1);
  expect(longest(2)).toBeCloseTo(6, 1);
  expect(longest(4)).toBeCloseTo(9, 1);
});

test('C2 (recalled): nice 0 is 1024, five steps are about a third: 335', () => {
  const runs = run(
    [
      { life: hog, weight: 256 },
      { life: hog, weight: 335 / 4 },
    ],
    4000,
  );
  expect(heldPs(runs, 0) / (4000 * ms)).toBeCloseTo(1024 / (1024 + 335), 2);
  expect(1.25 ** 5).toBeCloseTo(1024 / 335, 1);
});

test('CFS bandwidth: quota per period and group, taken 5 ms at a time, then throttled; the overrun of a tick is paid', () => {
  // The budgets of a group add up to its quota.
  const group = { group: 0, budgetPs: 10 * ms, periodPs: 100 * ms };
  const exact = { tick: '1 us' };
  const { runs } = runToy(
    cfsBandwidth,
    [
      { life: hog, ...group },
      { life: hog, ...group },
    ],
    { horizonPs: 300 * ms, options: exact },
  );
  for (const start of [0, 100, 200]) {
    const used = [0, 1].map((u) => heldPs(runs, u, start * ms, (start + 100) * ms));
    expect((used[0]! + used[1]!) / ms).toBeCloseTo(20, 6);
  }
  const coarse = runToy(cfsBandwidth, [{ life: hog, budgetPs: 21 * ms, periodPs: 100 * ms }], { horizonPs: 1000 * ms });
  // Seen at 24 ms: 3 ms are owed, so the next period gives 18, seen at 20, and so on: 210 in all.
  expect(heldPs(coarse.runs, 0) / ms).toBeGreaterThanOrEqual(210);
  expect(heldPs(coarse.runs, 0) / ms).toBeLessThanOrEqual(214);
  expect(scheduleText(coarse.runs).startsWith('0:0-24 0:100-120')).toBe(true);
});

test('CFS bandwidth: a period above 1 s is reported', () => {
  expect(admissionOf(cfsBandwidth, [{ life: hog, budgetPs: ms, periodPs: 2e12 }])).toMatchObject([
    { unit: 0, key: 'period' },
  ]);
});

test('K1 (recalled): a KVM vCPU is a host thread: every Linux class serves both levels', () => {
  for (const definition of [cfs, cfsBandwidth, eevdf, deadline, fifo, rr])
    expect(definition.levels).toEqual(['hypervisor', 'guest']);
});
