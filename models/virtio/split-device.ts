/**
 * The device's side of a split virtqueue. Everything that it reads was written by a guest that may be hostile: indices,
 * heads, chains and addresses are checked before they are followed, and the first thing that is not allowed ends the queue.
 * Source: VIRTIO 1.4, `split-ring.tex`; rules SR1 to SR13.
 */
import { check } from '../../engine/check.ts';
import { ChainReader } from './chain-reader.ts';
import {
  type Chain,
  type DeviceSide,
  descriptorBytes,
  descriptorFlags,
  needEvent,
  type PeerFault,
  type QueueSetup,
} from './queue.ts';

const { next, write, indirect } = descriptorFlags;
const side = 'device';

export class SplitDevice implements DeviceSide {
  broken: PeerFault | null = null;
  readonly #setup: QueueSetup;
  readonly #reader: ChainReader;
  /** Heads taken and not given back. */
  readonly #inFlight: boolean[];
  /** With IN_ORDER: heads in the order taken, and the batch that is done but has no used element yet. */
  readonly #order: number[] = [];
  #batchCount = 0;
  #lastId = -1;
  #lastBytes = 0;
  #lastIsWhole = true;
  #taken: number;
  #used: number;
  #published: number;
  #askedAt: number;

  constructor(setup: QueueSetup) {
    this.#setup = setup;
    this.#reader = new ChainReader(setup.memory, false, setup.indirect, setup.size);
    this.#inFlight = new Array(setup.size).fill(false);
    this.#taken = this.#used = this.#published = this.#askedAt = setup.firstIndex;
  }

  pending(): boolean {
    return this.broken === null && this.#setup.memory.read16(side, this.#setup.driverArea + 2) !== this.#taken;
  }

  take(): Chain | null {
    if (this.broken !== null) return null;
    const { memory, driverArea, size, inOrder } = this.#setup;
    const published = memory.read16(side, driverArea + 2);
    if (published === this.#taken) return null;
    const ahead = (published - this.#taken) & 0xffff;
    if (ahead > size)
      return this.#breakOff('SR2', `the available idx runs ${ahead} entries ahead of a queue of ${size}`);
    memory.barrier(side);
    const head = memory.read16(side, driverArea + 4 + 2 * (this.#taken & (size - 1)));
    if (head >= size) return this.#breakOff('SR2', `head ${head} in a queue of ${size}`);
    if (this.#inFlight[head]) return this.#breakOff('SR6', `head ${head} is made available twice`);
    const entries = this.#walk(head);
    if (entries === 0) return null;
    this.#taken = (this.#taken + 1) & 0xffff;
    this.#inFlight[head] = true;
    if (inOrder) this.#order.push(head);
    const { buffers, readableBytes, writableBytes } = this.#reader;
    return { id: head, buffers, readableBytes, writableBytes, entries };
  }

  /** Reads a chain; gives its entries, or 0 when it cannot be taken. */
  #walk(head: number): number {
    const { memory, descriptors, size } = this.#setup;
    const reader = this.#reader;
    reader.begin();
    let entry = head;
    for (let count = 1; ; count += 1) {
      const at = descriptors + entry * descriptorBytes;
      const flags = memory.read16(side, at + 12);
      if ((flags & ~(next | write | indirect)) !== 0) return this.#refuse('SR3', `unknown descriptor flags ${flags}`);
      const isLast = (flags & next) === 0;
      if (!reader.entry(at, flags, isLast)) return this.#refuse(reader.fault!.rule, reader.fault!.text);
      if (isLast) return count;
      if (count === size) return this.#refuse('SR4', 'a chain is a loop');
      entry = memory.read16(side, at + 14);
      if (entry >= size) return this.#refuse('SR4', `descriptor ${entry} in a queue of ${size}`);
    }
  }

  #refuse(rule: PeerFault['rule'], text: string): 0 {
    this.#breakOff(rule, text);
    return 0;
  }

  #breakOff(rule: PeerFault['rule'], text: string): null {
    this.broken = { rule, text };
    return null;
  }

  use(chain: Chain, writtenBytes: number): void {
    check(this.#inFlight[chain.id] === true, 'a device gives back what it does not hold');
    check(writtenBytes <= chain.writableBytes, 'a device wrote more than it may');
    this.#inFlight[chain.id] = false;
    if (!this.#setup.inOrder) {
      this.#writeElement(chain.id, writtenBytes);
      this.#used = (this.#used + 1) & 0xffff;
      return;
    }
    check(this.#order.shift() === chain.id, 'a device gives back out of order');
    // A skipped one counts as written completely, so one that was not ends its batch.
    if (!this.#lastIsWhole) this.#flushBatch();
    this.#batchCount += 1;
    this.#lastId = chain.id;
    this.#lastBytes = writtenBytes;
    this.#lastIsWhole = writtenBytes === chain.writableBytes;
  }

  /** One element for the whole batch: the id of its last chain. */
  #flushBatch(): void {
    this.#lastIsWhole = true;
    if (this.#batchCount === 0) return;
    this.#writeElement(this.#lastId, this.#lastBytes);
    this.#used = (this.#used + this.#batchCount) & 0xffff;
    this.#batchCount = 0;
  }

  #writeElement(id: number, writtenBytes: number): void {
    const { memory, deviceArea, size } = this.#setup;
    const at = deviceArea + 4 + 8 * (this.#used & (size - 1));
    memory.write32(side, at, id);
    memory.write32(side, at + 4, writtenBytes);
  }

  publish(): void {
    this.#flushBatch();
    if (this.broken !== null || this.#published === this.#used) return;
    const { memory, deviceArea } = this.#setup;
    memory.barrier(side);
    memory.write16(side, deviceArea + 2, this.#used);
    this.#published = this.#used;
    memory.barrier(side);
  }

  mustInterrupt(): boolean {
    if (this.#askedAt === this.#published) return false;
    const { memory, driverArea, size, eventIdx } = this.#setup;
    const before = this.#askedAt;
    this.#askedAt = this.#published;
    if (!eventIdx) return (memory.read16(side, driverArea) & 1) === 0;
    return needEvent(memory.read16(side, driverArea + 4 + 2 * size), this.#published, before);
  }

  mute(): void {
    const { memory, deviceArea, eventIdx } = this.#setup;
    if (!eventIdx) memory.write16(side, deviceArea, 1);
  }

  listen(): void {
    const { memory, deviceArea, eventIdx, size } = this.#setup;
    if (eventIdx) memory.write16(side, deviceArea + 4 + 8 * size, this.#taken);
    else memory.write16(side, deviceArea, 0);
    memory.barrier(side);
  }
}
