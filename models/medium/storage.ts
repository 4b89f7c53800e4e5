/**
 * A storage medium (flash behind OSPI, QSPI, eMMC, UFS): a queue of requests, a fixed cost per request, and one bus. Whoever
 * reads from it at the same time shares it: loaders and guests while they boot, devices of guests later.
 *
 * - At most `queueDepth` requests are open; the others wait, by priority, then in the order in which they came.
 * - An open request first pays `setupPs` (command, look-up, turn-around): those of several requests pass at the same time.
 * - Then its data crosses the bus in slices. The bus serves one slice at a time: the highest priority first, requests of the
 *   same priority in turn. A slice is never cut.
 *
 * The time to transfer n bytes is ceil(n / rate) from the first byte on, so slices of a request sum to the same as one
 * transfer. While a request is alone on the bus its slices are one event; the law in the test holds that against a twin
 * that serves every slice by itself. Times are integer picoseconds, sizes bytes, rates bytes per second.
 *
 * A fixed cost per request and a rate are what published measurements support: UFS reads of 4, 8 and 16 MiB take
 * 6.1 ms + size / 0.82 GB/s on three TI SoCs (Processor SDK 12.0 performance guides, U-Boot `ufs` figures).
 */
import { check } from '../../engine/check.ts';
import { mulDivCeil, psPer } from '../../engine/time.ts';

export interface StorageTiming {
  readonly readBytesPerS: number;
  readonly writeBytesPerS: number;
  readonly setupPs: number;
  readonly queueDepth: number;
  /** What crosses the bus before another request may. */
  readonly sliceBytes: number;
}

export interface StorageRequest {
  readonly bytes: number;
  readonly write: boolean;
  /** Larger is served first. */
  readonly priority: number;
  /** Entity that asked, for records. */
  readonly requester: number;
  /** Called in the instant in which its last byte has arrived. */
  done(nowPs: number): void;
}

interface Open {
  readonly request: StorageRequest;
  readonly readyAtPs: number;
  sentBytes: number;
  /** Turn among requests of the same priority: the smallest is next. */
  turn: number;
}

export interface StorageParts {
  /** Entity id of the medium. */
  readonly id: number;
  readonly timing: StorageTiming;
  /** Asks for `fire` at that instant, and no other any more; `Infinity`: not at all. */
  readonly arm: (atPs: number) => void;
  /** The bus carried data of `request` from `fromPs` to `toPs`. */
  readonly onCarried?: (request: StorageRequest, fromPs: number, toPs: number) => void;
}

export class Storage {
  readonly id: number;
  readonly timing: StorageTiming;
  readonly #parts: StorageParts;
  readonly #waiting: StorageRequest[] = [];
  readonly #open: Open[] = [];
  #turns = 0;
  /** On the bus, since when, up to which byte, until when. */
  #carried: Open | null = null;
  #fromPs = 0;
  #toBytes = 0;
  #untilPs = Number.POSITIVE_INFINITY;

  constructor(parts: StorageParts) {
    this.id = parts.id;
    this.timing = parts.timing;
    this.#parts = parts;
    check(
      parts.timing.queueDepth >= 1 && parts.timing.sliceBytes >= 1,
      'a medium takes one request and one byte at least',
    );
  }

  /** Requests that are waiting, paying their set-up, or on the bus. */
  get pending(): number {
    return this.#waiting.length + this.#open.length;
  }

  submit(request: StorageRequest, nowPs: number): void {
    check(Number.isSafeInteger(request.bytes) && request.bytes > 0, 'a request moves one byte at least');
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.priority < request.priority) at -= 1;
    this.#waiting.splice(at, 0, request);
    this.#admit(nowPs);
    this.#update(nowPs);
  }

  /** The instant that was asked for has come. */
  fire(nowPs: number): void {
    if (this.#untilPs === nowPs) this.#carriedTo(nowPs);
    this.#update(nowPs);
  }

  #admit(nowPs: number): void {
    while (this.#open.length < this.timing.queueDepth && this.#waiting.length > 0) {
      const request = this.#waiting.shift()!;
      this.#open.push({ request, readyAtPs: nowPs + this.timing.setupPs, sentBytes: 0, turn: this.#turns++ });
    }
  }

  /** The end of a stretch on the bus: the request is done, or waits for its next turn. */
  #carriedTo(nowPs: number): void {
    const open = this.#carried!;
    open.sentBytes = this.#toBytes;
    open.turn = this.#turns++;
    this.#carried = null;
    this.#untilPs = Number.POSITIVE_INFINITY;
    this.#parts.onCarried?.(open.request, this.#fromPs, nowPs);
    if (open.sentBytes < open.request.bytes) return;
    this.#open.splice(this.#open.indexOf(open), 1);
    this.#admit(nowPs);
    open.request.done(nowPs);
  }

  #update(nowPs: number): void {
    if (this.#carried === null) this.#begin(nowPs);
    else if (this.#othersReady(nowPs)) this.#cut(nowPs);
    let nextPs = this.#untilPs;
    for (const { readyAtPs } of this.#open) if (readyAtPs > nowPs && readyAtPs < nextPs) nextPs = readyAtPs;
    this.#parts.arm(nextPs);
  }

  /** The next stretch: the whole rest when nobody else is ready, else one slice. */
  #begin(nowPs: number): void {
    let next: Open | null = null;
    let ready = 0;
    for (const open of this.#open) {
      if (open.readyAtPs > nowPs) continue;
      ready += 1;
      if (next === null || comesBefore(open, next)) next = open;
    }
    if (next === null) return;
    this.#carried = next;
    this.#fromPs = nowPs;
    const { bytes } = next.request;
    this.#toBytes = ready === 1 ? bytes : Math.min(bytes, next.sentBytes + this.timing.sliceBytes);
    this.#untilPs = nowPs + this.#betweenPs(next, this.#toBytes);
  }

  #othersReady(nowPs: number): boolean {
    return this.#open.some((open) => open !== this.#carried && open.readyAtPs <= nowPs);
  }

  /** Somebody else became ready: the stretch ends with the slice that is on the bus. */
  #cut(nowPs: number): void {
    const open = this.#carried!;
    const { sliceBytes } = this.timing;
    const slices = Math.ceil((this.#toBytes - open.sentBytes) / sliceBytes);
    let first = 1;
    let last = slices;
    while (first < last) {
      const middle = Math.floor((first + last) / 2);
      const endPs = this.#fromPs + this.#betweenPs(open, open.sentBytes + middle * sliceBytes);
      if (endPs >= nowPs) last = middle;
      else first = middle + 1;
    }
    this.#toBytes = Math.min(this.#toBytes, open.sentBytes + first * sliceBytes);
    this.#untilPs = this.#fromPs + this.#betweenPs(open, this.#toBytes);
    if (this.#untilPs > nowPs) return;
    this.#carriedTo(nowPs);
    this.#begin(nowPs);
  }

  /** From the bytes that were sent so far to `bytes`. */
  #betweenPs({ request, sentBytes }: Open, bytes: number): number {
    const rate = request.write ? this.timing.writeBytesPerS : this.timing.readBytesPerS;
    return transferPs(bytes, rate) - transferPs(sentBytes, rate);
  }
}

/** Time to transfer `bytes` at `bytesPerS`, rounded up. */
export function transferPs(bytes: number, bytesPerS: number): number {
  return mulDivCeil(bytes, psPer.s, bytesPerS);
}

function comesBefore(a: Open, b: Open): boolean {
  if (a.request.priority !== b.request.priority) return a.request.priority > b.request.priority;
  return a.turn < b.turn;
}
