/**
 * A VirtIO device as its registers show it: status, features, queues, configuration, whatever the transport. The device
 * obeys the status machine; a watcher (the checker of rules ST1 to ST6) hears what both sides do, in order.
 * Source: VIRTIO 1.4, `content.tex`.
 */
import type { FeatureTable } from './feature.ts';
import { missingFor, ringTable } from './feature.ts';
import { isPowerOfTwo } from './queue.ts';

export const statusBits = {
  acknowledge: 1,
  driver: 2,
  driverOk: 4,
  featuresOk: 8,
  suspend: 16,
  needsReset: 64,
  failed: 128,
} as const;

export type CoreEvent =
  | { readonly kind: 'status-written'; readonly value: number }
  | { readonly kind: 'status-read'; readonly value: number }
  | { readonly kind: 'status-set'; readonly value: number }
  | { readonly kind: 'features-read' | 'features-written' | 'queue-enabled' | 'kick' | 'consumed' }
  | { readonly kind: 'used-notification' | 'configuration-notification' }
  | { readonly kind: 'configuration-read'; readonly offset: number; readonly sizeBytes: number }
  | { readonly kind: 'generation-read'; readonly value: number }
  | { readonly kind: 'queue-reset'; readonly queue: number; readonly keepsState: boolean }
  | { readonly kind: 'in-flight'; readonly count: number };

export interface QueueRegisters {
  readonly sizeMax: number;
  size: number;
  ready: boolean;
  descriptors: number;
  driverArea: number;
  deviceArea: number;
  /** MSI-X vector, or 0xffff. */
  vector: number;
}

const { driverOk, featuresOk, suspend, needsReset } = statusBits;

export class DeviceCore {
  readonly deviceId: number;
  readonly offered: ReadonlySet<number>;
  readonly queues: readonly QueueRegisters[];
  /** Features by name, reserved ones and the device's own. */
  readonly table: FeatureTable;
  status = 0;
  accepted = new Set<number>();
  generation = 0;
  /** Bit 0: used buffers, bit 1: configuration. */
  interruptStatus = 0;
  watcher: ((event: CoreEvent) => void) | null = null;
  /** A queue begins, or is taken back: the back-end makes or drops its side. */
  onQueue: (queue: number, ready: boolean) => void = () => {};
  /** Requests that the device holds. */
  inFlight = 0;
  readonly #configuration: number[];

  constructor(parts: {
    deviceId: number;
    features: readonly string[];
    own: FeatureTable;
    queueCount: number;
    queueSize: number;
    configuration: readonly number[];
  }) {
    this.deviceId = parts.deviceId;
    this.table = { ...ringTable, ...parts.own };
    this.offered = new Set(parts.features.map((name) => this.table[name]!.bit));
    this.#configuration = [...parts.configuration];
    this.queues = Array.from({ length: parts.queueCount }, () => ({
      sizeMax: parts.queueSize,
      size: parts.queueSize,
      ready: false,
      descriptors: 0,
      driverArea: 0,
      deviceArea: 0,
      vector: 0xffff,
    }));
  }

