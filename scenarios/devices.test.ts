/** Devices in runs: what every back-end must keep, what placements cost, and what a file may not say of devices. */
import { describe, expect, it } from 'vitest';
import { deviceCounts, recordKinds, requestStages, ruleIds } from '../models/records.ts';
import { load } from './load.ts';
import { renderProblem } from './problem.ts';
import { run } from './run.ts';

const text = (
  device: string,
  more = '',
  driver = 'driver: {kernel: linux, vcpus: {io: {pcpus: [0], priority: 5}}, tasks: {hk: {period: 50 ms, execution: 5 ms}}}',
) => `
bulkhead: 1
soc: am62p
hypervisor: {use: xen-arm, policy: fixed-priority}
media:
  emmc: {use: flash, read: 250 MB/s, setup: 100 us, queue_depth: 4}
  body: {use: can-bus, rate: 500 kbit/s, traffic: {brake: {id: 0x0a0, size: 8 B, period: 10 ms}}}
vms:
  guest:
    kernel: linux
    vcpus: {main: {pcpus: [1], priority: 5}}
    devices: {io: ${device}}
    tasks:
      ask: {period: 5 ms, steps: [{run: 100 us}, {request: io, size: 4 KiB}]}
      ask_too: {period: 7 ms, steps: [{run: 50 us}, {request: io, size: 16 KiB}]}
${more}
  ${driver}
`;

interface Told {
  readonly latencies: readonly number[];
  readonly stages: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
  readonly exercised: readonly string[];
  readonly waits: readonly number[];
  /** Who is blamed for the back-end's wait for its turn. */
  readonly blamed: ReadonlySet<string>;
}

