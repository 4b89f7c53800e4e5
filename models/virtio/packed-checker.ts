/**
 * Watches a packed queue and judges rules PR1 to PR9 (with SR5, SR7, SR10, SR11, which both formats share) on every access.
 * It keeps its own positions and wrap counters. Source: VIRTIO 1.4, `packed-ring.tex`.
 */
import { type Held, Watch } from './checker.ts';
import type { Side } from './guest-memory.ts';
import { descriptorBytes, descriptorFlags, needEvent, type QueueSetup } from './queue.ts';
import type { RuleBook, RuleId } from './rule.ts';

const { next, write, indirect, avail, used } = descriptorFlags;
const known = next | write | indirect | avail | used;

export class PackedChecker extends Watch {
  readonly #entryWritten: boolean[];
  #order: number[] = [];
  #at = 0;
  #wrap = true;
  #usedAt = 0;
  #usedWrap = true;
  /** Entries since the side last asked whether to notify. */
  readonly #since = { driver: 0, device: 0 };

  constructor(setup: QueueSetup, book: RuleBook) {
    super(setup, book);
    const { size, descriptors, driverArea, deviceArea, memory } = setup;
    this.judge('PR1', size >= 1 && size <= 32768, `a packed queue of ${size} entries`);
    this.judge('PR1', descriptors % 16 === 0 && driverArea % 4 === 0 && deviceArea % 4 === 0, 'an area is not aligned');
    let zero = true;
    for (let entry = 0; entry < size; entry += 1) if (memory.peek16(descriptors + 16 * entry + 14) !== 0) zero = false;
    this.judge('PR3', zero, 'the ring does not start as zero');
    this.#entryWritten = new Array(size).fill(false);
  }

  protected notifyRule(): RuleId {
    return 'PR8';
  }

  wrote(side: Side, address: number, sizeBytes: number): void {
    this.remember(1, side, address, sizeBytes);
    const { descriptors, driverArea, deviceArea, size } = this.setup;
    if (address >= descriptors && address < descriptors + 16 * size) {
      const entry = Math.floor((address - descriptors) / 16);
      if ((address - descriptors) % 16 !== 14) {
        this.ordered[side] = false;
        this.#entryWritten[entry] = true;
      } else if (side === 'device') this.#wroteUsed(entry);
      else this.#wroteFlags(entry);
    } else if (address >= driverArea && address < driverArea + 4)
      this.#wroteSuppression(side, 'driver', address - driverArea);
    else if (address >= deviceArea && address < deviceArea + 4)
      this.#wroteSuppression(side, 'device', address - deviceArea);
    else this.dataWritten(side, address, sizeBytes);
  }

