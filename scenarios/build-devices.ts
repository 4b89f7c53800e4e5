/**
 * Devices and media of an ECU, from the description: who serves a device, what stands behind it, what sends to it. Steps of
 * tasks get their ports before the devices exist (tasks are built first), so a port looks its device up when it is used.
 */
import type { Stream } from '../engine/chance.ts';
import type { Kernel } from '../engine/kernel.ts';
import type { RecordSink } from '../engine/trace/record-sink.ts';
import type { DevicePort, Task } from '../models/guest/task.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import type { ControllerDefinition } from '../models/interrupt/controller.ts';
import { type ControllerName, controllers } from '../models/interrupt/controllers.ts';
import type { Storage } from '../models/medium/storage.ts';
import type { DeviceParameters } from '../models/virtio/device.ts';
import { deviceOf } from '../models/virtio/devices.ts';
import { HardwarePlace, HypervisorPlace } from '../models/virtio/other-places.ts';
import type { Place } from '../models/virtio/place.ts';
import { VirtioDevice } from '../models/virtio/virtio-device.ts';
import { WorkerPlace } from '../models/virtio/worker-place.ts';
import { deviceServedBy, servedByTasks } from './back-end-tasks.ts';
import { type BuiltMedium, buildMedium } from './build-media.ts';
import type * as described from './ecu.ts';
import type { EntityTable } from './entity-table.ts';

/** The interrupt controller that the file names, or null. */
export function controllerOf({ hypervisor }: described.EcuDescription): ControllerDefinition | null {
  return hypervisor.interrupts === undefined ? null : controllers[hypervisor.interrupts as ControllerName];
}

export interface DeviceWiringParts {
  readonly ecu: described.EcuDescription;
  readonly machine: Machine;
  readonly kernel: Kernel;
  readonly sink: RecordSink | null;
  readonly table: EntityTable;
  readonly stream: (label: string) => Stream;
}

export class DeviceWiring {
  readonly #parts: DeviceWiringParts;
  readonly #devices = new Map<string, VirtioDevice>();
  readonly #places = new Map<string, WorkerPlace>();
  readonly #media = new Map<string, BuiltMedium>();

  constructor(parts: DeviceWiringParts) {
    this.#parts = parts;
    const { machine, kernel } = parts;
    for (const { device } of servedByTasks(parts.ecu))
      this.#places.set(device, new WorkerPlace(machine.guest, machine.dispatcher, () => kernel.nowPs));
  }

  /** Does a run simulate this device? */
  has(full: string): boolean {
    const [vm, name] = full.split('/');
    const device = this.#parts.ecu.vms.find((one) => one.name === vm)?.devices.find((one) => one.name === name);
    return device !== undefined && deviceOf(device.use) !== null;
  }

  /** The port of a task's request of `sizeBytes`. */
  requestPort(full: string, sizeBytes: number): DevicePort {
    return {
      id: this.#parts.table.id('device', full),
      begin: (task) => this.#devices.get(full)!.begin(task, sizeBytes),
      worked: (task) => this.#devices.get(full)!.worked(task),
    };
  }

  /** The port of a back-end's task `vm/io:...`. */
  workerPort(fullTask: string): DevicePort {
    const device = deviceServedBy(this.#parts.ecu, fullTask)!;
    const place = this.#places.get(device)!;
    return { id: this.#parts.table.id('device', device), begin: () => place.begin(), worked: () => place.worked() };
  }

  /** Once all guests and tasks exist. */
  connect(vmModel: (name: string) => Machine['vms'][number], taskModel: (full: string) => Task): void {
    const { ecu, machine, kernel, sink, table } = this.#parts;
    for (const { device, vm, task } of servedByTasks(ecu))
      this.#places.get(device)!.worker = taskModel(`${vm}/${task}`);
    for (const medium of ecu.media) this.#media.set(medium.name, buildMedium(medium, this.#parts));
    for (const vm of ecu.vms) {
      for (const choice of vm.devices) {
        const definition = deviceOf(choice.use);
        if (definition === null) continue;
        const full = `${vm.name}/${choice.name}`;
        const medium = choice.medium === undefined ? null : (this.#media.get(`${choice.medium}`) ?? null);
        const device = new VirtioDevice({
          id: table.id('device', full),
          vm: vmModel(vm.name),
          definition,
          parameters: choice as unknown as DeviceParameters,
          place: this.#place(full, choice),
          medium: medium?.portFor(choice) ?? null,
          kernel,
          guest: machine.guest,
          dispatcher: machine.dispatcher,
          sink,
          controller: controllerOf(ecu),
        });
        machine.addDevice(device);
        medium?.attach(device);
        this.#devices.set(full, device);
      }
    }
    for (const vm of ecu.vms)
      for (const choice of vm.devices) {
        const peer = choice.peer === undefined ? undefined : ecu.vms.find(({ name }) => name === choice.peer);
        const other = peer?.devices.find(({ use }) => use === choice.use);
        if (other !== undefined)
          this.#devices.get(`${vm.name}/${choice.name}`)!.peer = this.#devices.get(`${peer!.name}/${other.name}`)!;
      }
  }

  #place(full: string, choice: described.Choice): Place {
    const { machine } = this.#parts;
    if (choice.backend === 'hypervisor') return new HypervisorPlace(machine.guest, machine.dispatcher);
    if (choice.backend === 'passthrough') return new HardwarePlace(choice.deliver === 'direct');
    return this.#places.get(full)!;
  }

  /** What comes in at the device releases the task. */
  activate(full: string, task: Task): void {
    this.#devices.get(full)?.activates.push(task);
  }

  /** The drivers of a guest start. */
  start(vm: string): void {
    for (const [full, device] of this.#devices) if (full.startsWith(`${vm}/`)) device.start(this.#parts.kernel.nowPs);
  }

  /** The storage behind a medium; null when it is none. */
  storage(medium: string): Storage | null {
    return this.#media.get(medium)?.storage ?? null;
  }

  startMedia(): void {
    for (const medium of this.#media.values()) medium.start();
  }

  /** At the end of a run. */
  recordCounts(): void {
    for (const device of this.#devices.values()) device.recordCounts();
  }
}
