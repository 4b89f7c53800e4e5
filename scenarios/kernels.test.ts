/**
 * Rules of guest kernels, each on the smallest ECU that shows it. OSEK/AUTOSAR: OSEK/VDX Operating System 2.2.3, sections 4
 * (tasks), 6 (interrupts), 8.5 (ceiling); AUTOSAR OS timing protection (budget). Linux classes: kernel/sched. Switches cost 0.
 */
import { describe, expect, it } from 'vitest';
import { recordKinds } from '../models/records.ts';
import { load } from './load.ts';
import { run } from './run.ts';

const ms = 1e9;

/** Finish instants in ms of the jobs of each task, in a VM alone on one core. */
function finishes(kernel: string, lines: readonly string[], horizonMs = 100): Record<string, number[]> {
  const text = [
    'bulkhead: 1',
    'soc: {use: generic-4core, cores: {cpu: {count: 1}}}',
    'memory: {fidelity: none}',
    'vms:',
    '  vm:',
    `    kernel: ${kernel}`,
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
  const loaded = load({ main: { path: 'kernel.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const found: Record<string, number[]> = {};
  const { recording } = run(loaded.ecu, { seed: 1, horizonPs: horizonMs * ms });
  recording.trace.forEach({
    record(kind, atPs, subject) {
      if (kind === recordKinds.finish) (found[recording.entities[subject]!.name.split('/')[1]!] ??= []).push(atPs / ms);
    },
  });
  return found;
}

const once = (atMs: number, workMs: number, more: string) =>
  `{activation: {use: once, at: ${atMs} ms}, execution: ${workMs} ms, ${more}}`;

describe('OSEK / AUTOSAR OS', () => {
  const kernel = '{use: osek, switch_cost: 0 us, interrupt_cost: 0 us}';

  it('mixed-preemptive: a preemptible task gives way at once, a non-preemptible one at its end', () => {
    const tasks = (preemptible: boolean) => [
      'tasks:',
      `  low: ${once(0, 10, `priority: 1, preemptible: ${preemptible}`)}`,
      `  high: ${once(2, 3, 'priority: 9')}`,
    ];
    expect(finishes(kernel, tasks(true))).toEqual({ high: [5], low: [13] });
    expect(finishes(kernel, tasks(false))).toEqual({ low: [10], high: [13] });
  });

  it('immediate priority ceiling: a task that could use the resource does not start, one above the ceiling does', () => {
    const found = finishes(kernel, [
      'resources: {lock: {protocol: ceiling}}',
      'tasks:',
      '  low: {activation: {use: once, at: 0 ms}, steps: [{run: 4 ms, hold: [lock]}, {run: 4 ms}], priority: 1}',
      `  middle: ${once(1, 1, 'priority: 4')}`,
      '  user: {activation: {use: once, at: 1 ms}, steps: [{run: 2 ms, hold: [lock]}], priority: 5}',
      `  above: ${once(1, 1, 'priority: 9')}`,
    ]);
    expect(found).toEqual({ above: [2], user: [7], middle: [8], low: [12] });
  });

  it('category 2 handlers pay the entry of the OS, category 1 handlers do not', () => {
    const spent = (category: number) =>
      finishes('{use: osek, switch_cost: 0 us, interrupt_cost: 100 us}', [
        `interrupts: {can: {line: 40, arrival: {use: periodic, period: 1 s, offset: 1 ms}, handler: 1 ms, category: ${category}}}`,
        'tasks:',
        `  work: ${once(0, 5, 'priority: 1')}`,
      ]).work![0]!;
    expect(spent(2) - spent(1)).toBeCloseTo(0.1, 9);
  });

  it('timing protection: a task with a budget gets that much per period', () => {
    const found = finishes(kernel, [
      'tasks:',
      '  limited: {period: 10 ms, execution: 5 ms, priority: 9, budget: 2 ms}',
      `  other: ${once(0, 7, 'priority: 1')}`,
    ]);
    expect(found.other).toEqual([9]);
    expect(found.limited![0]).toBe(21);
  });
});

describe('Linux', () => {
  const kernel = '{use: linux, switch_cost: 0 us, interrupt_cost: 0 us, tick: 1 ms}';

  it('classes in their order: deadline, real time by priority, fair', () => {
    const found = finishes(kernel, [
      'tasks:',
      `  fair: ${once(0, 2, 'policy: other')}`,
      `  fifo: ${once(0, 2, 'policy: fifo, priority: 10')}`,
      `  urgent: ${once(0, 2, 'policy: rr, priority: 90')}`,
      '  reserved: {period: 100 ms, execution: 2 ms, budget: 2 ms, policy: deadline}',
    ]);
    expect(found).toEqual({ reserved: [2], urgent: [4], fifo: [6], fair: [8] });
  });

  it('D1, D2: a deadline task that overruns is throttled until its deadline', () => {
    const found = finishes(kernel, [
      'tasks:',
      '  reserved: {period: 20 ms, execution: 5 ms, budget: 2 ms, policy: deadline}',
      `  fair: ${once(0, 10, 'policy: other')}`,
    ]);
    expect(found.fair).toEqual([12]);
    expect(found.reserved![0]).toBe(41);
  });

  it('F1: with rt_runtime a real-time task that runs for ever leaves 5 % of each second to fair tasks', () => {
    const tasks = [
      'tasks:',
      `  greedy: ${once(0, 1200, 'policy: fifo, priority: 10')}`,
      `  fair: ${once(0, 20, 'policy: other')}`,
    ];
    expect(finishes(kernel.replace('}', ', rt_runtime: 950 ms}'), tasks, 1300)).toEqual({
      fair: [970],
      greedy: [1250],
    });
    expect(finishes(kernel, tasks, 1300)).toEqual({ greedy: [1200], fair: [1220] });
  });

  it('F1: equal rr tasks take turns of 100 ms, fifo tasks do not', () => {
    const two = (policy: string) =>
      finishes(
        kernel,
        ['tasks:', ...['a', 'b'].map((name) => `  ${name}: ${once(0, 150, `policy: ${policy}, priority: 5`)}`)],
        400,
      );
    expect(two('fifo')).toEqual({ a: [150], b: [300] });
    expect(two('rr')).toEqual({ a: [250], b: [300] });
  });
});

describe('FreeRTOS-like and Zephyr-like', () => {
  const pair = ['tasks:', `  a: ${once(0, 3, 'priority: 5')}`, `  b: ${once(0, 3, 'priority: 5')}`];

  it('FreeRTOS: equals take turns at the tick', () => {
    const found = finishes('{use: freertos, switch_cost: 0 us, interrupt_cost: 0 us, tick: 1 ms}', pair);
    expect(found).toEqual({ a: [5], b: [6] });
  });

  it('Zephyr: equals run to completion; a cooperative thread is not pre-empted', () => {
    const kernel = '{use: zephyr, switch_cost: 0 us, interrupt_cost: 0 us}';
    expect(finishes(kernel, pair)).toEqual({ a: [3], b: [6] });
    const cooperative = [
      'tasks:',
      `  a: ${once(0, 3, 'priority: 1, preemptible: false')}`,
      `  b: ${once(1, 3, 'priority: 9')}`,
    ];
    expect(finishes(kernel, cooperative)).toEqual({ a: [3], b: [6] });
  });
});

describe('admission by the classes of Linux', () => {
  const problems = (...tasks: string[]) => {
    const text = ['bulkhead: 1', 'soc: generic-4core', 'vms:', '  vm:', '    kernel: linux', '    tasks:'];
    const loaded = load({
      main: { path: 'kernel.yaml', text: [...text, ...tasks.map((task) => `      ${task}`)].join('\n') },
      read: () => null,
    });
    return loaded.ok ? [] : loaded.problems.map(({ line, message }) => `${line}: ${message}`);
  };

  it('D4: reservations above 95 % of the vCPUs are refused at the last one', () => {
    const reserved = (name: string, budget: number) =>
      `${name}: {period: 10 ms, execution: 1 ms, budget: ${budget} us, policy: deadline}`;
    expect(problems(reserved('a', 5000), reserved('b', 4500))).toEqual([]);
    expect(problems(reserved('a', 5000), reserved('b', 4501))).toEqual([
      '8: task "vm/b": budgets need 95.01 % of a processor, admitted are 95.00 %',
    ]);
  });

  it('a budget above its period, or none, and a slice out of range are found at their task', () => {
    expect(problems('a: {period: 10 ms, execution: 1 ms, budget: 12 ms, policy: deadline}')).toEqual([
      '7: task "vm/a": budget 12 ms is larger than the period 10 ms',
    ]);
    expect(problems('a: {period: 10 ms, execution: 1 ms, policy: deadline}')).toEqual([
      '7: task "vm/a": needs a budget and a period in the class deadline',
    ]);
    expect(problems('a: {period: 10 ms, execution: 1 ms, per_policy: {eevdf: {slice: 1 us}}}')).toEqual([
      '7: "slice" must be at least 100 us, found 1 us',
    ]);
  });
});
