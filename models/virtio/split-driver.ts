/**
 * The driver's side of a split virtqueue. It keeps its own copy of what it put into the ring (the device could not change
 * descriptors, but a driver that reads them back would trust it), and refuses completions that were never requested.
 * Source: VIRTIO 1.4, `split-ring.tex`; layout and rules SR1 to SR13.
 */
import {
  type Buffer,
  type Completion,
  type DriverSide,
  descriptorBytes,
  descriptorFlags,
  needEvent,
  type PeerFault,
  type QueueSetup,
  tableEntries,
} from './queue.ts';

const { next, write, indirect: indirectFlag } = descriptorFlags;
const side = 'driver';

export class SplitDriver implements DriverSide {
  broken: PeerFault | null = null;
  free: number;
  readonly #setup: QueueSetup;
  /** Free entries, linked; then, for entries in use, the next of their chain. */
  readonly #following: number[];
  #firstFree = 0;
  /** By head: token, entries and writable bytes of the chain; entries 0: not in use. */
  readonly #token: number[];
  readonly #entries: number[];
  readonly #writable: number[];
  /** Heads in the order made available (IN_ORDER only). */
  readonly #order: number[] = [];
  /** With IN_ORDER: chains of a batch that are done but not collected yet, and the bytes of the last. */
  #batchLeft = 0;
  #batchLastBytes = 0;
  #added: number;
  #published: number;
  #askedAt: number;
  #seen: number;

  constructor(setup: QueueSetup) {
    this.#setup = setup;
    const { size, firstIndex } = setup;
    this.free = size;
    this.#following = Array.from({ length: size }, (_, entry) => entry + 1);
    this.#token = new Array(size).fill(-1);
    this.#entries = new Array(size).fill(0);
    this.#writable = new Array(size).fill(0);
    this.#added = this.#published = this.#askedAt = this.#seen = firstIndex;
  }

  get nextOffset(): number {
    return this.#published & 0x7fff;
  }

  add(buffers: readonly Buffer[], token: number, indirect: boolean): boolean {
    const viaTable = indirect && this.#setup.indirect && buffers.length > 1 && buffers.length <= tableEntries;
    const needed = viaTable ? 1 : buffers.length;
    if (this.broken !== null || needed > this.free) return false;
    const head = this.#firstFree;
    if (viaTable) this.#addTable(head, buffers);
    else this.#addChain(head, buffers);
    this.free -= needed;
    this.#token[head] = token;
    this.#entries[head] = needed;
    let writable = 0;
    for (const buffer of buffers) if (buffer.writable) writable += buffer.sizeBytes;
    this.#writable[head] = writable;
    const { memory, driverArea, size, inOrder } = this.#setup;
    memory.write16(side, driverArea + 4 + 2 * (this.#added & (size - 1)), head);
    this.#added = (this.#added + 1) & 0xffff;
    if (inOrder) this.#order.push(head);
    return true;
  }

  #addChain(head: number, buffers: readonly Buffer[]): void {
    let entry = head;
    for (let index = 0; index < buffers.length; index += 1) {
      const { address, sizeBytes, writable } = buffers[index]!;
      const isLast = index === buffers.length - 1;
      const following = this.#following[entry]!;
      this.#describe(this.#setup.descriptors, entry, address, sizeBytes, writable ? write : 0, isLast ? -1 : following);
      if (isLast) this.#firstFree = following;
      entry = following;
    }
  }

  #addTable(head: number, buffers: readonly Buffer[]): void {
    const table = this.#setup.tables + head * tableEntries * descriptorBytes;
    for (let index = 0; index < buffers.length; index += 1) {
      const { address, sizeBytes, writable } = buffers[index]!;
      const following = index === buffers.length - 1 ? -1 : index + 1;
      this.#describe(table, index, address, sizeBytes, writable ? write : 0, following);
    }
    this.#firstFree = this.#following[head]!;
    this.#describe(this.#setup.descriptors, head, table, buffers.length * descriptorBytes, indirectFlag, -1);
  }

