/** The status machine, over both transports: order, refusal, suspension, reset of a queue, torn configuration. */
import { describe, expect, it } from 'vitest';
import { bringUp, isSuspended, readWide, resumeDevice, suspendDevice } from './bring-up.ts';
import { DeviceCore } from './device-core.ts';
import { choose, ringTable } from './feature.ts';
import { GuestMemory } from './guest-memory.ts';
import { MmioTransport } from './mmio-transport.ts';
import { PciTransport } from './pci-transport.ts';
import { RuleBook } from './rule.ts';
import { StatusChecker } from './status-checker.ts';

const own = { csum: { bit: 0 }, 'host-tso4': { bit: 11, all: ['csum'] }, mq: { bit: 22, any: [['ctrl-vq', 'csum']] } };
const offered = ['version-1', 'event-idx', 'ring-packed', 'ring-reset', 'suspend', 'csum', 'host-tso4'];

function make(kind: 'mmio' | 'pci', features: readonly string[] = offered) {
  const core = new DeviceCore({
    deviceId: 1,
    features,
    own,
    queueCount: 2,
    queueSize: 16,
    configuration: [1, 2, 3, 4, 5, 6, 7, 8],
  });
  const book = new RuleBook();
  const checker = new StatusChecker(book);
  core.watcher = (event) => checker.saw(event);
  const transport = kind === 'mmio' ? new MmioTransport(core) : new PciTransport(core);
  const memories = [0, 1].map((queue) => new GuestMemory(0x8000_0000 + queue * 0x8000, 0x8000));
  const start = (wanted: readonly string[] = offered) =>
    bringUp({
      transport,
      memoryOf: (queue) => memories[queue]!,
      table: { ...ringTable, ...own },
      wanted,
      queueCount: 2,
      queueSize: 16,
    });
  return { core, book, checker, transport, start };
}

describe.each(['mmio', 'pci'] as const)('%s', (kind) => {
  it('comes up in the order of the standard, with the features that both know', () => {
    const { core, book, start, transport } = make(kind);
    const ready = start();
    expect(ready?.features).toEqual([...offered].sort());
    expect(core.live).toBe(true);
    expect(core.queues.map(({ ready: isReady, descriptors }) => [isReady, descriptors % 16])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect(core.queues[0]!.descriptors).toBe(ready?.queues[0]?.descriptors);
    expect(book.violations).toEqual([]);
    expect(book.exercised('ST1')).toBeGreaterThan(5);
    expect(transport.accesses).toBeGreaterThan(20);
  });

  it('a device that does not get VERSION_1, or a feature without its dependency, refuses', () => {
    const { core, transport } = make(kind);
    const refused = (words: readonly number[]) => {
      transport.writeStatus(0);
      transport.writeStatus(1);
      transport.writeStatus(3);
      words.forEach((value, word) => {
        transport.writeFeatures(word, value);
      });
      transport.writeStatus(11);
      return (transport.readStatus() & 8) === 0;
    };
    expect(refused([0, 0])).toBe(true);
    expect(refused([1 << 11, 1])).toBe(true);
    expect(refused([(1 << 11) | 1, 1])).toBe(false);
    expect(core.has(11)).toBe(true);
  });

  it('a driver that acts before DRIVER_OK, or clears a status bit, is caught', () => {
    const { book, transport } = make(kind);
    transport.writeStatus(0);
    transport.writeStatus(1);
    transport.kick(0, 0);
    expect(book.violated('ST2')).toBe(1);
    transport.writeStatus(3);
    transport.writeStatus(1);
    expect(book.violated('ST2')).toBe(2);
    transport.writeStatus(15);
    expect(book.violated('ST1')).toBeGreaterThan(0);
  });

  it('suspends when nothing is in flight any more, and resumes', () => {
    const { core, book, start, transport } = make(kind);
    start();
    core.inFlight = 1;
    suspendDevice(transport);
    expect(isSuspended(transport)).toBe(false);
    expect(core.suspending).toBe(true);
    core.inFlight = 0;
    core.settleSuspend();
    expect(isSuspended(transport)).toBe(true);
    expect(core.live).toBe(false);
    resumeDevice(transport);
    expect(core.live).toBe(true);
    expect(isSuspended(transport)).toBe(false);
    expect(book.violations).toEqual([]);
    expect(book.exercised('ST4')).toBeGreaterThanOrEqual(3);
  });

  it('a queue that is reset keeps nothing', () => {
    const { core, book, start, transport } = make(kind);
    start();
    transport.resetQueue(1);
    expect(core.queues[1]).toMatchObject({ ready: false, descriptors: 0 });
    expect(book.exercised('ST6')).toBe(1);
    expect(book.violations).toEqual([]);
  });

  it('a broken device notifies of its configuration and is dead until reset', () => {
    const { core, book, checker, start, transport } = make(kind);
    start();
    core.breakDown();
    checker.idle();
    expect(transport.kick(0, 0)).toBe(false);
    expect(book.exercised('ST3')).toBe(1);
    expect(book.violated('ST3')).toBe(0);
    expect(start()).not.toBeNull();
    expect(core.live).toBe(true);
  });

  it('reads a wide field again when it changed between the accesses', () => {
    const { core, book, checker, start, transport } = make(kind);
    start();
    let changes = 2;
    const saw = core.watcher!;
    core.watcher = (event) => {
      saw(event);
      if (event.kind !== 'configuration-read' || event.offset !== 4 || changes === 0) return;
      changes -= 1;
      core.changeConfiguration(0, 9);
    };
    expect(readWide(transport, 0, checker)).toEqual([0x04030209, 0x08070605]);
    expect(book.exercised('ST5')).toBeGreaterThanOrEqual(3);
    expect(book.violated('ST5')).toBe(0);
  });
});

describe('choose', () => {
  it('drops what lacks a dependency, and what then lacks one', () => {
    const table = { a: { bit: 0, all: ['b'] }, b: { bit: 1, any: [['c', 'd']] }, c: { bit: 2 }, d: { bit: 3 } };
    expect(choose(['a', 'b', 'c', 'd'], ['a', 'b'], table)).toEqual([]);
    expect(choose(['a', 'b', 'c', 'd'], ['a', 'b', 'd'], table)).toEqual(['a', 'b', 'd']);
    expect(choose(['a', 'b'], ['a', 'b', 'd'], table)).toEqual([]);
  });
});
