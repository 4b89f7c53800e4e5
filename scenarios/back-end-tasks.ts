/**
 * Who executes the back-ends of devices: the description of an ECU with one task more, in the guest that owns the back-end,
 * for each device that is served there; vhost and user-space VMMs run as threads of the host, which the hypervisor
 * schedules like vCPUs: a VM of that name with one vCPU and one task per device. Names of these tasks begin with `io:`,
 * which no name in a file can, and their VMs are `vhost` and `vmm`, which no VM of a file can be called.
 */
import { deviceOf } from '../models/virtio/devices.ts';
import type { Choice, EcuDescription, Task, Vcpu, Vm } from './ecu.ts';
import { madeTask } from './made-task.ts';
import { compareNames } from './reading/names.ts';

const prefix = 'io:';

export function isBackEndTask(name: string): boolean {
  return name.startsWith(prefix);
}

export interface Served {
  /** `infotainment/disk` */
  readonly device: string;
  /** VM in which its back-end runs. */
  readonly vm: string;
  readonly task: string;
}

/** VMs of the host's threads. */
export const hostPlaces: readonly string[] = ['vhost', 'vmm'];

/** Devices whose back-end is a task, by name. */
export function servedByTasks(ecu: EcuDescription): Served[] {
  return ecu.vms.flatMap((vm) =>
    vm.devices.flatMap((device) => {
      const backend = `${device.backend}`;
      if (deviceOf(device.use) === null || backend === 'hypervisor' || backend === 'passthrough') return [];
      return [{ device: `${vm.name}/${device.name}`, vm: backend, task: `${prefix}${vm.name}-${device.name}` }];
    }),
  );
}

/** The device that a back-end task `vm/io:...` serves. */
export function deviceServedBy(ecu: EcuDescription, fullTask: string): string | undefined {
  return servedByTasks(ecu).find(({ vm, task }) => `${vm}/${task}` === fullTask)?.device;
}

/** The description as its file has it. */
export function withoutBackEnds(ecu: EcuDescription): EcuDescription {
  return {
    ...ecu,
    vms: ecu.vms
      .filter(({ name }) => !hostPlaces.includes(name))
      .map((vm) => ({ ...vm, tasks: vm.tasks.filter(({ name }) => !isBackEndTask(name)) })),
  };
}

export function withBackEnds(ecu: EcuDescription): EcuDescription {
  const served = servedByTasks(ecu);
  if (served.length === 0) return ecu;
  const choiceOf = (full: string): Choice => {
    const [vm, device] = full.split('/');
    return ecu.vms.find(({ name }) => name === vm)!.devices.find(({ name }) => name === device)!;
  };
  const vms = ecu.vms.map((vm) => {
    const own = served.filter((one) => one.vm === vm.name);
    if (own.length === 0 || own.some(({ task }) => vm.tasks.some(({ name }) => name === task))) return vm;
    const highest = Math.max(0, ...vm.tasks.map(({ priority }) => priority));
    const tasks = own.map(({ device, task }) => workerTask(task, vm.vcpus, choiceOf(device), highest + 1));
    return { ...vm, tasks: [...vm.tasks, ...tasks].sort((a, b) => compareNames(a.name, b.name)) };
  });
  for (const place of hostPlaces) {
    const own = served.filter(({ vm }) => vm === place);
    if (own.length > 0 && !vms.some(({ name }) => name === place)) vms.push(hostVm(ecu, place, own, choiceOf));
  }
  return { ...ecu, vms: vms.sort((a, b) => compareNames(a.name, b.name)) };
}

function workerTask(name: string, vcpus: readonly Vcpu[], device: Choice, priority: number): Task {
  return madeTask({
    name,
    activation: { use: 'once', at: 0 },
    steps: [],
    on: vcpus.map((vcpu) => vcpu.name),
    policy: (device.worker_policy as string | undefined) ?? null,
    priority: (device.worker_priority as number | undefined) ?? priority,
  });
}

/** Threads of the host: what a policy reads of them is neutral, and they may run on every core of the default pool. */
function hostVm(
  ecu: EcuDescription,
  place: string,
  served: readonly Served[],
  choiceOf: (device: string) => Choice,
): Vm {
  const pool = ecu.hypervisor.pools[0]!;
  const vcpus = served.map(
    ({ task, device }): Vcpu => ({
      name: task,
      pcpus: pool.pcpus,
      budgetPs: null,
      periodPs: null,
      weight: 1024,
      priority: (choiceOf(device).worker_priority as number | undefined) ?? 0,
      perPolicy: {},
    }),
  );
  return {
    name: place,
    asil: 'QM',
    kernel: { use: 'bare' },
    memoryBytes: 0,
    stage2PageBytes: ecu.hypervisor.stage2PageBytes,
    pool: pool.name,
    vcpus,
    resources: [],
    groups: [],
    interrupts: [],
    devices: [],
    regions: [],
    tasks: served.map(({ task, device }, index) => workerTask(task, [vcpus[index]!], choiceOf(device), 1)),
  };
}
