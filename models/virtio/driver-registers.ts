/**
 * The registers and queues of a device in a run, from both sides: bringing up, suspending, resetting, and walking the rings.
 * Everything here goes through a transport, guest memory and notifications; times and costs are the device's business.
 */
import { bringUp, layOutNegotiated, readWide, resumeDevice, suspendDevice } from './bring-up.ts';
import type { DeviceDefinition, DeviceParameters } from './device.ts';
import { DeviceCore } from './device-core.ts';
import { type FeatureTable, ringTable } from './feature.ts';
import { MmioTransport } from './mmio-transport.ts';
import { PciTransport } from './pci-transport.ts';
import { QueuePair, windowFor } from './queue-pair.ts';
import type { Request } from './request.ts';
import type { RuleBook } from './rule.ts';
import { StatusChecker } from './status-checker.ts';
import type { Transport } from './transport.ts';

export class DriverRegisters {
  readonly core: DeviceCore;
  readonly transport: Transport;
  readonly pairs: QueuePair[] = [];
  features: readonly string[] = [];
  /** Lives of the device: resets so far. */
  life = 0;
  readonly #checker: StatusChecker;
  readonly #book: RuleBook;
  readonly #table: FeatureTable;
  readonly #definition: DeviceDefinition;
  readonly #parameters: DeviceParameters;
  readonly #memories;
  readonly #collected = new Set<Request>();
  #suspended = false;

  constructor(definition: DeviceDefinition, parameters: DeviceParameters, book: RuleBook, base: number) {
    this.#definition = definition;
    this.#parameters = parameters;
    this.#book = book;
    this.#table = { ...ringTable, ...definition.features };
    const queueCount = definition.queues.length;
    const size = parameters.queue_size;
    this.core = new DeviceCore({
      deviceId: definition.deviceId,
      features: [...new Set(['version-1', 'ring-reset', 'suspend', ...definition.always, ...parameters.features])],
      own: definition.features,
      queueCount,
      queueSize: size,
      configuration: definition.configuration(parameters),
    });
    this.#checker = new StatusChecker(book);
    this.core.watcher = (event) => this.#checker.saw(event);
    this.transport = parameters.transport === 'pci' ? new PciTransport(this.core) : new MmioTransport(this.core);
    this.#memories = definition.queues.map((_, queue) => windowFor(base + queue * 2 ** 40, size));
  }

  /** Gives the accesses that it took. */
  bringUp(): number {
    const before = this.transport.accesses;
    this.life += 1;
    for (const memory of this.#memories) {
      memory.watcher = null;
      memory.clear();
    }
    const { always, queues } = this.#definition;
    const ready = bringUp({
      transport: this.transport,
      memoryOf: (queue) => this.#memories[queue]!,
      table: this.#table,
      wanted: ['ring-reset', 'suspend', ...always, ...this.#parameters.features],
      queueCount: queues.length,
      queueSize: this.#parameters.queue_size,
    });
    this.pairs.length = 0;
    this.features = ready?.features ?? [];
    ready?.queues.forEach((setup, queue) => {
      this.pairs.push(this.#pair(setup, ready.ends[queue]!));
    });
    if (this.#definition.configuration(this.#parameters).length >= 8) readWide(this.transport, 0, this.#checker);
    return this.transport.accesses - before;
  }

  #pair(setup: QueuePair['setup'], end: number): QueuePair {
    const pair = new QueuePair(setup, end, this.#book);
    pair.driver.listen();
    pair.driver.pending();
    return pair;
  }

  resetQueue(queue: number): void {
    const memory = this.#memories[queue]!;
    this.transport.resetQueue(queue);
    memory.watcher = null;
    memory.clear();
    const { setup, end } = layOutNegotiated(memory, this.pairs[queue]!.setup.size, this.features);
    this.transport.setUpQueue(queue, setup.size, setup.descriptors, setup.driverArea, setup.deviceArea);
    this.pairs[queue] = this.#pair(setup, Math.ceil(end / 64) * 64);
  }

  suspend(): void {
    this.#suspended = true;
    suspendDevice(this.transport);
  }

  resume(): void {
    this.#suspended = false;
    resumeDevice(this.transport);
  }

  /** The driver may post. */
  get usable(): boolean {
    return this.core.live && !this.#suspended && this.pairs.length > 0;
  }

  /** The device may take buffers. */
  get takes(): boolean {
    return this.core.live && !this.core.suspending;
  }

  get broken(): boolean {
    return this.pairs.some(({ driver }) => driver.broken !== null);
  }

  get deviceBroken(): boolean {
    return this.pairs.some(({ device }) => device.broken !== null);
  }

  get accessesPerInterrupt(): number {
    return this.transport.accessesPerInterrupt;
  }

  kick(queue: number): void {
    this.transport.kick(queue, this.pairs[queue]!.driver.nextOffset);
  }

  interrupted(): void {
    this.core.usedNotification();
  }

  /** The device looks at its rings; it wants no notification until it rests. */
  attend(): void {
    for (const { device } of this.pairs) device.mute();
  }

  /** The device has nothing to do: it asks for notifications and looks again. Gives whether there is something after all. */
  rest(): boolean {
    let found = false;
    for (const { device, checker } of this.pairs) {
      device.listen();
      const pending = device.pending();
      checker.idle('device');
      if (pending && this.takes) {
        device.mute();
        found = true;
      }
    }
    this.#checker.idle();
    return found && this.#hasWork();
  }

  /** Buffers for input are work only when something came in. */
  #hasWork(): boolean {
    const { requestQueue } = this.#definition;
    return requestQueue >= 0 && this.pairs[requestQueue]!.device.pending();
  }

  take(queue: number, nowPs: number): Request | null {
    const request = this.pairs[queue]!.take(this.life, nowPs);
    if (request === null) return null;
    this.core.inFlight += 1;
    this.core.consumed();
    return request;
  }

  /** The buffer that the driver posted becomes what came in. */
  replace(queue: number, buffer: Request, by: Request): void {
    this.pairs[queue]!.replace(buffer, by);
  }

  gaveBack(): void {
    this.core.inFlight -= 1;
    this.core.settleSuspend();
  }

  /** The handler: asks for no interrupts, takes all completions, asks for interrupts and looks again. */
  collectAll(done: (request: Request) => void): void {
    this.#collected.clear();
    this.transport.acknowledge();
    for (const pair of this.pairs) {
      do {
        pair.driver.mute();
        for (let request = pair.collect(); request !== null; request = pair.collect()) {
          this.#collected.add(request);
          done(request);
        }
        pair.driver.listen();
      } while (pair.driver.pending());
      pair.checker.idle('driver');
    }
  }

  wasCollected(request: Request): boolean {
    return this.#collected.has(request);
  }

  /** What the driver has made available and not seen again. */
  outstanding(): Request[] {
    return this.pairs.flatMap((pair) => pair.allOutstanding()).filter(({ index }) => index >= 0);
  }

  endOfRun(): void {
    this.#checker.idle();
  }
}
