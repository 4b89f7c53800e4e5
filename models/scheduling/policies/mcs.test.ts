/** Rules 1 to 7 of seL4 MCS. Source of the rules: seL4 sporadic.c, sporadic.h. */
import { describe, expect, test } from 'vitest';
import { RefillList } from '../refill-list.ts';
import { admissionOf, hog, jobs, runToy, scheduleText, type ToyUnit } from '../toy-machine.test-support.ts';
import { mcs } from './mcs.ts';

const ms = 1e9;
const list = (room: number, min = 0.02 * ms) => {
  const refills = new RefillList(4 * ms, 10 * ms, min, room);
  refills.start(0);
  return refills;
};
const inMs = (refills: RefillList) => refills.refills.map(([amount, at]) => [amount / ms, at / ms]);
const schedule = (units: ToyUnit[], horizonMs: number) =>
  scheduleText(runToy(mcs, units, { horizonPs: horizonMs * ms }).runs);

describe('the list of refills', () => {
  test('MCS 1: at first all of the budget is due now', () => {
    expect(inMs(list(2))).toEqual([[4, 0]]);
  });
  test('MCS 2: a used-up refill moves one period later, a partial use splits the head', () => {
    const whole = list(2);
    whole.use(4 * ms);
    expect(inMs(whole)).toEqual([[4, 10]]);
    const part = list(2);
    part.use(1 * ms);
    expect(inMs(part)).toEqual([
      [3, 1],
      [1, 10],
    ]);
  });
  test('MCS 2: use in pieces is use at once', () => {
    const pieces = list(2);
    for (let i = 0; i < 10; i++) pieces.use(0.1 * ms);
    expect(inMs(pieces)).toEqual([
      [3, 1],
      [1, 10],
    ]);
  });
  test('MCS 3: adjacent amounts merge; when full the tail is delayed and merged, never advanced', () => {
    const full = list(2);
    full.use(1 * ms);
    full.unblock(5 * ms);
    expect(inMs(full)).toEqual([
      [3, 5],
      [1, 10],
    ]);
    full.use(1 * ms);
    // 1 ms due at 15 does not touch [1, 10], and there is no room: both come so that the last of it is due at 15 + 1.
    expect(inMs(full)).toEqual([
      [2, 6],
      [2, 14],
    ]);
    const roomy = list(3);
    roomy.use(1 * ms);
    roomy.unblock(5 * ms);
    roomy.use(1 * ms);
    expect(inMs(roomy)).toEqual([
      [2, 6],
      [1, 10],
      [1, 15],
    ]);
  });
  test('MCS 4: a head below the minimum joins the next, which is pulled back so that its end stays', () => {
    const small = list(2, 0.5 * ms);
    small.use(3.8 * ms);
    expect(small.refills).toEqual([[4 * ms, 9.8 * ms]]);
  });
  test('MCS 5: on unblocking a ready head is due now and what overlaps it merges', () => {
    const woken = list(3);
    woken.use(1 * ms);
    woken.unblock(8 * ms);
    expect(inMs(woken)).toEqual([[4, 8]]);
    const early = list(3);
    early.use(4 * ms);
    early.unblock(8 * ms);
    expect(inMs(early)).toEqual([[4, 10]]);
  });
});

test('MCS 1: a budget equal to its period, and none at all, mean turns', () => {
  const round: ToyUnit[] = [{ life: hog, budgetPs: 3 * ms, periodPs: 3 * ms }, { life: hog }];
  expect(schedule(round, 16)).toBe('0:0-3 1:3-8 0:8-11 1:11-16');
});

test('MCS 6: a thread runs only while its head is ready; priority decides among those', () => {
  const units: ToyUnit[] = [
    { life: hog, budgetPs: 2 * ms, periodPs: 10 * ms, priority: 9 },
    { life: hog, priority: 1 },
  ];
  expect(schedule(units, 22)).toBe('0:0-2 1:2-10 0:10-12 1:12-20 0:20-22');
});

test('MCS 6: what was used before sleeping comes back a period after its own start', () => {
  const life = jobs([
    [0, 1 * ms],
    [6 * ms, 20 * ms],
  ]);
  // 3 ms are left at 6 ms and due again at 16 ms; the first one is due at 10 ms, and again at 20 ms.
  expect(schedule([{ life, budgetPs: 4 * ms, periodPs: 10 * ms, options: { refills: 8 } }], 22)).toBe(
    '0:0-1 0:6-9 0:10-11 0:16-19 0:20-21',
  );
});

test('MCS 6: a budget below the minimum is reported; nothing else is tested for admission', () => {
  expect(admissionOf(mcs, [{ life: hog, budgetPs: 10e6, periodPs: ms }])).toMatchObject([{ unit: 0, key: 'budget' }]);
  expect(
    admissionOf(
      mcs,
      [1, 2, 3].map(() => ({ life: hog, budgetPs: 9 * ms, periodPs: 10 * ms })),
    ),
  ).toEqual([]);
});

test('MCS 7 (recalled): there are priorities and no criticality; they are 0 to 255', () => {
  expect(admissionOf(mcs, [{ life: hog, priority: -1 }])).toMatchObject([{ unit: 0, key: 'priority' }]);
  expect(Object.keys(mcs.parameters.shape).concat(Object.keys(mcs.unitParameters.shape))).not.toContain('criticality');
});
