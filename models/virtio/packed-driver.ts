/**
 * The driver's side of a packed virtqueue: one ring in which both sides write, told apart by wrap counters.
 * Positions and event indices as the Linux and the DPDK drivers of the standard's authors handle them are not copied here;
 * the state is the text of VIRTIO 1.4, `packed-ring.tex`, rules PR1 to PR9.
 */
import { listenForEvents, muteEvents, wantsToHear } from './packed-events.ts';
import {
  type Buffer,
  type Completion,
  type DriverSide,
  descriptorBytes,
  descriptorFlags,
  type PeerFault,
  type QueueSetup,
  tableEntries,
} from './queue.ts';

const { next, write, indirect: indirectFlag, avail: availFlag, used: usedFlag } = descriptorFlags;
const side = 'driver';

export class PackedDriver implements DriverSide {
  broken: PeerFault | null = null;
  free: number;
  readonly #setup: QueueSetup;
  readonly #freeIds: number[];
  readonly #token: number[];
  /** Entries of the list with this id; 0: not in use. */
  readonly #entries: number[];
  readonly #writable: number[];
  readonly #order: number[] = [];
  #batchLeft = 0;
  #batchLastBytes = 0;
  /** Where the next list is written. */
  #at: number;
  #wrap = true;
  /** Where the next used entry is expected. */
  #usedAt: number;
  #usedWrap = true;
  /** Entries added since the last question whether to kick; heads whose flags are still to be written. */
  #sinceKick = 0;
  readonly #unpublished: { position: number; flags: number }[] = [];

  constructor(setup: QueueSetup) {
    this.#setup = setup;
    const { size } = setup;
    this.free = size;
    this.#freeIds = Array.from({ length: size }, (_, index) => size - 1 - index);
    this.#token = new Array(size).fill(-1);
    this.#entries = new Array(size).fill(0);
    this.#writable = new Array(size).fill(0);
    // A packed ring always begins at 0; tests reach the wrap by size.
    this.#at = this.#usedAt = 0;
  }

  get nextOffset(): number {
    return this.#at | (this.#wrap ? 0x8000 : 0);
  }

  add(buffers: readonly Buffer[], token: number, indirect: boolean): boolean {
    const viaTable = indirect && this.#setup.indirect && buffers.length > 1 && buffers.length <= tableEntries;
    const needed = viaTable ? 1 : buffers.length;
    if (this.broken !== null || needed > this.free || this.#freeIds.length === 0) return false;
    const id = this.#freeIds.pop()!;
    if (viaTable) this.#addTable(id, buffers);
    else this.#addList(id, buffers);
    this.free -= needed;
    this.#sinceKick += needed;
    this.#token[id] = token;
    this.#entries[id] = needed;
    let writable = 0;
    for (const buffer of buffers) if (buffer.writable) writable += buffer.sizeBytes;
    this.#writable[id] = writable;
    if (this.#setup.inOrder) this.#order.push(id);
    return true;
  }

  #addList(id: number, buffers: readonly Buffer[]): void {
    for (let index = 0; index < buffers.length; index += 1) {
      const { address, sizeBytes, writable } = buffers[index]!;
      const more = index === buffers.length - 1 ? 0 : next;
      this.#entry(address, sizeBytes, id, (writable ? write : 0) | more, index === 0);
    }
  }

  #addTable(id: number, buffers: readonly Buffer[]): void {
    const { memory, tables } = this.#setup;
    const table = tables + id * tableEntries * descriptorBytes;
    for (let index = 0; index < buffers.length; index += 1) {
      const { address, sizeBytes, writable } = buffers[index]!;
      const at = table + index * descriptorBytes;
      memory.write64(side, at, address);
      memory.write32(side, at + 8, sizeBytes);
      memory.write16(side, at + 12, 0);
      memory.write16(side, at + 14, writable ? write : 0);
    }
    this.#entry(table, buffers.length * descriptorBytes, id, indirectFlag, true);
  }

