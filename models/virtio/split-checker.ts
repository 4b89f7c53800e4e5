/**
 * Watches a split queue and judges rules SR1 to SR13 on every access. It reads memory with its own eyes (`peek`) and keeps
 * its own account of what is available and used. Source: VIRTIO 1.4, `split-ring.tex`.
 */
import { type Held, Watch } from './checker.ts';
import type { Side } from './guest-memory.ts';
import { descriptorBytes, isPowerOfTwo, type QueueSetup } from './queue.ts';
import type { RuleBook, RuleId } from './rule.ts';

export class SplitChecker extends Watch {
  readonly #slotWritten: boolean[];
  readonly #elementWritten: boolean[];
  /** Heads in the order made available. */
  #order: number[] = [];
  #available: number;
  #used: number;
  readonly #asked = { driver: 0, device: 0 };

  constructor(setup: QueueSetup, book: RuleBook) {
    super(setup, book);
    const { size, descriptors, driverArea, deviceArea } = setup;
    this.judge('SR1', isPowerOfTwo(size) && size <= 32768, `a split queue of ${size} entries`);
    this.judge('SR1', descriptors % 16 === 0 && driverArea % 2 === 0 && deviceArea % 4 === 0, 'an area is not aligned');
    this.#slotWritten = new Array(size).fill(false);
    this.#elementWritten = new Array(size).fill(false);
    this.#available = this.#used = this.#asked.driver = this.#asked.device = setup.firstIndex;
  }

  protected notifyRule(): RuleId {
    return this.setup.eventIdx ? 'SR9' : 'SR8';
  }

  wrote(side: Side, address: number, sizeBytes: number): void {
    this.remember(1, side, address, sizeBytes);
    const { descriptors, driverArea, deviceArea, size } = this.setup;
    if (address >= descriptors && address < descriptors + 16 * size) {
      this.ordered[side] = false;
      this.judge('SR5', side === 'driver', 'the device writes a descriptor');
    } else if (address >= driverArea && address < driverArea + 6 + 2 * size)
      this.#wroteAvailable(side, address - driverArea);
    else if (address >= deviceArea && address < deviceArea + 6 + 8 * size) this.#wroteUsed(side, address - deviceArea);
    else this.dataWritten(side, address, sizeBytes);
  }

