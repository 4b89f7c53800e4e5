/**
 * Response-time bounds of others beside ours: the same task sets through the shelf of bounds, without any simulation. Times in
 * the unit of the source, scaled to integers.
 *
 * Sources are data that the authors committed as expected results of their own tests, or printed in a paper.
 */
import { bursts, periodic, sporadic } from '../../../analysis/event-model/event-model.ts';
import type { FixedPriorityTask } from '../../../analysis/response-time/bounds/fixed-priority.ts';
import { bounds } from '../../../analysis/response-time/bounds.ts';
import type { BoundResult } from '../../../analysis/response-time/term.ts';
import type { Comparison, Validation } from '../comparison.ts';

interface Row {
  readonly cost: number;
  readonly period: number;
  readonly theirs: number;
  readonly jitter?: number;
  readonly blocking?: number;
  readonly preemptible?: boolean;
  readonly suspension?: number;
}

/** Rows from the most urgent to the least; `scale` makes the numbers of the source integers. */
function compareFixedPriority(rows: readonly Row[], scale = 1): Comparison[] {
  const tasks = rows.map(
    ({ cost, period, jitter = 0, preemptible = true, suspension }, index): FixedPriorityTask => ({
      name: `t${index}`,
      cost: cost * scale,
      model: periodic({ period: period * scale, jitter: jitter * scale }),
      priority: rows.length - index,
      ...(preemptible ? {} : { lastRegion: cost * scale }),
      ...(suspension === undefined ? {} : { suspension: suspension * scale }),
    }),
  );
  return rows.map(({ theirs, blocking = 0 }, index) => {
    // A given blocking is a section of a task below all others, with the ceiling of this task.
    const blocker: FixedPriorityTask = {
      name: 'blocker',
      cost: 0,
      model: sporadic(Number.MAX_SAFE_INTEGER),
      priority: -1,
      longestRegion: blocking * scale,
    };
    const results = bounds['fixed-priority'].analyse({ tasks: blocking === 0 ? tasks : [...tasks, blocker] });
    return row(`worst response of task ${index}`, theirs, results.get(`t${index}`)!, scale);
  });
}

function row(what: string, theirs: number, result: BoundResult, scale = 1, unit = 'units'): Comparison {
  return { what, unit, theirs, ours: result.response === null ? Number.NaN : result.response / scale, tolerance: 0 };
}

function compareMap(
  results: ReadonlyMap<string, BoundResult>,
  theirs: Readonly<Record<string, number>>,
  scale = 1,
): Comparison[] {
  return Object.entries(theirs).map(([name, value]) => row(name, value, results.get(name)!, scale));
}

/** Audsley et al. 1993, a generic avionics set: cost, period, blocking, jitter, worst response from the release with jitter. */
const avionics: readonly (readonly [number, number, number, number, number])[] = [
  [51, 1000, 0, 0, 51],
  [3000, 2000000, 300, 0, 3504],
  [2000, 25000, 600, 0, 5906],
  [5000, 25000, 900, 0, 11512],
  [1000, 40000, 1350, 0, 13064],
  [3000, 50000, 1350, 0, 16217],
  [5000, 50000, 750, 0, 20821],
  [8000, 59000, 750, 0, 36637],
  [9000, 80000, 1350, 0, 47798],
  [2000, 80000, 450, 0, 48949],
  [5000, 100000, 1050, 0, 99150],
  [1000, 200000, 450, 1000, 99550 + 1000],
  [3000, 200000, 450, 0, 140641],
  [1000, 200000, 450, 0, 141692],
  [1000, 200000, 1350, 0, 143694],
  [3000, 1000000, 0, 0, 145446],
  [1000, 1000000, 0, 0, 146497],
  [1000, 1000000, 0, 0, 147548],
];

const mast = 'istr-uc/MAST examples';
const schedcat = 'brandenburg/schedcat tests/fp.py';

