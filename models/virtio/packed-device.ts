/**
 * The device's side of a packed virtqueue. A guest's flags, lengths and addresses are checked before they are followed.
 * Source: VIRTIO 1.4, `packed-ring.tex`, rules PR1 to PR9.
 */
import { check } from '../../engine/check.ts';
import { ChainReader } from './chain-reader.ts';
import { listenForEvents, muteEvents, wantsToHear } from './packed-events.ts';
import {
  type Chain,
  type DeviceSide,
  descriptorBytes,
  descriptorFlags,
  type PeerFault,
  type QueueSetup,
} from './queue.ts';

const { next, write, indirect, avail: availFlag, used: usedFlag } = descriptorFlags;
const known = next | write | indirect | availFlag | usedFlag;
const side = 'device';

export class PackedDevice implements DeviceSide {
  broken: PeerFault | null = null;
  readonly #setup: QueueSetup;
  readonly #reader: ChainReader;
  /** Ids taken and not given back. */
  readonly #inFlight: boolean[];
  readonly #order: number[] = [];
  #batchCount = 0;
  #batchEntries = 0;
  #lastId = -1;
  #lastBytes = 0;
  #lastIsWhole = true;
  #lastWrites = false;
  /** Entries that the device holds: more than the ring has cannot be. */
  #held = 0;
  #at: number;
  #wrap = true;
  #usedAt: number;
  #usedWrap = true;
  #sinceInterrupt = 0;
  readonly #unpublished: { position: number; flags: number }[] = [];

  constructor(setup: QueueSetup) {
    this.#setup = setup;
    this.#reader = new ChainReader(setup.memory, true, setup.indirect, setup.size);
    this.#inFlight = new Array(setup.size).fill(false);
    this.#at = this.#usedAt = 0;
  }

  #isAvailable(flags: number): boolean {
    return ((flags & availFlag) !== 0) === this.#wrap && ((flags & usedFlag) !== 0) !== this.#wrap;
  }

  pending(): boolean {
    if (this.broken !== null || this.#held >= this.#setup.size) return false;
    const { memory, descriptors } = this.#setup;
    return this.#isAvailable(memory.read16(side, descriptors + this.#at * descriptorBytes + 14));
  }

  take(): Chain | null {
    if (!this.pending()) return null;
    const { memory, descriptors, size, inOrder } = this.#setup;
    memory.barrier(side);
    const reader = this.#reader;
    reader.begin();
    let position = this.#at;
    let entries = 0;
    let id = 0;
    for (;;) {
      if (this.#held + entries === size) return this.#breakOff('PR2', 'a list is longer than what is free of the ring');
      const at = descriptors + position * descriptorBytes;
      const flags = memory.read16(side, at + 14);
      if ((flags & ~known) !== 0) return this.#breakOff('PR2', `unknown descriptor flags ${flags}`);
      const isLast = (flags & next) === 0;
      if (!reader.entry(at, flags, isLast)) return this.#breakOff(reader.fault!.rule, reader.fault!.text);
      id = memory.read16(side, at + 12);
      entries += 1;
      position = position + 1 === size ? 0 : position + 1;
      if (isLast) break;
    }
    if (id >= size) return this.#breakOff('PR6', `buffer id ${id} in a ring of ${size}`);
    if (this.#inFlight[id]) return this.#breakOff('PR6', `buffer id ${id} is made available twice`);
    if (position <= this.#at) this.#wrap = !this.#wrap;
    this.#at = position;
    this.#held += entries;
    this.#inFlight[id] = true;
    if (inOrder) this.#order.push(id);
    const { buffers, readableBytes, writableBytes } = reader;
    return { id, buffers, readableBytes, writableBytes, entries };
  }

  #breakOff(rule: PeerFault['rule'], text: string): null {
    this.broken = { rule, text };
    return null;
  }

  use(chain: Chain, writtenBytes: number): void {
    check(this.#inFlight[chain.id] === true, 'a device gives back what it does not hold');
    check(writtenBytes <= chain.writableBytes, 'a device wrote more than it may');
    this.#inFlight[chain.id] = false;
    this.#held -= chain.entries;
    if (!this.#setup.inOrder) {
      this.#writeEntry(chain.id, writtenBytes, chain.writableBytes > 0, chain.entries);
      return;
    }
    check(this.#order.shift() === chain.id, 'a device gives back out of order');
    // A skipped one counts as written completely, so one that was not ends its batch.
    if (!this.#lastIsWhole) this.#flushBatch();
    this.#batchCount += 1;
    this.#batchEntries += chain.entries;
    this.#lastId = chain.id;
    this.#lastBytes = writtenBytes;
    this.#lastWrites = chain.writableBytes > 0;
    this.#lastIsWhole = writtenBytes === chain.writableBytes;
  }

  #flushBatch(): void {
    this.#lastIsWhole = true;
    if (this.#batchCount === 0) return;
    this.#writeEntry(this.#lastId, this.#lastBytes, this.#lastWrites, this.#batchEntries);
    this.#batchCount = 0;
    this.#batchEntries = 0;
  }

  /** Writes a used entry at the next used position, its flags when it is published; the position moves by `entries`. */
  #writeEntry(id: number, writtenBytes: number, writes: boolean, entries: number): void {
    const { memory, descriptors, size } = this.#setup;
    const at = descriptors + this.#usedAt * descriptorBytes;
    memory.write16(side, at + 12, id);
    if (writes) memory.write32(side, at + 8, writtenBytes);
    const flags = (writes ? write : 0) | (this.#usedWrap ? availFlag | usedFlag : 0);
    this.#unpublished.push({ position: this.#usedAt, flags });
    this.#sinceInterrupt += entries;
    this.#usedAt += entries;
    if (this.#usedAt < size) return;
    this.#usedAt -= size;
    this.#usedWrap = !this.#usedWrap;
  }

  publish(): void {
    this.#flushBatch();
    if (this.#unpublished.length === 0) return;
    const { memory, descriptors } = this.#setup;
    memory.barrier(side);
    for (const { position, flags } of this.#unpublished)
      memory.write16(side, descriptors + position * descriptorBytes + 14, flags);
    this.#unpublished.length = 0;
    memory.barrier(side);
  }

  mustInterrupt(): boolean {
    if (this.#sinceInterrupt === 0 || this.#unpublished.length > 0) return false;
    const used = this.#sinceInterrupt;
    this.#sinceInterrupt = 0;
    return wantsToHear(this.#setup, side, this.#setup.driverArea, used, this.#usedAt, this.#usedWrap);
  }

  mute(): void {
    muteEvents(this.#setup, side, this.#setup.deviceArea);
  }

  listen(): void {
    listenForEvents(this.#setup, side, this.#setup.deviceArea, this.#at, this.#wrap);
  }
}
