/**
 * A virtqueue of a device in a run: its window of guest memory, both sides, the checker, and a place in memory for each
 * request. Rings, headers and status bytes are there bit by bit; payload has addresses, but no contents.
 */

import type { QueueChecker } from './checker.ts';
import { checkerOf } from './checkers.ts';
import type { RequestShape } from './device.ts';
import { GuestMemory } from './guest-memory.ts';
import type { Buffer, Chain, DeviceSide, DriverSide, QueueSetup } from './queue.ts';
import { Request } from './request.ts';
import type { RuleBook } from './rule.ts';
import { deviceSide, driverSide } from './sides.ts';

/** Memory of one request for small buffers; larger ones lie in the payload area. */
const smallBytes = 256;
const payloadBytes = 2 ** 26;
const largest = 64;

/** A window that holds a queue of `size` entries of either format, indirect tables, and the requests. */
export function windowFor(base: number, size: number): GuestMemory {
  const ring = 16 * size + 6 + 2 * size + 6 + 8 * size + 128 + size * 8 * 16 + 256;
  const kept = Math.ceil((ring + size * smallBytes) / 4096) * 4096;
  return new GuestMemory(base, kept + size * payloadBytes, kept);
}

export class QueuePair {
  readonly setup: QueueSetup;
  readonly driver: DriverSide;
  readonly device: DeviceSide;
  readonly checker: QueueChecker;
  readonly #slotsAt: number;
  readonly #payloadAt: number;
  readonly #requests: (Request | null)[];
  readonly #freeSlots: number[];
  notifications = 0;
  suppressedNotifications = 0;
  interrupts = 0;
  suppressedInterrupts = 0;

  constructor(setup: QueueSetup, end: number, book: RuleBook) {
    this.setup = setup;
    const { memory, size } = setup;
    this.driver = driverSide(setup);
    this.device = deviceSide(setup);
    this.checker = checkerOf(setup, book);
    memory.watcher = this.checker;
    this.#slotsAt = end;
    this.#payloadAt = end + size * smallBytes;
    this.#requests = new Array(size).fill(null);
    this.#freeSlots = Array.from({ length: size }, (_, slot) => size - 1 - slot);
  }

  /** Requests that the driver has made and not seen again. */
  get outstanding(): number {
    return this.setup.size - this.#freeSlots.length;
  }

  /** Puts a request into the ring and publishes it; false when there is no room. */
  post(request: Request, shape: RequestShape): boolean {
    const slot = this.#freeSlots.at(-1);
    if (slot === undefined) return false;
    const buffers = this.#buffers(slot, shape);
    if (!this.driver.add(buffers, slot, buffers.length > 1)) return false;
    this.#freeSlots.pop();
    this.#requests[slot] = request;
    this.driver.publish();
    return true;
  }

  #buffers(slot: number, { readable, writable }: RequestShape): Buffer[] {
    let small = this.#slotsAt + slot * smallBytes;
    let payload = this.#payloadAt + slot * payloadBytes;
    const buffers: Buffer[] = [];
    const place = (sizeBytes: number, isWritable: boolean) => {
      const isSmall = sizeBytes <= largest;
      buffers.push({ address: isSmall ? small : payload, sizeBytes, writable: isWritable });
      if (isSmall) small += largest;
      else payload += sizeBytes;
    };
    for (const sizeBytes of readable) place(sizeBytes, false);
    for (const sizeBytes of writable) place(sizeBytes, true);
    return buffers;
  }

  /** The next request that the device finds, or null. */
  take(life: number, nowPs: number): Request | null {
    const chain = this.device.take();
    if (chain === null) return null;
    // A hostile driver may make available what no task asked for: it is served like everything else.
    const known = this.#requests[this.#slotOf(chain)] ?? null;
    const request =
      known !== null && known.chain === null ? known : new Request(-1, chain.readableBytes, null, life, nowPs);
    request.chain = chain;
    return request;
  }

  #slotOf({ buffers }: Chain): number {
    const address = buffers[0]?.address ?? 0;
    if (address >= this.#payloadAt) return Math.floor((address - this.#payloadAt) / payloadBytes);
    return Math.floor((address - this.#slotsAt) / smallBytes);
  }

  /** The device gives a request back: status bytes first, then the used ring. Gives whether it must interrupt. */
  giveBack(request: Request, writtenBytes: number): boolean {
    const chain = request.chain!;
    for (const { address, sizeBytes, writable } of chain.buffers)
      if (writable && sizeBytes > 0 && sizeBytes <= largest && this.setup.memory.keeps(address, 1))
        this.setup.memory.write8('device', address, 0);
    this.device.use(chain, Math.min(writtenBytes, chain.writableBytes));
    this.device.publish();
    const must = this.device.mustInterrupt();
    if (!must) this.suppressedInterrupts += 1;
    return must;
  }

  /** The next completion that the driver finds, or null. */
  collect(): Request | null {
    const done = this.driver.collect();
    if (done === null) return null;
    const request = this.#requests[done.token]!;
    if (request === null) return null;
    this.#requests[done.token] = null;
    this.#freeSlots.push(done.token);
    return request;
  }

  /** Must the device be notified? Counts the answer. */
  mustKick(): boolean {
    const must = this.driver.mustKick();
    if (must) {
      this.notifications += 1;
      this.checker.kicked();
    } else this.suppressedNotifications += 1;
    return must;
  }

  /** What came in stands in the place of the buffer that was posted for it. */
  replace(buffer: Request, by: Request): void {
    this.#requests[this.#requests.indexOf(buffer)] = by;
  }

  allOutstanding(): Request[] {
    return this.#requests.filter((request): request is Request => request !== null);
  }
}
