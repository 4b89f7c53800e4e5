/**
 * Response times that others committed or published, beside ours: worst over one hyperperiod of a synchronous release, no
 * overheads. All times in the unit of the source, simulated at 1 ms per unit.
 */
import type { Comparison, Validation } from '../comparison.ts';
import { type PlainTask, plainEcu, worstResponses } from '../small-ecu.ts';

const unitPs = 1e9;

interface Row {
  readonly execution: number;
  readonly period: number;
  readonly theirs: number;
  readonly offset?: number;
  readonly preemptible?: boolean;
}

/** Rows from the most urgent task to the least; `slackPs`: a supremum that is approached, not reached. */
function compareRows(
  rows: readonly Row[],
  horizon: number,
  options: { kernel?: string; cores?: number; slackPs?: number } = {},
): Comparison[] {
  const tasks = rows.map(
    ({ execution, period, offset, preemptible }, index): PlainTask => ({
      name: `t${index}`,
      executionPs: Math.round(execution * unitPs),
      periodPs: Math.round(period * unitPs),
      priority: rows.length - index,
      ...(offset === undefined ? {} : { offsetPs: offset }),
      ...(preemptible === undefined ? {} : { preemptible }),
    }),
  );
  const ours = worstResponses(plainEcu(tasks, options.kernel, options.cores), horizon * unitPs);
  return rows.map(({ theirs }, index) => ({
    what: `worst response of task ${index}`,
    unit: 'units',
    theirs,
    ours: (ours.get(`t${index}`) ?? 0) / unitPs,
    tolerance: (options.slackPs ?? 0) / unitPs,
  }));
}

const twentyPeriods = [5, 8, 10, 12, 16, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 150, 200, 250, 300, 600];
const twentyResponses = [
  0.75, 1.2, 1.5, 1.8, 3.15, 4.2, 5.25, 6.3, 9.15, 11.95, 15.1, 19.45, 22.7, 30.9, 38.9, 49.75, 68.15, 92.6, 117.9,
  223.9,
];

export const responseTimes: readonly Validation[] = [
  {
    name: 'lehoczky_example_3 (arbitrary deadlines)',
    source: 'istr-uc/MAST examples',
    compare: () =>
      compareRows(
        [
          { execution: 52, period: 100, theirs: 52 },
          { execution: 52, period: 140, theirs: 156 },
        ],
        700,
      ),
  },
  {
    name: 'lehoczky_example_3, priorities swapped',
    source: 'istr-uc/MAST examples',
    compare: () =>
      compareRows(
        [
          { execution: 52, period: 140, theirs: 52 },
          { execution: 52, period: 100, theirs: 108 },
        ],
        700,
      ),
  },
  {
    name: 'np_table_16 (pre-emptive)',
    source: 'istr-uc/MAST examples',
    compare: () =>
      compareRows(
        [
          { execution: 1, period: 2.5, theirs: 1 },
          { execution: 1, period: 3.5, theirs: 2 },
          { execution: 1, period: 3.5, theirs: 5 },
        ],
        35,
      ),
  },
  {
    name: 'np_table_17 (non-pre-emptive; the least urgent starts 1 ps before the others)',
    source: 'istr-uc/MAST examples; Davis et al., Real-Time Systems 35(3), 2007',
    compare: () => [
      // Each task's worst case has its own critical instant: blocked by the one below it, or released with the others.
      ...compareRows(
        [
          { execution: 1, period: 2.5, theirs: 2, offset: 1 },
          { execution: 1, period: 3.5, theirs: 3, offset: 1 },
          { execution: 1, period: 3.5, theirs: 3.5 },
        ],
        35,
        { kernel: '{use: bare, preemptive: false}', slackPs: 2 },
      ).slice(0, 2),
      ...compareRows(
        [
          { execution: 1, period: 2.5, theirs: 0 },
          { execution: 1, period: 3.5, theirs: 0 },
          { execution: 1, period: 3.5, theirs: 3.5 },
        ],
        35,
        { kernel: '{use: bare, preemptive: false}' },
      ).slice(2),
    ],
  },
  {
    name: 'fixed priority, one core',
    source: 'brandenburg/schedcat tests',
    compare: () =>
      compareRows(
        [
          { execution: 1, period: 4, theirs: 1 },
          { execution: 1, period: 5, theirs: 2 },
          { execution: 3, period: 9, theirs: 7 },
          { execution: 3, period: 18, theirs: 18 },
        ],
        180,
      ),
  },
  {
    name: 'fixed priority, one core, before suspension',
    source: 'brandenburg/schedcat tests/fp.py',
    compare: () =>
      compareRows(
        [
          { execution: 1, period: 2, theirs: 1 },
          { execution: 5, period: 20, theirs: 10 },
          { execution: 1, period: 20, theirs: 12 },
        ],
        20,
      ),
  },
  {
    name: 'rate monotonic by hand: (3,7) (3,12) (5,20)',
    source: 'Buttazzo, Hard Real-Time Computing Systems, ch. 4',
    compare: () =>
      compareRows(
        [
          { execution: 3, period: 7, theirs: 3 },
          { execution: 3, period: 12, theirs: 6 },
          { execution: 5, period: 20, theirs: 20 },
        ],
        420,
      ),
  },
  {
    name: 'global rate monotonic, 20 tasks on 4 cores, 12 s',
    source: 'SimSo 0.8.2 on the same task set (maxima printed to 1e-4 ms)',
    compare: () =>
      compareRows(
        twentyPeriods.map((period, index) => ({ execution: period * 0.15, period, theirs: twentyResponses[index]! })),
        12_000,
        { cores: 4, slackPs: 1e5 },
      ),
  },
];
