/**
 * The PCI transport: a common configuration structure with natural widths, a notification address per queue, one MSI-X
 * vector per queue. Offsets inside the structure: VIRTIO 1.4, `transport-pci.tex`, `virtio_pci_common_cfg`.
 */
import type { DeviceCore } from './device-core.ts';
import type { Transport } from './transport.ts';

export const commonConfiguration = {
  deviceFeatureSelect: 0,
  deviceFeature: 4,
  driverFeatureSelect: 8,
  driverFeature: 12,
  configMsixVector: 16,
  numQueues: 18,
  deviceStatus: 20,
  configGeneration: 21,
  queueSelect: 22,
  queueSize: 24,
  queueMsixVector: 26,
  queueEnable: 28,
  queueNotifyOff: 30,
  queueDesc: 32,
  queueDriver: 40,
  queueDevice: 48,
  queueNotifyData: 56,
  queueReset: 58,
} as const;

export class PciTransport implements Transport {
  readonly name = 'pci';
  /** MSI-X tells the queue by its vector: nothing is read or acknowledged. */
  readonly accessesPerInterrupt = 0;
  accesses = 0;
  readonly #core: DeviceCore;
  #featureWord = 0;
  #driverWord = 0;
  #queue = 0;

  constructor(core: DeviceCore) {
    this.#core = core;
  }

  /** An access of the structure at `offset`, as the device answers it. */
  read(offset: number): number {
    this.accesses += 1;
    const core = this.#core;
    const queue = core.queues[this.#queue];
    const at = commonConfiguration;
    if (offset === at.deviceFeature) return core.readFeatures(this.#featureWord);
    if (offset === at.numQueues) return core.queues.length;
    if (offset === at.deviceStatus) return core.readStatus();
    if (offset === at.configGeneration) return core.readGeneration();
    if (offset === at.queueSize) return queue?.size ?? 0;
    if (offset === at.queueMsixVector) return queue?.vector ?? 0xffff;
    if (offset === at.queueEnable) return queue?.ready === true ? 1 : 0;
    if (offset === at.queueNotifyOff) return this.#queue;
    return 0;
  }

  write(offset: number, value: number): void {
    this.accesses += 1;
    const core = this.#core;
    const queue = core.queues[this.#queue];
    const at = commonConfiguration;
    if (offset === at.deviceFeatureSelect) this.#featureWord = value;
    else if (offset === at.driverFeatureSelect) this.#driverWord = value;
    else if (offset === at.driverFeature) core.writeFeatures(this.#driverWord, value);
    else if (offset === at.deviceStatus) core.writeStatus(value);
    else if (offset === at.queueSelect) this.#queue = value;
    else if (queue === undefined) return;
    else if (offset === at.queueSize) queue.size = value;
    else if (offset === at.queueMsixVector) queue.vector = value;
    else if (offset === at.queueDesc) queue.descriptors = value;
    else if (offset === at.queueDriver) queue.driverArea = value;
    else if (offset === at.queueDevice) queue.deviceArea = value;
    else if (offset === at.queueEnable && value === 1) core.enableQueue(this.#queue);
    else if (offset === at.queueReset && value === 1) core.resetQueue(this.#queue);
  }

  readStatus(): number {
    return this.read(commonConfiguration.deviceStatus);
  }
  writeStatus(value: number): void {
    this.write(commonConfiguration.deviceStatus, value);
  }
  readFeatures(word: number): number {
    this.write(commonConfiguration.deviceFeatureSelect, word);
    return this.read(commonConfiguration.deviceFeature);
  }
  writeFeatures(word: number, value: number): void {
    this.write(commonConfiguration.driverFeatureSelect, word);
    this.write(commonConfiguration.driverFeature, value);
  }
  queueSizeMax(queue: number): number {
    this.write(commonConfiguration.queueSelect, queue);
    return this.read(commonConfiguration.queueSize);
  }
  setUpQueue(queue: number, size: number, descriptors: number, driverArea: number, deviceArea: number): boolean {
    const at = commonConfiguration;
    this.write(at.queueSelect, queue);
    this.write(at.queueSize, size);
    this.write(at.queueMsixVector, queue + 1);
    this.write(at.queueDesc, descriptors);
    this.write(at.queueDriver, driverArea);
    this.write(at.queueDevice, deviceArea);
    this.write(at.queueEnable, 1);
    return this.read(at.queueEnable) === 1;
  }
  resetQueue(queue: number): void {
    this.write(commonConfiguration.queueSelect, queue);
    this.write(commonConfiguration.queueReset, 1);
  }
  /** A write to the queue's own notification address. */
  kick(_queue: number, _nextOffset: number): boolean {
    this.accesses += 1;
    return this.#core.kick();
  }
  acknowledge(): number {
    const status = this.#core.interruptStatus;
    this.#core.interruptStatus = 0;
    return status;
  }
  readGeneration(): number {
    return this.read(commonConfiguration.configGeneration);
  }
  readConfiguration(offset: number, sizeBytes: number): number {
    this.accesses += 1;
    return this.#core.readConfiguration(offset, sizeBytes);
  }
}
