/**
 * The MMIO transport: 32-bit registers, one level interrupt per device. Offsets: VIRTIO 1.4, `transport-mmio.tex`, version 2.
 */
import { check } from '../../engine/check.ts';
import type { DeviceCore } from './device-core.ts';
import type { Transport } from './transport.ts';

export const mmio = {
  magic: 0x000,
  version: 0x004,
  deviceId: 0x008,
  vendorId: 0x00c,
  deviceFeatures: 0x010,
  deviceFeaturesSel: 0x014,
  driverFeatures: 0x020,
  driverFeaturesSel: 0x024,
  queueSel: 0x030,
  queueSizeMax: 0x034,
  queueSize: 0x038,
  queueReady: 0x044,
  queueNotify: 0x050,
  interruptStatus: 0x060,
  interruptAck: 0x064,
  status: 0x070,
  queueDescLow: 0x080,
  queueDescHigh: 0x084,
  queueDriverLow: 0x090,
  queueDriverHigh: 0x094,
  queueDeviceLow: 0x0a0,
  queueDeviceHigh: 0x0a4,
  queueReset: 0x0c0,
  configGeneration: 0x0fc,
  config: 0x100,
} as const;

/** The device's end of the registers. */
export class MmioRegisters {
  readonly #core: DeviceCore;
  #featureWord = 0;
  #driverWord = 0;
  #queue = 0;
  listening = true;

  constructor(core: DeviceCore) {
    this.#core = core;
  }

  read(offset: number, sizeBytes = 4): number {
    const core = this.#core;
    if (offset >= mmio.config) return core.readConfiguration(offset - mmio.config, sizeBytes);
    check(offset % 4 === 0, 'registers are accessed in aligned words');
    const queue = core.queues[this.#queue];
    switch (offset) {
      case mmio.magic:
        return 0x7472_6976;
      case mmio.version:
        return 2;
      case mmio.deviceId:
        return core.deviceId;
      case mmio.deviceFeatures:
        return core.readFeatures(this.#featureWord);
      case mmio.queueSizeMax:
        return queue?.sizeMax ?? 0;
      case mmio.queueReady:
        return queue?.ready === true ? 1 : 0;
      case mmio.interruptStatus:
        return core.interruptStatus;
      case mmio.status:
        return core.readStatus();
      case mmio.configGeneration:
        return core.readGeneration();
      default:
        return 0;
    }
  }

  write(offset: number, value: number): void {
    const core = this.#core;
    const queue = core.queues[this.#queue];
    if (offset === mmio.deviceFeaturesSel) this.#featureWord = value;
    else if (offset === mmio.driverFeaturesSel) this.#driverWord = value;
    else if (offset === mmio.driverFeatures) core.writeFeatures(this.#driverWord, value);
    else if (offset === mmio.queueSel) this.#queue = value;
    else if (offset === mmio.queueNotify) this.listening = core.kick();
    else if (offset === mmio.interruptAck) core.interruptStatus &= ~value;
    else if (offset === mmio.status) core.writeStatus(value);
    else if (queue === undefined) return;
    else if (offset === mmio.queueSize) queue.size = value;
    else if (offset === mmio.queueReset) core.resetQueue(this.#queue);
    else if (offset === mmio.queueReady && value === 1) core.enableQueue(this.#queue);
    else if (offset === mmio.queueDescLow) queue.descriptors = halves(queue.descriptors, value, false);
    else if (offset === mmio.queueDescHigh) queue.descriptors = halves(queue.descriptors, value, true);
    else if (offset === mmio.queueDriverLow) queue.driverArea = halves(queue.driverArea, value, false);
    else if (offset === mmio.queueDriverHigh) queue.driverArea = halves(queue.driverArea, value, true);
    else if (offset === mmio.queueDeviceLow) queue.deviceArea = halves(queue.deviceArea, value, false);
    else if (offset === mmio.queueDeviceHigh) queue.deviceArea = halves(queue.deviceArea, value, true);
  }
}

const word = 0x1_0000_0000;

function halves(address: number, value: number, high: boolean): number {
  return high ? value * word + (address % word) : Math.floor(address / word) * word + value;
}

/** The driver's end: each call is a few accesses. */
export class MmioTransport implements Transport {
  readonly name = 'mmio';
  readonly accessesPerInterrupt = 2;
  accesses = 0;
  readonly #registers: MmioRegisters;
  /** NOTIFICATION_DATA is negotiated. */
  readonly #withData: () => boolean;

  constructor(core: DeviceCore) {
    this.#registers = new MmioRegisters(core);
    this.#withData = () => core.has(38);
  }

  #read(offset: number, sizeBytes?: number): number {
    this.accesses += 1;
    return this.#registers.read(offset, sizeBytes);
  }

  #write(offset: number, value: number): void {
    this.accesses += 1;
    this.#registers.write(offset, value);
  }

  readStatus(): number {
    return this.#read(mmio.status);
  }
  writeStatus(value: number): void {
    this.#write(mmio.status, value);
  }
  readFeatures(featureWord: number): number {
    this.#write(mmio.deviceFeaturesSel, featureWord);
    return this.#read(mmio.deviceFeatures);
  }
  writeFeatures(featureWord: number, value: number): void {
    this.#write(mmio.driverFeaturesSel, featureWord);
    this.#write(mmio.driverFeatures, value);
  }
  queueSizeMax(queue: number): number {
    this.#write(mmio.queueSel, queue);
    return this.#read(mmio.queueSizeMax);
  }
  setUpQueue(queue: number, size: number, descriptors: number, driverArea: number, deviceArea: number): boolean {
    this.#write(mmio.queueSel, queue);
    this.#write(mmio.queueSize, size);
    this.#write(mmio.queueDescLow, descriptors % word);
    this.#write(mmio.queueDescHigh, Math.floor(descriptors / word));
    this.#write(mmio.queueDriverLow, driverArea % word);
    this.#write(mmio.queueDriverHigh, Math.floor(driverArea / word));
    this.#write(mmio.queueDeviceLow, deviceArea % word);
    this.#write(mmio.queueDeviceHigh, Math.floor(deviceArea / word));
    this.#write(mmio.queueReady, 1);
    return this.#read(mmio.queueReady) === 1;
  }
  resetQueue(queue: number): void {
    this.#write(mmio.queueSel, queue);
    this.#write(mmio.queueReset, 1);
  }
  kick(queue: number, nextOffset: number): boolean {
    this.#write(mmio.queueNotify, this.#withData() ? queue + nextOffset * 0x1_0000 : queue);
    return this.#registers.listening;
  }
  acknowledge(): number {
    const status = this.#read(mmio.interruptStatus);
    this.#write(mmio.interruptAck, status);
    return status;
  }
  readGeneration(): number {
    return this.#read(mmio.configGeneration);
  }
  readConfiguration(offset: number, sizeBytes: number): number {
    return this.#read(mmio.config + offset, sizeBytes);
  }
}
