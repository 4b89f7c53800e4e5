/**
 * Where Linux runs the work of interrupts: at the exit of the handler, in ksoftirqd, or in interrupt threads (PREEMPT_RT).
 * Sources: kernel/softirq.c, kernel/irq/manage.c (MAX_RT_PRIO / 2 = 50).
 */
import { describe, expect, it } from 'vitest';
import { recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../ecu.ts';
import { load } from '../load.ts';
import { printEcu } from '../print.ts';
import { run } from '../run.ts';

const us = 1e6;
const ms = 1e9;

function loadText(text: string): EcuDescription {
  const loaded = load({ main: { path: 'linux.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return loaded.ecu;
}

/** A frame each 10 ms: 100 us of handler, 300 us of softirq, then 50 us of a task; beside it a control task above or below 50. */
function ecu(kernel: string, controlPriority: number, extra = ''): EcuDescription {
  return loadText(
    [
      'bulkhead: 1',
      'soc: {use: generic-4core, cores: {cpu: {count: 1}}}',
      'memory: {fidelity: none}',
      'vms:',
      '  linux:',
      `    kernel: {use: linux, switch_cost: 0 us, interrupt_cost: 0 us, tick: 1 s, ${kernel}}`,
      extra,
      '    interrupts:',
      '      eth: {line: 40, arrival: {use: periodic, period: 10 ms, offset: 1 ms}, handler: 100 us, softirq: 300 us}',
      '    tasks:',
      `      control: {activation: {use: periodic, period: 10 ms, offset: 1 ms}, execution: 200 us, policy: fifo, priority: ${controlPriority}}`,
      '      receive: {activation: {use: interrupt, of: eth}, execution: 50 us, policy: fifo, priority: 10}',
    ].join('\n'),
  );
}

/** Response time of the first job of each task, in us. */
function responses(description: EcuDescription): Record<string, number> {
  const found: Record<string, number> = {};
  const { recording } = run(description, { seed: 1, horizonPs: 9 * ms });
  recording.trace.forEach({
    record(kind, _at, subject, _item, _object, value) {
      if (kind === recordKinds.finish) found[recording.entities[subject]!.name.split('/')[1]!] ??= value / us;
    },
  });
  return found;
}

describe('interrupts of a Linux guest', () => {
  it('handler and softirq run before all tasks', () => {
    expect(responses(ecu('preempt_rt: false', 90))).toEqual({ control: 600, receive: 650 });
  });

  it('ksoftirqd is a fair thread: the handler alone goes before real-time tasks', () => {
    // The task that the interrupt activates follows the softirq.
    expect(responses(ecu('softirq: ksoftirqd', 90))).toEqual({ control: 300, 'ksoftirqd-eth': 600, receive: 50 });
  });

  it('PREEMPT_RT: a task above 50 goes before handler and softirq, one below after them', () => {
    expect(responses(ecu('preempt_rt: true', 90))).toEqual({ control: 200, 'irq-eth': 600, receive: 50 });
    expect(responses(ecu('preempt_rt: true', 40))).toEqual({ control: 600, 'irq-eth': 400, receive: 250 });
    expect(responses(ecu('preempt_rt: true, irq_thread_priority: 95', 90))).toMatchObject({ control: 600 });
  });

  it('PREEMPT_RT: spin locks sleep and inherit', () => {
    const lock = '    resources: {lock: {protocol: spin}}';
    expect(ecu('preempt_rt: true', 90, lock).vms[0]!.resources[0]!.protocol).toBe('inheritance');
    expect(ecu('preempt_rt: false', 90, lock).vms[0]!.resources[0]!.protocol).toBe('spin');
  });

  it('written out and read again they are the same', () => {
    const once = ecu('preempt_rt: true', 90);
    expect(loadText(printEcu(once)).vms).toEqual(once.vms);
  });

  it('idle=poll keeps the core, WFI gives it away', () => {
    const used = (idle: string) => {
      const description = loadText(
        [
          'bulkhead: 1',
          'soc: {use: generic-4core, cores: {cpu: {count: 1}}}',
          'memory: {fidelity: none}',
          'hypervisor: {use: xen-arm, policy: round-robin}',
          'vms:',
          `  linux: {kernel: {use: linux, idle: ${idle}}, vcpus: {main: {}}, tasks: {work: {period: 100 ms, execution: 1 ms}}}`,
          '  other: {kernel: bare, vcpus: {main: {}}, tasks: {work: {period: 100 ms, execution: 60 ms}}}',
        ].join('\n'),
      );
      const { recording } = run(description, { seed: 1, horizonPs: 99 * ms });
      let responsePs = 0;
      recording.trace.forEach({
        record(kind, _at, subject, _item, _object, value) {
          if (kind === recordKinds.finish && recording.entities[subject]!.name === 'other/work') responsePs = value;
        },
      });
      return responsePs / ms;
    };
    expect(used('wfi')).toBeLessThan(62);
    // By turns with a guest that never sleeps: the work is not done in 99 ms.
    expect(used('poll')).toBe(0);
  });
});
