/**
 * What split and packed virtqueues have in common: where a queue lies, what was negotiated for it, the two sides as sockets.
 * A side is a state machine that sees memory and notifications only. Its steps are separate calls, because between any two
 * of them the other side may act: add, publish, look whether to notify; take, use, publish, look whether to notify; ask for
 * notifications, look again.
 *
 * Source: VIRTIO 1.4, `split-ring.tex`, `packed-ring.tex`. Addresses and sizes in bytes.
 */
import { check } from '../../engine/check.ts';
import type { GuestMemory } from './guest-memory.ts';
import type { RuleId } from './rule.ts';

/** Part of a request in guest memory. */
export interface Buffer {
  readonly address: number;
  readonly sizeBytes: number;
  /** The device writes it; else the device reads it. */
  readonly writable: boolean;
}

/** A queue as both sides agreed on it. */
export interface QueueSetup {
  readonly memory: GuestMemory;
  readonly size: number;
  /** Descriptor table, or the packed ring. */
  readonly descriptors: number;
  /** Available ring, or what the driver wants to hear of (packed). */
  readonly driverArea: number;
  /** Used ring, or what the device wants to hear of (packed). */
  readonly deviceArea: number;
  /** Indirect tables of the driver, 16 bytes per entry, `size` entries per slot; -1: none. */
  readonly tables: number;
  readonly packed: boolean;
  readonly eventIdx: boolean;
  readonly indirect: boolean;
  readonly inOrder: boolean;
  /** First value of the free-running indices; 0 in life, near 65535 in tests. */
  readonly firstIndex: number;
}

/** A request as the device sees it. */
export interface Chain {
  /** Head (split) or buffer id (packed). */
  readonly id: number;
  readonly buffers: readonly Buffer[];
  readonly readableBytes: number;
  readonly writableBytes: number;
  /** Ring entries that it takes. */
  readonly entries: number;
}

/** Why a side gave up on what its peer wrote. */
export interface PeerFault {
  readonly rule: RuleId;
  readonly text: string;
}

export interface Completion {
  /** What `add` was given. */
  readonly token: number;
  readonly writtenBytes: number;
}

/** The driver's side of a queue. Once `broken` it does nothing. */
export interface DriverSide {
  readonly broken: PeerFault | null;
  /** Ring entries that are free. */
  readonly free: number;
  /** Writes a request (token is given back on completion); false when the ring is full. */
  add(buffers: readonly Buffer[], token: number, indirect: boolean): boolean;
  /** Makes all that was added visible. */
  publish(): void;
  /** Must the device be notified of what was published since the last question? */
  mustKick(): boolean;
  /** The next completion, or null. */
  collect(): Completion | null;
  /** Asks for no interrupts. A hint. */
  mute(): void;
  /** Asks for an interrupt on the next used buffer. */
  listen(): void;
  /** The second look that must follow `listen`: is something used? */
  pending(): boolean;
  /** Where the next entry comes, as NOTIFICATION_DATA says it: offset, and wrap counter in bit 15. */
  readonly nextOffset: number;
}

/** The device's side of a queue. Once `broken` it does nothing. */
export interface DeviceSide {
  readonly broken: PeerFault | null;
  /** The next available request, or null. */
  take(): Chain | null;
  /** Gives a request back. In order, if so negotiated. */
  use(chain: Chain, writtenBytes: number): void;
  /** Makes all that was used visible. */
  publish(): void;
  /** Must the driver be interrupted for what was published since the last question? */
  mustInterrupt(): boolean;
  mute(): void;
  listen(): void;
  /** The second look that must follow `listen`: is something available? */
  pending(): boolean;
}

export const descriptorFlags = { next: 1, write: 2, indirect: 4, avail: 1 << 7, used: 1 << 15 } as const;
export const descriptorBytes = 16;

/** `virtq_need_event`: was the entry at `event` among those published between `before` and `after`? All modulo 2^16. */
export function needEvent(event: number, after: number, before: number): boolean {
  return ((after - event - 1) & 0xffff) < ((after - before) & 0xffff);
}

export function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

export interface QueueOptions {
  readonly size: number;
  readonly packed?: boolean;
  readonly eventIdx?: boolean;
  readonly indirect?: boolean;
  readonly inOrder?: boolean;
  readonly firstIndex?: number;
}

const align = (value: number, to: number) => Math.ceil(value / to) * to;

/** Bytes of descriptors, driver area and device area of a queue of `size` entries. */
export function areaBytes(size: number, packed: boolean): readonly [number, number, number] {
  return packed ? [16 * size, 4, 4] : [16 * size, 6 + 2 * size, 6 + 8 * size];
}

/** Lays a queue out from `at` on; gives it and the first byte behind it. */
export function layOut(memory: GuestMemory, at: number, options: QueueOptions): { setup: QueueSetup; end: number } {
  const { size, packed = false, indirect = false } = options;
  check(size >= 1 && size <= 32768 && (packed || isPowerOfTwo(size)), 'a size that no virtqueue can have');
  const [descriptorArea, driverBytes, deviceBytes] = areaBytes(size, packed);
  const descriptors = align(at, 16);
  const driverArea = align(descriptors + descriptorArea, 4);
  const deviceArea = align(driverArea + driverBytes, 4);
  const tables = indirect ? align(deviceArea + deviceBytes, 16) : -1;
  const end = indirect ? tables + size * tableEntries * descriptorBytes : deviceArea + deviceBytes;
  const setup: QueueSetup = {
    memory,
    size,
    descriptors,
    driverArea,
    deviceArea,
    tables,
    packed,
    eventIdx: options.eventIdx ?? false,
    indirect,
    inOrder: options.inOrder ?? false,
    firstIndex: options.firstIndex ?? 0,
  };
  return { setup, end };
}

/** Entries of one indirect table of our drivers: no request of a device on the shelf has more buffers. */
export const tableEntries = 8;

/** Adds a buffer that a descriptor names; a fault where it does not lie in the VM's memory. */
export function bufferFault(memory: GuestMemory, address: number, sizeBytes: number): string | null {
  if (memory.contains(address, sizeBytes)) return null;
  return `a descriptor names ${sizeBytes} B at ${address}, outside of the VM's memory`;
}
