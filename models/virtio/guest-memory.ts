/**
 * A window of a VM's memory: the bytes in which rings and buffers of one device lie. Little endian, as VirtIO 1.x says.
 *
 * Both sides of a virtqueue see nothing else, so every access names its side, and a watcher (the rule checkers) sees each
 * access and each barrier in order. An access outside of the window is an error of ours: whoever follows an address that a
 * peer wrote asks `contains` first. Addresses are numbers; a 64-bit address beyond 2^53 reads as `Infinity`, which lies in
 * no window.
 */
import { check } from '../../engine/check.ts';

export type Side = 'driver' | 'device';

/** Sees every access to a window, in order, after it took effect. */
export interface MemoryWatcher {
  wrote(side: Side, address: number, sizeBytes: number): void;
  read(side: Side, address: number, sizeBytes: number): void;
  /** Orders what the side did before it against what it does after it. */
  barrier(side: Side): void;
}

export class GuestMemory {
  readonly base: number;
  readonly sizeBytes: number;
  watcher: MemoryWatcher | null = null;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** @param keptBytes of the window that have contents; behind them lies payload, which has addresses only */
  constructor(base: number, sizeBytes: number, keptBytes = sizeBytes) {
    this.base = base;
    this.sizeBytes = sizeBytes;
    this.#bytes = new Uint8Array(keptBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Does [address, address + sizeBytes) lie in the window? */
  contains(address: number, sizeBytes: number): boolean {
    return address >= this.base && address + sizeBytes <= this.base + this.sizeBytes;
  }

  /** Do these bytes have contents? */
  keeps(address: number, sizeBytes: number): boolean {
    return address >= this.base && address + sizeBytes <= this.base + this.#bytes.length;
  }

  #offset(address: number, sizeBytes: number): number {
    const offset = address - this.base;
    check(offset >= 0 && offset + sizeBytes <= this.#bytes.length, 'memory of a VM is touched outside of its window');
    return offset;
  }

  read16(side: Side, address: number): number {
    const value = this.#view.getUint16(this.#offset(address, 2), true);
    if (this.watcher !== null) this.watcher.read(side, address, 2);
    return value;
  }

  read32(side: Side, address: number): number {
    const value = this.#view.getUint32(this.#offset(address, 4), true);
    if (this.watcher !== null) this.watcher.read(side, address, 4);
    return value;
  }

  read64(side: Side, address: number): number {
    const at = this.#offset(address, 8);
    const value = this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000;
    if (this.watcher !== null) this.watcher.read(side, address, 8);
    return value <= Number.MAX_SAFE_INTEGER ? value : Number.POSITIVE_INFINITY;
  }

  write8(side: Side, address: number, value: number): void {
    this.#bytes[this.#offset(address, 1)] = value;
    if (this.watcher !== null) this.watcher.wrote(side, address, 1);
  }

  write16(side: Side, address: number, value: number): void {
    this.#view.setUint16(this.#offset(address, 2), value, true);
    if (this.watcher !== null) this.watcher.wrote(side, address, 2);
  }

  write32(side: Side, address: number, value: number): void {
    this.#view.setUint32(this.#offset(address, 4), value, true);
    if (this.watcher !== null) this.watcher.wrote(side, address, 4);
  }

  write64(side: Side, address: number, value: number): void {
    const at = this.#offset(address, 8);
    this.#view.setUint32(at, value >>> 0, true);
    this.#view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    if (this.watcher !== null) this.watcher.wrote(side, address, 8);
  }

  /** What the side did before is seen before what it does after. */
  barrier(side: Side): void {
    if (this.watcher !== null) this.watcher.barrier(side);
  }

  /** For watchers: a look that nobody sees. */
  peek8(address: number): number {
    return this.#bytes[this.#offset(address, 1)]!;
  }
  peek16(address: number): number {
    return this.#view.getUint16(this.#offset(address, 2), true);
  }
  peek32(address: number): number {
    return this.#view.getUint32(this.#offset(address, 4), true);
  }
  peek64(address: number): number {
    const at = this.#offset(address, 8);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000;
  }

  /** A copy of all bytes, for comparing. */
  snapshot(): Uint8Array {
    return this.#bytes.slice();
  }

  clear(): void {
    this.#bytes.fill(0);
  }
}
