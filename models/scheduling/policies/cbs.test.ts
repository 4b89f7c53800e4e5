/** Known answers for the servers of the literature: PARTSim's test of its CBS, and textbook cases of the others. */
import { expect, test } from 'vitest';
import type { Policy } from '../policy.ts';
import { heldPs, hog, jobs, periodic, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { cbs } from './cbs.ts';
import { deferrable } from './deferrable.ts';
import { edf } from './edf.ts';
import { fixedPriority } from './fixed-priority.ts';
import { periodicResource } from './periodic-resource.ts';
import { polling } from './polling.ts';
import { sporadic } from './sporadic.ts';

const ms = 1e9;
const server = (budget: number, period: number, life = hog, priority = 0): ToyUnit => ({
  life,
  budgetPs: budget * ms,
  periodPs: period * ms,
  priority,
});

test('cbs: the schedule of PARTSim (old/test/test_CBS.cpp): 5 every 13 in (3, 6), 7 every 19 in (4, 9)', () => {
  const units = [server(3, 6, periodic(0, 13 * ms, 5 * ms)), server(4, 9, periodic(0, 19 * ms, 7 * ms))];
  const at = (t: number) => {
    const { runs, policy } = runToy(cbs, units, { horizonPs: t * ms + 1 });
    const state = policy as Policy & { deadlineOfPs(u: number): number };
    const executed = [0, 1].map((u) => Math.floor(heldPs(runs, u, 0, t * ms) / ms));
    return {
      executed,
      deadlines: [0, 1].map((u) => state.deadlineOfPs(u) / ms),
      left: [0, 1].map((u) => Math.round(policy.budgetLeftPs!(u)! / ms)),
    };
  };
  expect(at(3)).toMatchObject({ executed: [3, 0], deadlines: [12, 9] });
  expect(at(7)).toMatchObject({ executed: [3, 4], deadlines: [12, 18] });
  expect(at(9)).toMatchObject({ executed: [5, 4], left: [1, 4] });
  expect(at(12)).toMatchObject({ executed: [5, 7], left: [1, 1] });
});

test('cbs: isolation: what a server gets does not depend on the demand of the others', () => {
  const small = server(2, 10, periodic(0, 10 * ms, 2 * ms));
  for (const other of [hog, periodic(0, 10 * ms, ms), jobs([[5 * ms, 300 * ms]])]) {
    const { finishesPs } = runToy(cbs, [small, server(7, 10, other)], { horizonPs: 200 * ms });
    finishesPs[0]!.forEach((finishPs, n) => {
      expect(finishPs).toBeLessThanOrEqual((n + 1) * 10 * ms);
    });
  }
});

// A hog of low priority, and work that comes 1 ms after the period started.
const late = (definition: typeof polling | typeof deferrable | typeof sporadic | typeof periodicResource) =>
  scheduleText(runToy(definition, [server(3, 10, jobs([[1 * ms, 5 * ms]]), 9)], { horizonPs: 25 * ms }).runs);

test('polling: work that comes late waits for the next period', () => {
  expect(late(polling)).toBe('0:10-13 0:20-22');
});
test('deferrable: the budget waits for it, and is full again at the boundary', () => {
  expect(late(deferrable)).toBe('0:1-4 0:10-12');
});
test('sporadic: what was used comes back a period after its use began', () => {
  expect(late(sporadic)).toBe('0:1-4 0:11-13');
});
test('periodic-resource: what could have been used before is gone', () => {
  expect(late(periodicResource)).toBe('0:1-3 0:10-13');
});

test('sporadic: amounts come back one by one; when there is no room for more they join the last', () => {
  const life = jobs([
    [0, ms],
    [2 * ms, ms],
    [4 * ms, 10 * ms],
  ]);
  const run = (max: number) =>
    scheduleText(
      runToy(sporadic, [server(3, 10, life)], { horizonPs: 18 * ms, options: { max_replenishments: max } }).runs,
    );
  expect(run(4)).toBe('0:0-1 0:2-3 0:4-5 0:10-11 0:12-13 0:14-15');
  expect(run(1)).toBe('0:0-1 0:2-3 0:4-5 0:14-17');
});

test('sporadic: no response above the bounds of MAST\u2019s sporadic_server_example (T1 1, T2 5, T3 9, T4 10)', () => {
  const plain = (period: number, work: number, priority: number): ToyUnit => ({
    life: periodic(0, period * ms, work * ms),
    priority,
  });
  const worst = [0, 0, 0, 0];
  for (let phase = 0; phase < 12; phase++) {
    const units = [
      plain(5, 1, 6),
      plain(12, 2, 4),
      plain(15, 3, 3),
      server(2, 10, periodic(phase * ms, 6 * ms, ms), 5),
    ];
    const { finishesPs, releasesPs } = runToy(sporadic, units, { horizonPs: 600 * ms });
    finishesPs.forEach((list, u) => {
      list.forEach((finishPs, n) => {
        worst[u] = Math.max(worst[u]!, (finishPs - releasesPs[u]![n]!) / ms);
      });
    });
  }
  for (const [u, bound] of [1, 5, 9, 10].entries()) expect(worst[u]).toBeLessThanOrEqual(bound);
  expect(worst[0]).toBe(1);
});

test('fixed-priority: a quantum, a budget, a ceiling and a section that cannot be pre-empted', () => {
  const run = (units: ToyUnit[], toy: object = {}) =>
    scheduleText(runToy(fixedPriority, units, { horizonPs: 20 * ms, ...toy }).runs);
  expect(run([{ life: hog }, { life: hog }], { options: { quantum: '5 ms' } })).toBe('0:0-5 1:5-10 0:10-15 1:15-20');
  expect(run([server(4, 10, hog, 9), { life: hog }])).toBe('0:0-4 1:4-10 0:10-14 1:14-20');
  expect(run([server(4, 10, hog, 9), { life: hog }], { enforceBudgets: false })).toBe('0:0-20');
  const urgent: ToyUnit = { life: jobs([[3 * ms, 2 * ms]]), priority: 9 };
  expect(run([{ life: jobs([[0, 8 * ms]]), preemptible: false }, urgent])).toBe('0:0-8 1:8-10');
  expect(run([{ life: jobs([[0, 8 * ms]]) }, urgent], { options: { preemptive: false } })).toBe('0:0-8 1:8-10');
  const boosts = [
    { unit: 0, atPs: 2 * ms, urgency: 9 },
    { unit: 0, atPs: 4 * ms, urgency: null },
  ];
  expect(run([{ life: jobs([[0, 8 * ms]]) }, urgent], { boosts })).toBe('0:0-4 1:4-6 0:6-10');
});

test('edf: jobs by their deadlines, vCPUs by those of their servers', () => {
  const tasks: ToyUnit[] = [{ life: periodic(0, 8 * ms, 4 * ms) }, { life: periodic(0, 6 * ms, 3 * ms) }];
  // Utilisation 1: every job is in time.
  const { finishesPs, releasesPs } = runToy(edf, tasks, { horizonPs: 240 * ms });
  finishesPs.forEach((list, u) => {
    list.forEach((finishPs, n) => {
      expect(finishPs - releasesPs[u]![n]!).toBeLessThanOrEqual((u === 0 ? 8 : 6) * ms);
    });
  });
  expect(scheduleText(runToy(edf, [server(3, 10), server(2, 5)], { horizonPs: 20 * ms }).runs)).toBe(
    '1:0-2 0:2-5 1:5-7 1:10-12 0:12-15 1:15-17',
  );
});