  #wroteSuppression(side: Side, owner: Side, offset: number): void {
    this.judge('SR5', side === owner, `the ${side} writes the event area of the ${owner}`);
    if (offset !== 2) return;
    const area = owner === 'driver' ? this.setup.driverArea : this.setup.deviceArea;
    const mode = this.memory.peek16(area + 2);
    this.judge('PR8', mode <= 1 || (mode === 2 && this.setup.eventIdx), `the ${owner} sets suppression ${mode}`);
    if (mode !== 1) this.asked(owner);
  }

  /** The driver wrote flags: those of the entry where the next list begins make the list available. */
  #wroteFlags(entry: number): void {
    const flags = this.memory.peek16(this.setup.descriptors + 16 * entry + 14);
    this.judge('PR2', (flags & ~known) === 0, `entry ${entry} has flags ${flags}`);
    if (entry !== this.#at) {
      // Behind the head of a list; its own turn comes with the head.
      this.ordered.driver = false;
      return;
    }
    this.judge(
      'PR4',
      this.#isAvailable(flags, this.#wrap),
      `entry ${entry} has flags ${flags}, wrap counter ${Number(this.#wrap)}`,
    );
    this.judge('PR6', this.ordered.driver, 'the first flags of a list are written without a barrier after the rest');
    const list = this.#walk();
    if (list === null) return;
    this.judge('PR6', !this.held.has(list.id), `buffer id ${list.id} is made available, but the device holds it`);
    this.held.set(list.id, list);
    this.#order.push(list.id);
    this.#since.driver += list.entries;
    this.undecided.driver = true;
    this.orderedAfter.driver = false;
  }

  #isAvailable(flags: number, wrap: boolean): boolean {
    return ((flags & avail) !== 0) === wrap && ((flags & used) !== 0) !== wrap;
  }

  #walk(): Held | null {
    const { descriptors, size } = this.setup;
    const ranges: number[] = [];
    let entries = 0;
    for (;;) {
      const at = descriptors + this.#at * descriptorBytes;
      const flags = this.memory.peek16(at + 14);
      this.judge('PR6', this.#entryWritten[this.#at]!, `entry ${this.#at} is made available, but was not written`);
      if (entries > 0) this.judge('PR4', this.#isAvailable(flags, this.#wrap), `entry ${this.#at} has flags ${flags}`);
      this.#entryWritten[this.#at] = false;
      if ((flags & indirect) !== 0) {
        const allowed = this.setup.indirect && entries === 0 && (flags & next) === 0;
        this.judge('PR7', allowed, `entry ${this.#at} is INDIRECT inside a list`);
        if (allowed) this.#table(at, ranges);
      } else ranges.push(this.memory.peek64(at), this.memory.peek32(at + 8), (flags & write) >> 1);
      const id = this.memory.peek16(at + 12);
      entries += 1;
      this.#at += 1;
      if (this.#at === size) {
        this.#at = 0;
        this.#wrap = !this.#wrap;
        this.book.exercise('PR3');
      }
      if ((flags & next) === 0) return { id, entries, writableBytes: writable(ranges), ranges };
      if (entries >= size) {
        this.violate('PR2', 'a list is longer than the ring');
        return null;
      }
    }
  }

  #table(at: number, ranges: number[]): void {
    const table = this.memory.peek64(at);
    const bytes = this.memory.peek32(at + 8);
    this.judge(
      'PR7',
      bytes % 16 === 0 && this.memory.keeps(table, bytes),
      `an indirect table of ${bytes} B at ${table}`,
    );
    if (!this.memory.keeps(table, bytes)) return;
    for (let from = table; from + 16 <= table + bytes; from += 16)
      ranges.push(this.memory.peek64(from), this.memory.peek32(from + 8), (this.memory.peek16(from + 14) & write) >> 1);
  }

  #wroteUsed(entry: number): void {
    const { descriptors, size, inOrder } = this.setup;
    const at = descriptors + 16 * entry;
    const flags = this.memory.peek16(at + 14);
    const id = this.memory.peek16(at + 12);
    const marked = ((flags & avail) !== 0) === this.#usedWrap && ((flags & used) !== 0) === this.#usedWrap;
    this.judge(
      'PR5',
      entry === this.#usedAt && marked,
      `entry ${entry} is used with flags ${flags}; next is ${this.#usedAt}`,
    );
    this.judge('SR7', this.ordered.device, 'used flags are written without a barrier after id and length');
    const list = this.held.get(id);
    const bytes = (flags & write) === 0 ? 0 : this.memory.peek32(at + 8);
    this.judge('SR7', list !== undefined && bytes <= list.writableBytes, `used id ${id}, ${bytes} B`);
    if (list === undefined) return;
    const place = this.#order.indexOf(id);
    this.book.exercise('PR9');
    if (inOrder) this.book.exercise('SR13');
    const done = inOrder ? this.#order.splice(0, place + 1) : this.#order.splice(place, 1);
    let entries = 0;
    for (const one of done) {
      entries += this.held.get(one)!.entries;
      this.held.delete(one);
    }
    this.#since.device += entries;
    this.#usedAt += entries;
    if (this.#usedAt >= size) {
      this.#usedAt -= size;
      this.#usedWrap = !this.#usedWrap;
    }
    this.undecided.device = true;
    this.orderedAfter.device = false;
  }

  read(side: Side, address: number, sizeBytes: number): void {
    this.remember(0, side, address, sizeBytes);
    const { descriptors, driverArea, deviceArea, size, eventIdx } = this.setup;
    const offset = address - descriptors;
    // A side that lags behind looks at its own next entry, not at the last one of the other.
    if (offset >= 0 && offset < 16 * size && offset % 16 === 14) this.looked(side);
    const area = side === 'driver' ? deviceArea : driverArea;
    if (address !== area + 2 || this.#since[side] === 0) return;
    this.judge(
      side === 'driver' ? 'PR6' : 'PR5',
      this.orderedAfter[side],
      `the ${side} looks whether to notify without a barrier`,
    );
    this.book.exercise('PR8');
    const entries = this.#since[side];
    this.#since[side] = 0;
    const mode = this.memory.peek16(area + 2) & 3;
    if (mode !== 2 || !eventIdx) {
      this.decided(side, mode !== 1);
      return;
    }
    this.decided(side, this.#atEvent(side, this.memory.peek16(area), entries, size));
  }

  /** Was the entry at the event (offset, wrap) among the last `entries` ones? By its meaning: walking them. */
  #atEvent(side: Side, event: number, entries: number, size: number): boolean {
    const at = side === 'driver' ? this.#at : this.#usedAt;
    const wrap = side === 'driver' ? this.#wrap : this.#usedWrap;
    // Positions of both laps in one row: those of wrap counter 1 first.
    const end = at + (wrap ? 0 : size);
    const wanted = (event & 0x7fff) + (event >> 15 === 1 ? 0 : size);
    let meant = false;
    for (let back = 1; back <= entries; back += 1) if ((end - back + 2 * size) % (2 * size) === wanted) meant = true;
    const offset = event & 0x7fff;
    const behind = (event >> 15 === 1) !== wrap;
    const formula = needEvent(behind ? offset - size : offset, at, at - entries);
    this.judge(
      'SR10',
      formula === meant,
      `event ${event}, ${entries} entries up to ${at}, wrap counter ${Number(wrap)}`,
    );
    return meant;
  }
}

function writable(ranges: readonly number[]): number {
  let bytes = 0;
  for (let at = 0; at < ranges.length; at += 3) if (ranges[at + 2] === 1) bytes += ranges[at + 1]!;
  return bytes;
}
