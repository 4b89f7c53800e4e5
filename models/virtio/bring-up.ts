/**
 * What a driver does before it may use a device: reset, features, queues, DRIVER_OK, in the order of VIRTIO 1.4
 * (`content.tex`, device initialisation), and how it reads configuration that is wider than one access.
 */
import { statusBits } from './device-core.ts';
import { choose, type FeatureTable, ringFeatures } from './feature.ts';
import type { GuestMemory } from './guest-memory.ts';
import { layOut, type QueueSetup } from './queue.ts';
import type { StatusChecker } from './status-checker.ts';
import type { Transport } from './transport.ts';

const { acknowledge, driver, featuresOk, driverOk, failed, suspend } = statusBits;

export interface BringUp {
  readonly transport: Transport;
  /** Where the queue is laid out, from the first byte on. */
  readonly memoryOf: (queue: number) => GuestMemory;
  /** All features that may be named, reserved and the device's own. */
  readonly table: FeatureTable;
  readonly wanted: readonly string[];
  readonly queueCount: number;
  readonly queueSize: number;
}

export interface Ready {
  readonly queues: readonly QueueSetup[];
  readonly features: readonly string[];
  /** First byte behind each queue. */
  readonly ends: readonly number[];
}

const bitsOf = (names: readonly string[], table: FeatureTable) => new Set(names.map((name) => table[name]!.bit));

/** Gives the queues, or null when the device refuses (FAILED is set). */
export function bringUp({ transport, memoryOf, table, wanted, queueCount, queueSize }: BringUp): Ready | null {
  transport.writeStatus(0);
  // A reset is over when 0 reads back.
  if (transport.readStatus() !== 0) return null;
  transport.writeStatus(acknowledge);
  transport.writeStatus(acknowledge | driver);
  const offered = readOffered(transport, table);
  const features = choose(offered, [...new Set([...wanted, 'version-1'])], table);
  const bits = bitsOf(features, table);
  const highest = Math.max(ringFeatures['version-1'], ...bits);
  for (let word = 0; word * 32 <= highest; word += 1) {
    let value = 0;
    for (const bit of bits) if (Math.floor(bit / 32) === word) value |= 1 << (bit % 32);
    transport.writeFeatures(word, value >>> 0);
  }
  transport.writeStatus(acknowledge | driver | featuresOk);
  if ((transport.readStatus() & featuresOk) === 0) {
    transport.writeStatus(acknowledge | driver | failed);
    return null;
  }
  const queues: QueueSetup[] = [];
  const ends: number[] = [];
  for (let queue = 0; queue < queueCount; queue += 1) {
    const size = Math.min(queueSize, transport.queueSizeMax(queue));
    const { setup, end } = layOutNegotiated(memoryOf(queue), size, features);
    if (!transport.setUpQueue(queue, setup.size, setup.descriptors, setup.driverArea, setup.deviceArea)) return null;
    queues.push(setup);
    ends.push(Math.ceil(end / 64) * 64);
  }
  transport.writeStatus(acknowledge | driver | featuresOk | driverOk);
  return { queues, features, ends };
}

function readOffered(transport: Transport, table: FeatureTable): string[] {
  const words = new Map<number, number>();
  return Object.keys(table).filter((name) => {
    const { bit } = table[name]!;
    const word = Math.floor(bit / 32);
    if (!words.has(word)) words.set(word, transport.readFeatures(word));
    return (words.get(word)! >>> (bit % 32)) % 2 === 1;
  });
}

/** A queue with what was negotiated. */
export function layOutNegotiated(memory: GuestMemory, size: number, features: readonly string[]) {
  return layOut(memory, memory.base, {
    size,
    packed: features.includes('ring-packed'),
    eventIdx: features.includes('event-idx'),
    indirect: features.includes('indirect-desc'),
    inOrder: features.includes('in-order'),
  });
}

/** Reads 8 bytes in two accesses, again until no change came between. Gives low and high word. */
export function readWide(
  transport: Transport,
  offset: number,
  checker: StatusChecker | null,
): readonly [number, number] {
  for (;;) {
    const before = transport.readGeneration();
    const low = transport.readConfiguration(offset, 4);
    const high = transport.readConfiguration(offset + 4, 4);
    const after = transport.readGeneration();
    checker?.wideField(2, before === after, [before, after]);
    if (before === after) return [low, high];
  }
}

/** Asks the device to suspend. It has when its status says so. */
export function suspendDevice(transport: Transport): void {
  transport.writeStatus(transport.readStatus() | suspend);
}

export function isSuspended(transport: Transport): boolean {
  return (transport.readStatus() & suspend) !== 0;
}

export function resumeDevice(transport: Transport): void {
  transport.writeStatus((transport.readStatus() & ~suspend) | driverOk);
}