  #describe(table: number, entry: number, address: number, size: number, flags: number, following: number): void {
    const { memory } = this.#setup;
    const at = table + entry * descriptorBytes;
    memory.write64(side, at, address);
    memory.write32(side, at + 8, size);
    memory.write16(side, at + 12, following === -1 ? flags : flags | next);
    memory.write16(side, at + 14, following === -1 ? 0 : following);
  }

  publish(): void {
    if (this.broken !== null || this.#published === this.#added) return;
    const { memory, driverArea } = this.#setup;
    memory.barrier(side);
    memory.write16(side, driverArea + 2, this.#added);
    this.#published = this.#added;
    memory.barrier(side);
  }

  mustKick(): boolean {
    if (this.broken !== null || this.#askedAt === this.#published) return false;
    const { memory, deviceArea, size, eventIdx } = this.#setup;
    const before = this.#askedAt;
    this.#askedAt = this.#published;
    if (!eventIdx) return (memory.read16(side, deviceArea) & 1) === 0;
    return needEvent(memory.read16(side, deviceArea + 4 + 8 * size), this.#published, before);
  }

  collect(): Completion | null {
    if (this.broken !== null) return null;
    if (this.#batchLeft > 0) return this.#collectOfBatch();
    const { memory, deviceArea, size, inOrder } = this.#setup;
    const published = memory.read16(side, deviceArea + 2);
    if (published === this.#seen) return null;
    const ahead = (published - this.#seen) & 0xffff;
    if (ahead > size) return this.#breakOff('SR2', `the used idx runs ${ahead} entries ahead of a queue of ${size}`);
    memory.barrier(side);
    const at = deviceArea + 4 + 8 * (this.#seen & (size - 1));
    const id = memory.read32(side, at);
    const written = memory.read32(side, at + 4);
    if (id >= size || this.#entries[id] === 0)
      return this.#breakOff('SR7', `a used element names ${id}, which was not requested`);
    if (written > this.#writable[id]!)
      return this.#breakOff('SR7', `${written} B written, but only ${this.#writable[id]} B are writable`);
    if (!inOrder) {
      this.#seen = (this.#seen + 1) & 0xffff;
      return this.#complete(id, written);
    }
    const batch = this.#order.indexOf(id) + 1;
    if (batch === 0 || batch > ahead) return this.#breakOff('SR13', `${id} is used out of order`);
    this.#batchLeft = batch;
    this.#batchLastBytes = written;
    return this.#collectOfBatch();
  }

  /** Of the earlier ones of a batch nothing is said about written bytes: all that was asked for. */
  #collectOfBatch(): Completion {
    const head = this.#order.shift()!;
    this.#batchLeft -= 1;
    this.#seen = (this.#seen + 1) & 0xffff;
    return this.#complete(head, this.#batchLeft === 0 ? this.#batchLastBytes : this.#writable[head]!);
  }

  #complete(head: number, writtenBytes: number): Completion {
    const token = this.#token[head]!;
    const entries = this.#entries[head]!;
    let last = head;
    for (let count = 1; count < entries; count += 1) last = this.#following[last]!;
    this.#following[last] = this.#firstFree;
    this.#firstFree = head;
    this.free += entries;
    this.#entries[head] = 0;
    return { token, writtenBytes };
  }

  #breakOff(rule: PeerFault['rule'], text: string): null {
    this.broken = { rule, text };
    return null;
  }

  mute(): void {
    const { memory, driverArea, eventIdx } = this.#setup;
    // With EVENT_IDX an event index that lies behind keeps the device quiet for nearly 2^16 entries.
    if (!eventIdx) memory.write16(side, driverArea, 1);
  }

  listen(): void {
    const { memory, driverArea, eventIdx, size } = this.#setup;
    if (eventIdx) memory.write16(side, driverArea + 4 + 2 * size, this.#seen);
    else memory.write16(side, driverArea, 0);
    memory.barrier(side);
  }

  pending(): boolean {
    if (this.broken !== null) return false;
    const { memory, deviceArea } = this.#setup;
    return this.#batchLeft > 0 || memory.read16(side, deviceArea + 2) !== this.#seen;
  }
}