  /** Writes one ring entry; the flags of the first of a list wait until everything else of it is written. */
  #entry(address: number, sizeBytes: number, id: number, kind: number, isFirst: boolean): void {
    const { memory, descriptors, size } = this.#setup;
    const at = descriptors + this.#at * descriptorBytes;
    memory.write64(side, at, address);
    memory.write32(side, at + 8, sizeBytes);
    memory.write16(side, at + 12, id);
    const flags = kind | (this.#wrap ? availFlag : usedFlag);
    if (isFirst) this.#unpublished.push({ position: this.#at, flags });
    else memory.write16(side, at + 14, flags);
    this.#at += 1;
    if (this.#at < size) return;
    this.#at = 0;
    this.#wrap = !this.#wrap;
  }

  publish(): void {
    if (this.broken !== null || this.#unpublished.length === 0) return;
    const { memory, descriptors } = this.#setup;
    memory.barrier(side);
    for (const { position, flags } of this.#unpublished)
      memory.write16(side, descriptors + position * descriptorBytes + 14, flags);
    this.#unpublished.length = 0;
    memory.barrier(side);
  }

  mustKick(): boolean {
    if (this.broken !== null || this.#sinceKick === 0 || this.#unpublished.length > 0) return false;
    const added = this.#sinceKick;
    this.#sinceKick = 0;
    return wantsToHear(this.#setup, side, this.#setup.deviceArea, added, this.#at, this.#wrap);
  }

  collect(): Completion | null {
    if (this.broken !== null) return null;
    if (this.#batchLeft > 0) return this.#collectOfBatch();
    if (!this.pending()) return null;
    const { memory, descriptors, inOrder } = this.#setup;
    memory.barrier(side);
    const at = descriptors + this.#usedAt * descriptorBytes;
    const id = memory.read16(side, at + 12);
    const flags = memory.read16(side, at + 14);
    const written = (flags & write) !== 0 ? memory.read32(side, at + 8) : 0;
    if (id >= this.#setup.size || this.#entries[id] === 0)
      return this.#breakOff('PR5', `a used entry names id ${id}, which was not requested`);
    if (written > this.#writable[id]!)
      return this.#breakOff('PR5', `${written} B written, but only ${this.#writable[id]} B are writable`);
    if (!inOrder) return this.#complete(id, written);
    const batch = this.#order.indexOf(id) + 1;
    if (batch === 0) return this.#breakOff('PR9', `${id} is used out of order`);
    this.#batchLeft = batch;
    this.#batchLastBytes = written;
    return this.#collectOfBatch();
  }

  #collectOfBatch(): Completion {
    const id = this.#order.shift()!;
    this.#batchLeft -= 1;
    return this.#complete(id, this.#batchLeft === 0 ? this.#batchLastBytes : this.#writable[id]!);
  }

  #complete(id: number, writtenBytes: number): Completion {
    const entries = this.#entries[id]!;
    this.#usedAt += entries;
    if (this.#usedAt >= this.#setup.size) {
      this.#usedAt -= this.#setup.size;
      this.#usedWrap = !this.#usedWrap;
    }
    this.free += entries;
    this.#entries[id] = 0;
    this.#freeIds.push(id);
    return { token: this.#token[id]!, writtenBytes };
  }

  #breakOff(rule: PeerFault['rule'], text: string): null {
    this.broken = { rule, text };
    return null;
  }

  mute(): void {
    muteEvents(this.#setup, side, this.#setup.driverArea);
  }

  listen(): void {
    listenForEvents(this.#setup, side, this.#setup.driverArea, this.#usedAt, this.#usedWrap);
  }

  pending(): boolean {
    if (this.broken !== null) return false;
    if (this.#batchLeft > 0) return true;
    const { memory, descriptors } = this.#setup;
    const flags = memory.read16(side, descriptors + this.#usedAt * descriptorBytes + 14);
    const isAvail = (flags & availFlag) !== 0;
    const isUsed = (flags & usedFlag) !== 0;
    return isAvail === isUsed && isUsed === this.#usedWrap;
  }
}