  #tell(event: CoreEvent): void {
    this.watcher?.(event);
  }

  has(bit: number): boolean {
    return this.accepted.has(bit);
  }

  get live(): boolean {
    return (this.status & (driverOk | needsReset)) === driverOk;
  }

  readStatus(): number {
    this.#tell({ kind: 'status-read', value: this.status });
    return this.status;
  }

  writeStatus(value: number): void {
    this.#tell({ kind: 'status-written', value });
    if (value === 0) {
      this.#reset();
      return;
    }
    let next = value | this.status;
    if ((value & featuresOk) !== 0 && (this.status & featuresOk) === 0 && !this.#agrees()) next &= ~featuresOk;
    if ((value & suspend) !== 0 && this.has(43)) {
      // Shown when nothing is in flight any more; new buffers are left alone from now on.
      this.#suspending = true;
      next = (next & ~suspend) | (this.status & suspend);
    } else if ((value & driverOk) !== 0 && (this.status & suspend) !== 0) {
      this.#suspending = false;
      next = (next | driverOk) & ~suspend;
    }
    this.status = next;
    this.settleSuspend();
  }

  #suspending = false;

  /** No new buffers are taken while this holds. */
  get suspending(): boolean {
    return this.#suspending;
  }

  /** Called when a request was given back: a suspension that waits for the last one ends in it. */
  settleSuspend(): void {
    if (!this.#suspending || this.inFlight > 0 || (this.status & suspend) !== 0) return;
    this.#tell({ kind: 'in-flight', count: this.inFlight });
    this.status = (this.status | suspend) & ~driverOk;
    this.#tell({ kind: 'status-set', value: this.status });
  }

  #reset(): void {
    this.status = 0;
    this.accepted = new Set();
    this.interruptStatus = 0;
    this.inFlight = 0;
    this.#suspending = false;
    for (let queue = 0; queue < this.queues.length; queue += 1) this.#clearQueue(queue);
  }

  #clearQueue(queue: number): void {
    const registers = this.queues[queue]!;
    const wasReady = registers.ready;
    registers.ready = false;
    registers.size = registers.sizeMax;
    registers.descriptors = registers.driverArea = registers.deviceArea = 0;
    if (wasReady) this.onQueue(queue, false);
  }

  /** VERSION_1, nothing that was not offered, no feature without what it depends on. */
  #agrees(): boolean {
    const names = new Set(Object.keys(this.table).filter((name) => this.accepted.has(this.table[name]!.bit)));
    if (!this.has(32)) return false;
    for (const bit of this.accepted) if (!this.offered.has(bit)) return false;
    return [...names].every((name) => missingFor(name, names, this.table).length === 0);
  }

  readFeatures(word: number): number {
    this.#tell({ kind: 'features-read' });
    let value = 0;
    for (const bit of this.offered) if (Math.floor(bit / 32) === word) value |= 1 << (bit % 32);
    return value >>> 0;
  }

  writeFeatures(word: number, value: number): void {
    this.#tell({ kind: 'features-written' });
    if ((this.status & featuresOk) !== 0) return;
    for (let bit = 0; bit < 32; bit += 1) {
      const number = word * 32 + bit;
      if ((value >>> bit) % 2 === 1) this.accepted.add(number);
      else this.accepted.delete(number);
    }
  }

  /** Gives whether the queue may begin: a size that its format can have. */
  enableQueue(queue: number): boolean {
    this.#tell({ kind: 'queue-enabled' });
    const registers = this.queues[queue]!;
    const { size } = registers;
    if (size < 1 || size > registers.sizeMax || (!this.has(34) && !isPowerOfTwo(size))) return false;
    registers.ready = true;
    this.onQueue(queue, true);
    return true;
  }

  resetQueue(queue: number): void {
    if (!this.has(40)) return;
    this.#clearQueue(queue);
    const { ready, descriptors } = this.queues[queue]!;
    this.#tell({ kind: 'queue-reset', queue, keepsState: ready || descriptors !== 0 });
  }

  /** The driver notifies; gives whether the device listens. */
  kick(): boolean {
    this.#tell({ kind: 'kick' });
    return this.live;
  }

  consumed(): void {
    this.#tell({ kind: 'consumed' });
  }

  usedNotification(): void {
    this.interruptStatus |= 1;
    this.#tell({ kind: 'used-notification' });
  }

  /** The device changes a byte of its configuration: another generation, and a notification if the driver is there. */
  changeConfiguration(offset: number, value: number): void {
    this.#configuration[offset] = value;
    this.generation = (this.generation + 1) & 0xff;
    this.#notifyConfiguration();
  }

  #notifyConfiguration(): void {
    if ((this.status & driverOk) === 0) return;
    this.interruptStatus |= 2;
    this.#tell({ kind: 'configuration-notification' });
  }

  /** The peer broke a rule, or the device failed: it asks to be reset and does nothing more. */
  breakDown(): void {
    if ((this.status & needsReset) !== 0) return;
    this.status |= needsReset;
    this.#tell({ kind: 'status-set', value: this.status });
    this.#notifyConfiguration();
  }

  readConfiguration(offset: number, sizeBytes: number): number {
    this.#tell({ kind: 'configuration-read', offset, sizeBytes });
    let value = 0;
    for (let byte = sizeBytes - 1; byte >= 0; byte -= 1)
      value = value * 256 + (this.#configuration[offset + byte] ?? 0);
    return value;
  }

  readGeneration(): number {
    this.#tell({ kind: 'generation-read', value: this.generation });
    return this.generation;
  }
}
