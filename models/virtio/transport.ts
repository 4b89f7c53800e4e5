/**
 * The socket of a transport: how a driver reaches the registers of a device. Both transports count their accesses, because
 * under a hypervisor that emulates the device each one is an exit. Source: VIRTIO 1.4, `transport-mmio.tex`,
 * `transport-pci.tex`.
 */
export interface Transport {
  readonly name: 'mmio' | 'pci';
  /** Accesses so far that trap where the device is emulated. */
  readonly accesses: number;
  /** Accesses of the handler for each used-buffer interrupt: status and acknowledgement, or none. */
  readonly accessesPerInterrupt: number;
  readStatus(): number;
  writeStatus(value: number): void;
  readFeatures(word: number): number;
  writeFeatures(word: number, value: number): void;
  queueSizeMax(queue: number): number;
  setUpQueue(queue: number, size: number, descriptors: number, driverArea: number, deviceArea: number): boolean;
  resetQueue(queue: number): void;
  /** Notifies; with NOTIFICATION_DATA the next offset goes with the queue. Gives whether the device listens. */
  kick(queue: number, nextOffset: number): boolean;
  /** What an interrupt handler does first: bit 0 used buffers, bit 1 configuration. */
  acknowledge(): number;
  readGeneration(): number;
  /** At most 4 bytes. */
  readConfiguration(offset: number, sizeBytes: number): number;
}
