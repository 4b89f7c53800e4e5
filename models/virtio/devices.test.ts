/** Laws of the shelf of devices: every kind comes up over both transports, and its table of features can be negotiated. */
import { describe, expect, it } from 'vitest';
import { bringUp } from './bring-up.ts';
import type { DeviceDefinition, DeviceParameters } from './device.ts';
import { DeviceCore } from './device-core.ts';
import { devices } from './devices.ts';
import { choose, ringFeatures, ringTable } from './feature.ts';
import { MmioTransport } from './mmio-transport.ts';
import { PciTransport } from './pci-transport.ts';
import { windowFor } from './queue-pair.ts';
import { RuleBook } from './rule.ts';
import { StatusChecker } from './status-checker.ts';

const members = Object.values(devices) as readonly DeviceDefinition[];

it('ids of the standard are used once', () => {
  expect(new Set(members.map(({ deviceId }) => deviceId)).size).toBe(members.length);
});

describe.each(members.map((member) => [member.name, member] as const))('%s', (_name, definition) => {
  const own = Object.keys(definition.features);
  const table = { ...ringTable, ...definition.features };
  const parameters = { use: definition.name, ...definition.parameters.parse({}) } as unknown as DeviceParameters;

  it('names queues that it has, and depends on features that it knows', () => {
    const { requestQueue, inputQueue, queues } = definition;
    expect(requestQueue).toBeLessThan(queues.length);
    expect(inputQueue).toBeLessThan(queues.length);
    expect(requestQueue >= 0 || inputQueue >= 0).toBe(true);
    for (const { all = [], any = [] } of Object.values(definition.features))
      for (const needed of [...all, ...any.flat()]) expect(own).toContain(needed);
    expect(definition.always.every((name) => own.includes(name))).toBe(true);
    const bits = Object.values(definition.features).map(({ bit }) => bit);
    expect(new Set(bits).size).toBe(bits.length);
    expect(bits.some((bit) => (Object.values(ringFeatures) as number[]).includes(bit))).toBe(false);
  });

  it('asks for a request that fits an indirect table, with bytes in every buffer', () => {
    const { readable, writable } = definition.request(64, parameters);
    const sizes = [...readable, ...writable];
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.length).toBeLessThanOrEqual(8);
    expect(sizes.every((size) => Number.isInteger(size) && size > 0)).toBe(true);
    if (definition.inputQueue >= 0) expect(definition.inputBytes).toBeGreaterThan(0);
  });

  it.each(['mmio', 'pci'] as const)(
    'comes up over %s with all that can be negotiated together, and breaks no rule',
    (kind) => {
      const offered = ['version-1', 'event-idx', 'indirect-desc', 'ring-packed', 'ring-reset', 'suspend', ...own];
      const core = new DeviceCore({
        deviceId: definition.deviceId,
        features: offered,
        own: definition.features,
        queueCount: definition.queues.length,
        queueSize: 16,
        configuration: definition.configuration(parameters),
      });
      const book = new RuleBook();
      const checker = new StatusChecker(book);
      core.watcher = (event) => checker.saw(event);
      const memories = definition.queues.map((_, queue) => windowFor(2 ** 31 + queue * 2 ** 40, 16));
      const ready = bringUp({
        transport: kind === 'mmio' ? new MmioTransport(core) : new PciTransport(core),
        memoryOf: (queue) => memories[queue]!,
        table,
        wanted: offered,
        queueCount: definition.queues.length,
        queueSize: 16,
      });
      expect(ready?.features).toEqual(choose(offered, offered, table));
      expect(ready?.queues).toHaveLength(definition.queues.length);
      expect(core.live).toBe(true);
      expect(book.violations).toEqual([]);
    },
  );
});
