/**
 * Two whole systems of MAST's examples: interrupts above tasks, and tasks that share data under immediate priority ceilings.
 * Each task has a critical instant of its own, so each row is a run of its own. Times in the unit of the source, simulated
 * at 1 ms per unit; a supremum that is approached, not reached, is met within a few picoseconds (and half of one, for the division).
 */
import type { Comparison, Validation } from '../comparison.ts';
import { loadText, worstResponses } from '../small-ecu.ts';

const unitPs = 1e9;

/** One guest without costs on one core. */
function system(parts: readonly string[]): string {
  const lines = parts.map((part) => `    ${part}`);
  return ['bulkhead: 1', 'soc: {use: generic-4core, cores: {cpu: {count: 1}}}', 'vms:', '  guest:', ...lines].join(
    '\n',
  );
}

function row(text: string, task: string, theirs: number, horizon: number, slackPs = 0): Comparison {
  const ours = (worstResponses(loadText(text), horizon * unitPs).get(task) ?? 0) / unitPs;
  return { what: `worst response of ${task}`, unit: 'units', theirs, ours, tolerance: (slackPs + 0.5) / unitPs };
}

/** Handlers run before all tasks, in order of arrival; a task of 1 ps shows when each has been served. */
function interrupts(offsets: { readonly i1: number; readonly i3: number }): string {
  return system([
    'kernel: bare',
    'interrupts:',
    `  i1: {line: 32, arrival: {use: periodic, period: 50 ms, offset: ${offsets.i1} ps}, handler: 2 ms}`,
    `  i3: {line: 33, arrival: {use: periodic, period: 150 ms, offset: ${offsets.i3} ps}, handler: 30 ms}`,
    'tasks:',
    '  t_i1: {activation: {use: interrupt, of: i1}, priority: 100, execution: 1 ps}',
    '  t_i3: {activation: {use: interrupt, of: i3}, priority: 100, execution: 1 ps}',
    '  t_a2: {period: 200 ms, priority: 10, execution: 75 ms}',
    '  t_a4: {period: 30 ms, priority: 20, execution: 7 ms}',
  ]);
}

/**
 * Both context switches of a job (0.25 each) are part of its execution time, as the analysis counts them. `first` starts one
 * picosecond before the others and locks at once.
 */
function controller(first: 'planning' | 'status' | null): string {
  const offset = (task: string) => (first === null || first === task ? '' : 'offset: 1 ps, ');
  return system([
    'kernel: bare',
    'resources: {data: {protocol: ceiling}, comm: {protocol: ceiling}}',
    'tasks:',
    `  emergency: {period: 50 ms, ${offset('emergency')}priority: 40, execution: 5.5 ms}`,
    `  control: {period: 100 ms, ${offset('control')}priority: 30, steps: [{run: 2 ms, hold: [data]}, {run: 18.5 ms}]}`,
    `  planning: {period: 150 ms, ${offset('planning')}priority: 20, steps: [{run: 20 ms, hold: [data]}, {run: 5 ms, hold: [comm]}, {run: 15.5 ms}]}`,
    `  status: {period: 350 ms, ${offset('status')}priority: 10, steps: [{run: 10 ms, hold: [comm]}, {run: 90.5 ms}]}`,
  ]);
}

export const mastSystems: readonly Validation[] = [
  {
    name: 'example_5_3_5_1 (two interrupts of one level above two tasks)',
    source: 'istr-uc/MAST examples/patterns/example_5_3_5_1_*.txt; the load as in example_5_3_5_4.txt, without servers',
    compare: () => [
      row(interrupts({ i1: 1, i3: 0 }), 't_i1', 32, 600, 2),
      row(interrupts({ i1: 0, i3: 0 }), 't_a2', 146, 600, 4),
      row(interrupts({ i1: 0, i3: 1 }), 't_i3', 32, 600, 2),
      row(interrupts({ i1: 0, i3: 0 }), 't_a4', 39, 600, 2),
    ],
  },
  {
    name: 'controller (immediate ceilings, context switches)',
    source: 'istr-uc/MAST examples/patterns/controller_*.txt: responses, and the blocking 20, 10, 0 that they print',
    compare: () => [
      row(controller('planning'), 'control', 46, 2100, 1),
      row(controller('status'), 'planning', 82, 2100, 1),
      row(controller(null), 'status', 276, 2100),
      row(controller(null), 'emergency', 5.5, 2100),
    ],
  },
];
