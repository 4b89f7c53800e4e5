/** Rules D1 to D4 of SCHED_DEADLINE, and F1 of the real-time classes. Source of the rules: Linux deadline.c, rt.h. */
import { expect, test } from 'vitest';
import type { Policy } from '../policy.ts';
import {
  admissionOf,
  heldPs,
  hog,
  jobs,
  periodic,
  runToy,
  scheduleText,
  type ToyUnit,
} from '../toy-machine.test-support.ts';
import { deadline } from './deadline.ts';
import { fifo } from './fifo.ts';
import { rr } from './rr.ts';

const ms = 1e9;
const reserve = (budget: number, period: number, life = hog, options = {}): ToyUnit => ({
  life,
  budgetPs: budget * ms,
  periodPs: period * ms,
  options,
});
const run = (units: ToyUnit[], horizonMs: number) => runToy(deadline, units, { horizonPs: horizonMs * ms });
const deadlineAt = (units: ToyUnit[], u: number, atMs: number) =>
  (run(units, atMs).policy as Policy & { deadlineOfPs(u: number): number }).deadlineOfPs(u) / ms;

test('D1: a wake-up with more runtime left than fits before the deadline renews both, otherwise both are kept', () => {
  // 3/10: 1 ms used, 2 left. At 2 ms they fit before 10; at 6 ms they would be half of the time left.
  expect(
    deadlineAt(
      [
        reserve(
          3,
          10,
          jobs([
            [0, ms],
            [2 * ms, 5 * ms],
          ]),
        ),
      ],
      0,
      2.5,
    ),
  ).toBe(10);
  expect(
    deadlineAt(
      [
        reserve(
          3,
          10,
          jobs([
            [0, ms],
            [6 * ms, 5 * ms],
          ]),
        ),
      ],
      0,
      6.5,
    ),
  ).toBe(16);
  expect(
    scheduleText(
      run(
        [
          reserve(
            3,
            10,
            jobs([
              [0, ms],
              [6 * ms, 5 * ms],
            ]),
          ),
        ],
        20,
      ).runs,
    ),
  ).toBe('0:0-1 0:6-9 0:16-18');
});

test('D1: with a deadline shorter than the period the runtime is cut to what fits before the old deadline', () => {
  const life = jobs([
    [0, ms],
    [5 * ms, 5 * ms],
  ]);
  // Q/D = 3/6; 1 ms before the deadline 0.5 ms remain, then throttled until the next period.
  expect(scheduleText(run([reserve(3, 10, life, { deadline: '6 ms' })], 14).runs)).toBe('0:0-1 0:5-5.5 0:10-13');
});

test('D2: a depleted unit is throttled until its deadline, then both move on', () => {
  expect(scheduleText(run([reserve(3, 10)], 25).runs)).toBe('0:0-3 0:10-13 0:20-23');
  expect(deadlineAt([reserve(3, 10)], 0, 12)).toBe(20);
});

test('D3: reclaiming slows the use of runtime down to the active bandwidth', () => {
  const reclaim = { reclaim: true };
  const share = (units: ToyUnit[]) => heldPs(run(units, 1000).runs, 0) / (1000 * ms);
  expect(share([reserve(3, 10)])).toBeCloseTo(0.3, 2);
  // Alone: dq = -(0.3 / 0.95) dt.
  expect(share([reserve(3, 10, hog, reclaim)])).toBeCloseTo(0.95, 2);
  // With 0.4 active beside it and asleep for good.
  expect(share([reserve(3, 10, hog, reclaim), reserve(4, 10)])).toBeCloseTo((0.3 * 0.95) / 0.7, 2);
  expect(share([reserve(3, 10, hog, reclaim), reserve(4, 10, jobs([]))])).toBeCloseTo(0.95, 2);
});

test('D3: a unit that blocks stays active until its zero-lag time', () => {
  // Unit 1 (2/5) runs 1 ms and sleeps: active until 5 - 1 x 5/2 = 2.5 ms. Unit 0 burns 0.7/0.95 until then, 0.3/0.95 after.
  const units = [reserve(3, 10, hog, { reclaim: true }), reserve(2, 5, jobs([[0, ms]]))];
  const { runs } = run(units, 10);
  expect(runs[1]!.startPs / ms).toBe(1);
  expect(runs[1]!.endPs / ms).toBeCloseTo(8.5, 6);
  const instants: number[] = [];
  runToy(deadline, [reserve(4, 10, jobs([[0, ms]]))], {
    horizonPs: 5 * ms,
    observe: (_policy, nowPs) => instants.push(nowPs / ms),
  });
  expect(instants).toEqual([0, 1, 2.5]);
});

