/**
 * The description as bounds need it: tasks with the extremes of their work, vCPUs with the cores that they may use, and every
 * event that makes the hypervisor or a kernel work. Nothing here depends on a response time. Times in ps.
 */
import type { EcuDescription, Task, Vcpu, Vm } from '../../scenarios/ecu.ts';
import { shapeOf, type TaskShape } from './execution-range.ts';
import { classOf, type KernelCosts, kernelCostsOf, type TaskClass } from './kernel-costs.ts';

export interface BoundTask {
  /** `vm/task` */
  readonly name: string;
  readonly vm: BoundVm;
  readonly task: Task;
  /** vCPUs that may run it. */
  readonly vcpus: readonly BoundVcpu[];
  readonly shape: TaskShape | null;
  readonly class: TaskClass;
  /** Longest execution with the switches that a job causes; Infinity without a shape. */
  readonly costPs: number;
  readonly leastPs: number;
  /** Why it can have no bound whatever the others do; null: it can. */
  readonly problem: string | null;
  /** Its work is slowed by others in a way that has no bound here. */
  readonly slowed: boolean;
}

export interface BoundVcpu {
  /** `vm/vcpu` */
  readonly name: string;
  readonly vm: BoundVm;
  readonly vcpu: Vcpu;
  readonly pcpus: readonly number[];
  /** Tasks that may run on it. */
  readonly tasks: BoundTask[];
}

export interface BoundVm {
  readonly name: string;
  readonly vm: Vm;
  readonly costs: KernelCosts | null;
  readonly problem: string | null;
  /** Why the work of mechanisms for it cannot be counted, or null: then nobody on its cores has a bound. */
  readonly uncounted: string | null;
  readonly vcpus: readonly BoundVcpu[];
  readonly tasks: BoundTask[];
}

export interface BoundSystem {
  readonly ecu: EcuDescription;
  readonly vms: readonly BoundVm[];
  readonly tasks: readonly BoundTask[];
  readonly taskOf: ReadonlyMap<string, BoundTask>;
}

export function coreTypeOf(ecu: EcuDescription, pcpu: number): string {
  let first = 0;
  for (const { name, count } of ecu.soc.cores) {
    if (pcpu < first + count) return name;
    first += count;
  }
  return ecu.soc.cores[ecu.soc.cores.length - 1]!.name;
}

export function systemOf(ecu: EcuDescription): BoundSystem {
  const vms = ecu.vms.map((vm) => vmOf(ecu, vm));
  const tasks = vms.flatMap((vm) => vm.tasks);
  return { ecu, vms, tasks, taskOf: new Map(tasks.map((task) => [task.name, task])) };
}

function vmOf(ecu: EcuDescription, vm: Vm): BoundVm {
  const costs = kernelCostsOf(vm);
  const pool = ecu.hypervisor.pools.find(({ name }) => name === vm.pool);
  const vcpus: BoundVcpu[] = [];
  const tasks: BoundTask[] = [];
  const bound: BoundVm = {
    name: vm.name,
    vm,
    costs: typeof costs === 'string' ? null : costs,
    problem: typeof costs === 'string' ? costs : null,
    uncounted: uncountedOf(ecu, vm),
    vcpus,
    tasks,
  };
  for (const vcpu of vm.vcpus) {
    const pcpus = vcpu.pcpus.filter((pcpu) => pool?.pcpus.includes(pcpu) ?? false);
    vcpus.push({ name: `${vm.name}/${vcpu.name}`, vm: bound, vcpu, pcpus, tasks: [] });
  }
  for (const task of vm.tasks) tasks.push(taskOf(ecu, bound, task));
  return bound;
}

/** Back-ends that are threads of a host: they may run on any core. */
const hostPlaces = ['vhost', 'vmm'];

/**
 * Devices make hypervisor, guests and back-ends work in ways that no theory here counts yet, and faults break what the theory
 * assumes: whoever shares a core with that has no bound, rather than one that may be wrong.
 */
function uncountedOf(ecu: EcuDescription, vm: Vm): string | null {
  const host = ecu.vms.find((one) => one.devices.some(({ backend }) => hostPlaces.includes(String(backend))));
  if (host !== undefined) return `threads of the host serve devices of ${host.name}`;
  const served = ecu.vms.find((one) => one.devices.some(({ backend }) => backend === vm.name));
  if (served !== undefined) return `${vm.name} serves devices of ${served.name}`;
  const requests = vm.tasks.some(
    ({ activation, steps }) => activation.use === 'device' || steps.some(({ request }) => request !== null),
  );
  const emulated = vm.devices.some(({ backend }) => backend !== 'passthrough');
  if (requests || emulated) return `${vm.name} uses devices`;
  for (const list of [ecu.faults, ecu.lifecycle] as readonly (readonly Record<string, unknown>[])[])
    for (const { name, in: place, vm: of } of list)
      if ([place, of].some((one) => typeof one === 'string' && (one === vm.name || one.startsWith(`${vm.name}/`))))
        return `${String(name)} disturbs ${vm.name}`;
  return null;
}

/** Real-time priorities of Linux begin with 1: 0 is none given and counts as 1. */
function ranked(vm: Vm, task: Task): Task {
  const isRealTime = vm.kernel.use === 'linux' && (task.policy === 'fifo' || task.policy === 'rr');
  return isRealTime && task.priority < 1 ? { ...task, priority: 1 } : task;
}

function taskOf(ecu: EcuDescription, vm: BoundVm, described: Task): BoundTask {
  const task = ranked(vm.vm, described);
  const vcpus = vm.vcpus.filter(({ vcpu }) => task.on.includes(vcpu.name));
  const types = [...new Set(vcpus.flatMap(({ pcpus }) => pcpus.map((pcpu) => coreTypeOf(ecu, pcpu))))];
  const shape = shapeOf(ecu, task, types);
  const switchPs = vm.costs?.switchPs ?? 0;
  const resumes = typeof shape === 'string' ? 0 : shape.waits.length;
  const bound: BoundTask = {
    name: `${vm.name}/${task.name}`,
    vm,
    task,
    vcpus,
    shape: typeof shape === 'string' ? null : shape,
    class: classOf(vm.vm, task),
    // To the task and back from it, once per start and once per return from a wait.
    costPs:
      typeof shape === 'string' ? Number.POSITIVE_INFINITY : shape.execution.mostPs + 2 * switchPs * (1 + resumes),
    leastPs:
      typeof shape === 'string'
        ? 0
        : shape.execution.leastPs + shape.waits.reduce((sum, { range }) => sum + range.leastPs, 0),
    problem: problemOf(vm, task, shape, types),
    slowed: ecu.memory.fidelity !== 'none' && task.memory !== null,
  };
  for (const vcpu of vcpus) vcpu.tasks.push(bound);
  return bound;
}

function problemOf(vm: BoundVm, task: Task, shape: TaskShape | string, types: readonly string[]): string | null {
  if (vm.problem !== null) return vm.problem;
  if (typeof shape === 'string') return shape;
  if (types.length > 1 && shape.execution.mostPs > 0) return 'it may move between types of cores';
  if (task.budgetPs !== null) return 'its kernel limits its execution by a budget';
  if (task.group !== null && vm.vm.groups.some(({ name, quotaPs }) => name === task.group && quotaPs !== null))
    return `group ${task.group} has a quota`;
  for (const { resource } of shape.sections) {
    const protocol = vm.vm.resources.find(({ name }) => name === resource)?.protocol;
    if (protocol === 'none' || protocol === 'spin') return `resource ${resource} has protocol ${protocol}`;
  }
  return null;
}