export const responseTimeBounds: readonly Validation[] = [
  {
    name: 'bound: lehoczky_example_3 (arbitrary deadlines)',
    source: mast,
    compare: () =>
      compareFixedPriority([
        { cost: 52, period: 100, theirs: 52 },
        { cost: 52, period: 140, theirs: 156 },
      ]),
  },
  {
    name: 'bound: lehoczky_example_3, priorities swapped',
    source: mast,
    compare: () =>
      compareFixedPriority([
        { cost: 52, period: 140, theirs: 52 },
        { cost: 52, period: 100, theirs: 108 },
      ]),
  },
  {
    name: 'bound: np_table_16 (pre-emptive)',
    source: mast,
    compare: () =>
      compareFixedPriority(
        [
          { cost: 1, period: 2.5, theirs: 1 },
          { cost: 1, period: 3.5, theirs: 2 },
          { cost: 1, period: 3.5, theirs: 5 },
        ],
        2,
      ),
  },
  {
    name: 'bound: np_table_17 (non-pre-emptive; the second job of the busy window is the worst)',
    source: `${mast}; Davis et al., Real-Time Systems 35(3), 2007`,
    compare: () =>
      compareFixedPriority(
        [
          { cost: 1, period: 2.5, theirs: 2, preemptible: false },
          { cost: 1, period: 3.5, theirs: 3, preemptible: false },
          { cost: 1, period: 3.5, theirs: 3.5, preemptible: false },
        ],
        2,
      ),
  },
  {
    name: 'bound: sporadic_server_example',
    source: mast,
    compare: () =>
      compareMap(
        bounds.servers.analyse({
          servers: [
            {
              name: 'server',
              kind: 'sporadic',
              capacity: 2,
              period: 10,
              priority: 5,
              tasks: [{ name: 'T4', model: sporadic(6), cost: 1, priority: 1 }],
            },
          ],
          tasks: [
            { name: 'T1', model: periodic({ period: 5 }), cost: 1, priority: 6 },
            { name: 'T2', model: periodic({ period: 12 }), cost: 2, priority: 4 },
            { name: 'T3', model: periodic({ period: 15 }), cost: 3, priority: 3 },
          ],
        }),
        { T1: 1, T2: 5, T3: 9, T4: 10 },
      ),
  },
  {
    name: 'bound: example_5_3_6_3 (25 events at once behind a polling server)',
    source: mast,
    compare: () =>
      compareMap(
        bounds.servers.analyse({
          servers: [
            {
              name: 'server',
              kind: 'polling',
              capacity: 10,
              period: 76,
              priority: 30,
              tasks: [{ name: 't_2', model: bursts(25, 0, 2000), cost: 10, priority: 1 }],
            },
          ],
          tasks: [],
        }),
        { t_2: 191 },
        10,
      ),
  },
  {
    name: 'bound: edf_example',
    source: mast,
    compare: () =>
      compareMap(
        bounds.edf.analyse({
          tasks: (
            [
              ['tr_1', 1, 5, 5],
              ['tr_21', 2, 10, 10],
              ['tr_22', 5, 20, 45],
              ['tr_23', 10, 50, 50],
              ['tr_3', 100, 1000, 1000],
            ] as const
          ).map(([name, cost, period, deadline]) => ({ name, cost, deadline, model: periodic({ period }) })),
        }),
        { tr_1: 1, tr_21: 3, tr_22: 22, tr_23: 27, tr_3: 694 },
      ),
  },
  {
    name: 'bound: fixed priority, one core',
    source: schedcat,
    compare: () =>
      compareFixedPriority([
        { cost: 1, period: 4, theirs: 1 },
        { cost: 1, period: 5, theirs: 2 },
        { cost: 3, period: 9, theirs: 7 },
        { cost: 3, period: 18, theirs: 18 },
      ]),
  },
  {
    name: 'bound: before suspension',
    source: schedcat,
    compare: () =>
      compareFixedPriority([
        { cost: 1, period: 2, theirs: 1 },
        { cost: 5, period: 20, theirs: 10 },
        { cost: 1, period: 20, theirs: 12 },
      ]),
  },
  {
    name: 'bound: a task that suspends itself for 5',
    source: schedcat,
    compare: () =>
      compareFixedPriority([
        { cost: 1, period: 2, theirs: 1 },
        { cost: 5, period: 20, theirs: 20, suspension: 5 },
      ]),
  },
  {
    name: 'bound: blocking 1 and 5',
    source: schedcat,
    compare: () =>
      compareFixedPriority([
        { cost: 1, period: 2, theirs: 2, blocking: 1 },
        { cost: 5, period: 20, theirs: 20, blocking: 5 },
        { cost: 1, period: 20, theirs: 12 },
      ]),
  },
  {
    name: 'bound: 18 avionics tasks with blocking and jitter (response plus own jitter, as they count)',
    source: `${schedcat}; Audsley et al., Software Engineering Journal 8(5), 1993`,
    compare: () =>
      compareFixedPriority(
        avionics.map(([cost, period, blocking, jitter, theirs]) => ({
          cost,
          period,
          blocking,
          jitter,
          theirs: theirs - jitter,
        })),
      ),
  },
  ...([2, 3] as const).map(
    (processors): Validation => ({
      name: `bound: global fixed priority, ${processors} cores`,
      source: `${schedcat}; Guan et al., RTSS 2009`,
      compare: () =>
        compareMap(
          bounds['global-fixed-priority'].analyse({
            processors,
            tasks: (
              [
                [1, 4],
                [1, 5],
                [3, 9],
                [9, 18],
              ] as const
            ).map(([cost, period], index) => ({
              name: `t${index}`,
              cost,
              period,
              deadline: period,
              priority: 9 - index,
            })),
          }),
          processors === 2 ? { t0: 1, t1: 1, t2: 4, t3: 15 } : { t0: 1, t1: 1, t2: 3, t3: 12 },
        ),
    }),
  ),
  {
    name: 'bound: rate monotonic by hand: (3,7) (3,12) (5,20)',
    source: 'Buttazzo, Hard Real-Time Computing Systems, ch. 4',
    compare: () =>
      compareFixedPriority([
        { cost: 3, period: 7, theirs: 3 },
        { cost: 3, period: 12, theirs: 6 },
        { cost: 5, period: 20, theirs: 20 },
      ]),
  },
];