  #wroteAvailable(side: Side, offset: number): void {
    if (side === 'device') this.violate('SR5', 'the device writes the available ring');
    else if (offset === 0) this.#wroteFlags('driver', this.setup.driverArea);
    else if (offset === 2) this.#published();
    else if (offset === 4 + 2 * this.setup.size) this.asked('driver');
    else {
      this.#slotWritten[(offset - 4) >> 1] = true;
      this.ordered.driver = false;
    }
  }

  #wroteUsed(side: Side, offset: number): void {
    if (side === 'driver') this.violate('SR5', 'the driver writes the used ring');
    else if (offset === 0) this.#wroteFlags('device', this.setup.deviceArea);
    else if (offset === 2) this.#usedPublished();
    else if (offset === 4 + 8 * this.setup.size) this.asked('device');
    else {
      this.#elementWritten[(offset - 4) >> 3] = true;
      this.ordered.device = false;
    }
  }

  #wroteFlags(side: Side, at: number): void {
    const value = this.memory.peek16(at);
    if (this.setup.eventIdx) this.judge('SR9', value === 0, `the ${side} sets flags ${value} in spite of EVENT_IDX`);
    else this.judge('SR8', value <= 1, `the ${side} sets unknown flags ${value}`);
    if (value === 0) this.asked(side);
  }

  #published(): void {
    const { driverArea, size } = this.setup;
    const index = this.memory.peek16(driverArea + 2);
    const count = (index - this.#available) & 0xffff;
    const before = this.#available;
    this.#available = index;
    this.judge('SR5', count <= size, `the driver takes its idx back from ${before} to ${index}`);
    if (count > size) return;
    this.judge('SR6', this.ordered.driver, 'the driver publishes idx without a barrier after the entries');
    for (let step = 0; step < count; step += 1) {
      const slot = (before + step) & 0xffff & (size - 1);
      this.judge('SR2', this.#slotWritten[slot]!, `slot ${slot} is published, but was not written`);
      this.#slotWritten[slot] = false;
      this.#madeAvailable(this.memory.peek16(driverArea + 4 + 2 * slot));
    }
    this.undecided.driver = true;
    this.orderedAfter.driver = false;
  }

  #madeAvailable(head: number): void {
    if (head >= this.setup.size || this.held.has(head)) {
      this.violate(
        'SR4',
        `head ${head} is made available, which ${this.held.has(head) ? 'the device holds' : 'no descriptor has'}`,
      );
      return;
    }
    const request = this.#walk(head);
    this.judge('SR4', request !== null, `the chain at ${head} is a loop, too long, or writable before readable`);
    this.held.set(head, request ?? { id: head, entries: 1, writableBytes: 0, ranges: [] });
    this.#order.push(head);
  }

  #walk(head: number): Held | null {
    const { descriptors, size, indirect } = this.setup;
    const ranges: number[] = [];
    let entry = head;
    let entries = 0;
    for (;;) {
      entries += 1;
      if (entries > size || entry >= size) return null;
      const at = descriptors + entry * descriptorBytes;
      const flags = this.memory.peek16(at + 12);
      this.judge('SR3', flags <= 7, `descriptor ${entry} has flags ${flags}`);
      if ((flags & 4) !== 0) {
        const allowed = indirect && (flags & 1) === 0;
        this.judge(
          'SR12',
          allowed,
          `descriptor ${entry} is INDIRECT ${indirect ? 'and has NEXT' : 'without negotiation'}`,
        );
        if (!allowed || !this.#walkTable(at, ranges)) return null;
      } else ranges.push(this.memory.peek64(at), this.memory.peek32(at + 8), (flags & 2) >> 1);
      if ((flags & 1) === 0) break;
      entry = this.memory.peek16(at + 14);
    }
    return inOrder(ranges) ? { id: head, entries, writableBytes: writable(ranges), ranges } : null;
  }

  #walkTable(at: number, ranges: number[]): boolean {
    const table = this.memory.peek64(at);
    const bytes = this.memory.peek32(at + 8);
    if (!this.memory.keeps(table, bytes) || bytes % 16 !== 0) return false;
    let entry = 0;
    for (let count = 0; count < bytes / 16; count += 1) {
      if (entry >= bytes / 16) return false;
      const from = table + 16 * entry;
      const flags = this.memory.peek16(from + 12);
      this.judge('SR12', (flags & 4) === 0, 'an indirect table names another one');
      ranges.push(this.memory.peek64(from), this.memory.peek32(from + 8), (flags & 2) >> 1);
      if ((flags & 1) === 0) return true;
      entry = this.memory.peek16(from + 14);
    }
    return false;
  }

  #usedPublished(): void {
    const { deviceArea, size, inOrder: ordered } = this.setup;
    const index = this.memory.peek16(deviceArea + 2);
    const count = (index - this.#used) & 0xffff;
    const before = this.#used;
    this.#used = index;
    this.judge('SR2', count >= 1 && count <= this.held.size, `used idx moves by ${count}, ${this.held.size} are held`);
    if (count > size) return;
    this.judge('SR7', this.ordered.device, 'the device publishes idx without a barrier after the elements');
    for (let step = 0; step < count; ) {
      const slot = (before + step) & (size - 1);
      const at = deviceArea + 4 + 8 * slot;
      const id = this.memory.peek32(at);
      const request = this.held.get(id);
      const bytes = this.memory.peek32(at + 4);
      const holds = this.#elementWritten[slot]! && request !== undefined && bytes <= request.writableBytes;
      this.judge('SR7', holds, `used element ${slot}: id ${id}, ${bytes} B`);
      this.#elementWritten[slot] = false;
      step += ordered ? this.#usedInOrder(id, count - step) : this.#usedOne(id);
    }
    this.undecided.device = true;
    this.orderedAfter.device = false;
  }

  #usedOne(id: number): number {
    this.held.delete(id);
    return 1;
  }

  /** One element may stand for all up to it. */
  #usedInOrder(id: number, most: number): number {
    const batch = this.#order.indexOf(id) + 1;
    this.judge('SR13', batch >= 1 && batch <= most, `id ${id} is used, next in order is ${this.#order[0]}`);
    for (const done of this.#order.splice(0, batch)) this.held.delete(done);
    return batch < 1 ? most : batch;
  }

  read(side: Side, address: number, sizeBytes: number): void {
    this.remember(0, side, address, sizeBytes);
    const { driverArea, deviceArea, size, eventIdx } = this.setup;
    const heardAt = side === 'driver' ? deviceArea : driverArea;
    if (address === heardAt + 2) this.looked(side);
    const eventAt = side === 'driver' ? deviceArea + 4 + 8 * size : driverArea + 4 + 2 * size;
    if (address !== (eventIdx ? eventAt : heardAt)) return;
    const published = side === 'driver' ? this.#available : this.#used;
    if (published === this.#asked[side]) return;
    this.judge(
      side === 'driver' ? 'SR6' : 'SR7',
      this.orderedAfter[side],
      `the ${side} looks whether to notify without a barrier`,
    );
    this.book.exercise(this.notifyRule());
    const value = this.memory.peek16(address);
    this.decided(side, eventIdx ? this.judgeFormula(value, this.#asked[side], published) : (value & 1) === 0);
    this.#asked[side] = published;
  }
}

function inOrder(ranges: readonly number[]): boolean {
  let bytes = 0;
  let sawWritable = false;
  for (let at = 0; at < ranges.length; at += 3) {
    if (ranges[at + 2] === 1) sawWritable = true;
    else if (sawWritable) return false;
    bytes += ranges[at + 1]!;
  }
  return bytes <= 2 ** 32;
}

function writable(ranges: readonly number[]): number {
  let bytes = 0;
  for (let at = 0; at < ranges.length; at += 3) if (ranges[at + 2] === 1) bytes += ranges[at + 1]!;
  return bytes;
}