function told(source: string, horizonPs = 250e9): Told {
  const loaded = load({ main: { path: 'a.yaml', text: source }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { trace, entities } = run(loaded.ecu, { seed: 1, horizonPs }).recording;
  const latencies: number[] = [];
  const stages: Record<string, number> = {};
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  const exercised: string[] = [];
  const waits: number[] = [];
  const blamed = new Set<string>();
  const since = new Map<number, number>();
  let sumPs = 0;
  trace.forEach({
    record(kind, atPs, subject, item, object, value) {
      const stage = requestStages[kind - recordKinds.request];
      if (stage !== undefined) {
        stages[stage] = (stages[stage] ?? 0) + value;
        sumPs += value;
        if (stage === 'schedule' && object >= 0) blamed.add(entities[object]!.name);
      } else if (kind === recordKinds.requested) {
        latencies.push(sumPs);
        sumPs = 0;
      } else if (kind === recordKinds.device) counts[deviceCounts[item]!] = value;
      else if (kind === recordKinds.rule) exercised.push(ruleIds[item]!);
      else if (kind === recordKinds.violation) violations.push(ruleIds[item]!);
      else if (kind === recordKinds.wait && entities[object]!.kind === 'device') since.set(subject, atPs);
      else if (kind === recordKinds.resume && entities[object]!.kind === 'device')
        waits.push(atPs - since.get(subject)!);
    },
  });
  return { latencies, stages, counts, violations, exercised, waits, blamed };
}

const places = ['driver', 'hypervisor', 'vhost', 'vmm', 'passthrough'] as const;
const rings = ['', 'event-idx', 'ring-packed', 'ring-packed, event-idx', 'in-order', 'indirect-desc, event-idx'];

describe.each(places)('a block device served by %s', (place) => {
  it.each(rings)('answers every request once, in stages that hold the wait, with features [%s]', (features) => {
    const device = `{use: block, backend: ${place}, medium: emmc, features: [${features}]}`;
    const { latencies, violations, counts, waits, stages } = told(text(device));
    expect(violations).toEqual([]);
    expect(latencies.length).toBe(waits.length);
    expect(latencies.length).toBe(50 + 36);
    // The wait ends when the interrupt is injected; the ledger goes on to the end of the handler, and begins with the post.
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(latencies)).toBeGreaterThan(sum(waits));
    expect(sum(latencies) - sum(waits)).toBeLessThan(latencies.length * 60e6);
    expect(stages.medium! / latencies.length).toBeGreaterThan(100e6 + 16e6);
    expect(counts.notifications! + (counts['suppressed-notifications'] ?? 0)).toBe(latencies.length);
    expect(counts.exits ?? 0).toBe(place === 'passthrough' ? 0 : counts.exits);
  });
});

describe('placements', () => {
  it('hardware needs no exits, PCI fewer than MMIO', () => {
    const exits = (device: string) => told(text(device)).counts.exits ?? 0;
    const mmio = exits('{use: block, backend: driver, medium: emmc}');
    expect(exits('{use: block, backend: driver, medium: emmc, transport: pci}')).toBeLessThan(mmio);
    expect(exits('{use: block, backend: passthrough, medium: emmc}')).toBe(0);
  });

  it('an APIC traps at the end of interrupts, GICv4 takes those of PCI devices to a running guest by itself', () => {
    const under = (controller: string, device: string) =>
      told(text(device).replace('policy: fixed-priority', `policy: fixed-priority, interrupts: ${controller}`));
    const mmio = '{use: block, backend: driver, medium: emmc}';
    const pci = '{use: block, backend: driver, medium: emmc, transport: pci}';
    expect(under('gicv3', mmio).counts.exits).toBe(told(text(mmio)).counts.exits);
    expect(under('apic', mmio).counts.exits! - under('gicv3', mmio).counts.exits!).toBe(
      under('apic', mmio).counts.interrupts!,
    );
    // The guest is idle and off its core when the interrupt comes: a doorbell wakes it. A guest that runs needs none.
    const busy = (device: string) => text(device, '      spin: {activation: always, execution: 30 ms}');
    const inject = (controller: string) =>
      told(busy(pci).replace('policy: fixed-priority', `policy: fixed-priority, interrupts: ${controller}`)).stages
        .inject ?? 0;
    expect(inject('gicv4')).toBeLessThan(inject('gicv3'));
  });

  it('coalescing makes interrupts fewer and waits longer', () => {
    const one = (more: string) => told(text(`{use: block, backend: driver, medium: emmc${more}}`, '', undefined));
    const plain = one('');
    const held = one(', coalesce_packets: 4, coalesce_time: 2 ms');
    expect(held.counts.interrupts!).toBeLessThan(plain.counts.interrupts!);
    expect(held.stages.coalesce!).toBeGreaterThan(0);
    expect(held.latencies.length).toBeGreaterThan(plain.latencies.length * 0.9);
  });

  it('a guest that keeps the driver guest from its core is seen in the stages that wait for it', () => {
    const quiet =
      'driver: {kernel: linux, vcpus: {io: {pcpus: [0], priority: 5}}, tasks: {hk: {period: 50 ms, execution: 10 us}}}';
    const noise =
      '\n  noise: {kernel: bare, vcpus: {m: {pcpus: [0], priority: 20}}, tasks: {n: {period: 10 ms, execution: 4 ms}}}';
    const device = '{use: block, backend: driver, medium: emmc}';
    const wait = ({ stages, latencies }: Told) => (stages.schedule! + stages.used!) / latencies.length;
    const disturbed = told(text(device, '', quiet + noise));
    expect(wait(disturbed)).toBeGreaterThan(10 * wait(told(text(device, '', quiet))));
    expect(disturbed.blamed.has('noise/m')).toBe(true);
  });

  it('a device that breaks, suspends, or resets its queue loses nothing but what it held', () => {
    const { latencies, counts, violations, exercised } = told(
      text(
        '{use: block, backend: driver, medium: emmc, suspend_at: 50 ms, suspend_for: 20 ms, reset_queue_at: 100 ms, fails_at: 150 ms}',
      ),
    );
    expect(violations).toEqual([]);
    expect(exercised).toEqual(expect.arrayContaining(['ST3', 'ST4', 'ST6']));
    expect(latencies.length + (counts['failed-requests'] ?? 0)).toBeGreaterThan(70);
  });

  it('frames of the bus reach the guest and release its task', () => {
    const source = text(
      '{use: can, backend: passthrough, medium: body}',
      '      got: {activation: {use: device, of: io}, execution: 20 us, priority: 30}',
    ).replace(/size: (4|16) KiB/g, 'size: 8 B');
    const { latencies, violations } = told(source);
    expect(violations).toEqual([]);
    expect(latencies.length).toBe(50 + 36 + 25);
  });
});

describe('a hostile driver in a run', () => {
  const other =
    '\n  other: {kernel: osek, vcpus: {main: {pcpus: [2], priority: 9}}, tasks: {safe: {period: 3 ms, execution: {use: uniform, min: 200 us, max: 900 us}}}}';
  const driver =
    'driver: {kernel: linux, vcpus: {io: {pcpus: [0], priority: 5}}, tasks: {hk: {period: 50 ms, execution: 10 us}}}';
  /** All that is recorded of the other guest, name by name: ids are the same, as the ECUs differ in one number only. */
  const recordsOf = (device: string) => {
    const loaded = load({ main: { path: 'a.yaml', text: text(device, '', driver + other) }, read: () => null });
    if (!loaded.ok) throw new Error('the file is sound');
    const { trace, entities } = run(loaded.ecu, { seed: 1, horizonPs: 200e9 }).recording;
    const mine: string[] = [];
    let failed = 0;
    trace.forEach({
      record(kind, atPs, subject, item, object, value) {
        if (entities[subject]!.name.startsWith('other'))
          mine.push(`${kind} ${atPs} ${subject} ${item} ${object} ${value}`);
        if (kind === recordKinds.device && deviceCounts[item] === 'failed-requests') failed = value;
      },
    });
    return { mine, failed };
  };

  it.each(['', 'ring-packed', 'event-idx, indirect-desc'])(
    'breaks its own device, and moves no record of another guest: [%s]',
    (features) => {
      const peaceful = recordsOf(`{use: block, backend: driver, medium: emmc, queue_size: 8, features: [${features}]}`);
      let failed = 0;
      for (let seed = 1; seed <= 6; seed += 1) {
        const hostile = recordsOf(
          `{use: block, backend: driver, medium: emmc, queue_size: 8, features: [${features}], hostile: ${seed}}`,
        );
        expect(hostile.mine).toEqual(peaceful.mine);
        failed += hostile.failed;
      }
      expect(peaceful.failed).toBe(0);
      expect(failed).toBeGreaterThan(3);
    },
  );
});

describe('mistakes', () => {
  const problems = (device: string, more = '') => {
    const source = text(device, more);
    const loaded = load({ main: 'a.yaml', read: () => source });
    const lines = source.split('\n');
    return loaded.ok ? [] : loaded.problems.map((problem) => renderProblem(problem, lines[problem.line - 1] ?? ''));
  };

  it.each([
    [
      '{use: block, backend: driver, queue_size: 100}',
      'a.yaml:12:61: queue size 100 of device "guest/io" is not a power of two',
    ],
    [
      '{use: net, backend: driver, features: [host-tso4]}',
      'a.yaml:12:58: feature "host-tso4" of device "guest/io" needs "csum"',
    ],
    [
      '{use: net, backend: driver, features: [hots-tso4]}',
      'a.yaml:12:58: feature of device "guest/io" cannot be "hots-tso4"',
    ],
    ['{use: block, backend: drvier}', 'a.yaml:12:41: unknown VM or back-end place "drvier"'],
    ['{use: block, backend: guest}', 'a.yaml:12:41: device "guest/io" has its back-end in its own VM'],
    [
      '{use: block, backend: driver, medium: body}',
      'a.yaml:12:57: device "guest/io" (block) cannot stand before a medium "can-bus"',
    ],
    [
      '{use: block, backend: driver, line: 40}',
      'a.yaml:12:55: interrupt line 40 of "guest/io" already belongs to "guest/tick"',
    ],
  ])('%s', (device, expected) => {
    const found = problems(
      device,
      device.includes('line') ? '    interrupts: {tick: {line: 40, arrival: {use: periodic, period: 10 ms}}}' : '',
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });
});