test('D4: at most 0.95 of each processor is admitted', () => {
  const half = { life: hog, budgetPs: 5 * ms, periodPs: 10 * ms };
  expect(admissionOf(deadline, [half])).toEqual([]);
  expect(admissionOf(deadline, [half, half])).toMatchObject([{ unit: -1, key: 'max_bandwidth' }]);
  expect(admissionOf(deadline, [half, half], { processors: 2 })).toEqual([]);
  expect(admissionOf(deadline, [{ ...half, options: { deadline: '3 ms' } }])).toMatchObject([
    { unit: 0, key: 'deadline' },
  ]);
});

test('D4: units that are pinned together are admitted by the processors they share, not by the machine', () => {
  const pinned = (budget: number, ...processors: number[]) => ({ ...reserve(budget, 10), processors });
  const problem = (units: ToyUnit[], processors = 2, options = {}) =>
    admissionOf(deadline, units, { processors, options });
  expect(problem([pinned(9, 0), pinned(4, 0)])).toMatchObject([
    {
      unit: 1,
      key: 'pcpus',
      message: 'budgets need 130.00 % of a processor on processor 0, admitted are 95.00 %',
    },
  ]);
  expect(problem([pinned(9, 0), pinned(4, 1)])).toEqual([]);
  expect(problem([pinned(9, 0), pinned(4, 0, 1)])).toEqual([]);
  // Three on two processors of four, which no pair of them fills.
  const three = [pinned(7, 0), pinned(7, 1), pinned(7, 0, 1)];
  expect(problem(three, 4)).toMatchObject([
    { unit: 2, key: 'pcpus', message: expect.stringContaining('processors 0, 1') },
  ]);
  // No unit names both processors, all of them together do.
  expect(problem([pinned(6, 0, 1), pinned(7, 1, 2), pinned(7, 0, 2), pinned(9, 0, 1)], 4)).toMatchObject([
    { unit: 3, message: expect.stringContaining('290.00 % of a processor on processors 0, 1, 2') },
  ]);
});

test('D4: partitioned, each processor admits for itself', () => {
  const units = [reserve(6, 10), reserve(6, 10), reserve(6, 10)];
  expect(admissionOf(deadline, units, { processors: 2 })).toEqual([]);
  expect(admissionOf(deadline, units, { processors: 2, options: { placement: 'partitioned' } })).toMatchObject([
    { unit: 2, key: 'pcpus', message: expect.stringContaining('120.00 % of a processor on processor 0') },
  ]);
});

test('D4: reserved units go before all others', () => {
  expect(
    scheduleText(run([{ life: hog, priority: 99 }, reserve(2, 10, periodic(3 * ms, 10 * ms, 2 * ms))], 10).runs),
  ).toBe('0:0-3 1:3-5 0:5-10');
});

test('F1: FIFO has no slice; RR turns every 100 ms; both go by priority, and a pre-empted unit stays first', () => {
  const units: ToyUnit[] = [
    { life: hog, priority: 5 },
    { life: hog, priority: 5 },
    { life: jobs([[250 * ms, 10 * ms]]), priority: 9 },
  ];
  expect(scheduleText(runToy(fifo, units, { horizonPs: 300 * ms }).runs)).toBe('0:0-250 2:250-260 0:260-300');
  expect(scheduleText(runToy(rr, units, { horizonPs: 350 * ms }).runs)).toBe(
    '0:0-100 1:100-200 0:200-250 2:250-260 0:260-310 1:310-350',
  );
});

test('D1, D2: isolation: a task within its reservation meets its deadlines whatever the others ask for', () => {
  // Abeni and Buttazzo, RTSS 1998, theorem 1; Lelli, Scordino, Abeni, Faggioli, "Deadline scheduling in the Linux kernel", 2016.
  const victim = { life: periodic(0, 10 * ms, 3 * ms), budgetPs: 3 * ms, periodPs: 10 * ms };
  for (const demand of [hog, periodic(0, 20 * ms, 19 * ms), periodic(3 * ms, 7 * ms, 5 * ms)]) {
    const greedy = { life: demand, budgetPs: 6 * ms, periodPs: 10 * ms };
    const { finishesPs, releasesPs } = runToy(deadline, [victim, greedy], { horizonPs: 500 * ms });
    expect(finishesPs[0]!.length).toBeGreaterThan(45);
    finishesPs[0]!.forEach((finish, n) => {
      expect(finish - releasesPs[0]![n]!).toBeLessThanOrEqual(10 * ms);
    });
  }
});

test('F1: real-time priorities are 1 to 99; 0, which is none given, counts as 1', () => {
  for (const definition of [fifo, rr]) {
    const units = [0, 1, 99, 100].map((priority) => ({ life: hog, priority }));
    expect(admissionOf(definition, units)).toMatchObject([
      { unit: 3, key: 'priority', message: 'priority 100 is not in 1 to 99' },
    ]);
    const { runs } = runToy(definition, units.slice(0, 2), { horizonPs: 30 * ms });
    expect(scheduleText(runs)).toBe('0:0-30');
  }
});
