/**
 * VMs with their vCPUs and tasks. Two defaults are made here. A task without `deadline` has its period as deadline, which is
 * counted, not judged. A task without `priority` gets one by its period: the longest period of its VM has 1, each shorter
 * one 1 more (rate monotonic); tasks of no known period have 0. A task that another one activates has that one's period, and one that an interrupt
 * activates has the interrupt's.
 */

import type { ActivationDefinition } from '../../models/workload/activation.ts';
import { activations } from '../../models/workload/activations.ts';
import type * as described from '../ecu.ts';
import type { FileStep, FileTask, FileVm } from '../shape.ts';
import { withInterruptThreads } from './interrupt-threads.ts';
import { kernelOf } from './machine-rules.ts';
import { byName, compareNames, expanded } from './names.ts';
import type { Notes } from './notes.ts';
import { pcpusOf, placedPools, vcpusOf } from './placement.ts';
import type { ReadEcu } from './reader.ts';
import { under } from './tree.ts';

export function resolveVms(read: ReadEcu, notes: Notes, hypervisor: described.Hypervisor): described.Vm[] {
  const pools = placedPools(read.ecu, read.names);
  return byName(read.ecu.vms).map(({ name, ...vm }) => {
    const pool = pools.find((one) => one.name === (vm.pool ?? 'default'));
    return new VmResolver(read, notes, name, vm).resolve(pool, hypervisor.stage2PageBytes);
  });
}

class VmResolver {
  readonly #read: ReadEcu;
  readonly #notes: Notes;
  readonly #name: string;
  readonly #vm: FileVm;

  constructor(read: ReadEcu, notes: Notes, name: string, vm: FileVm) {
    this.#read = read;
    this.#notes = notes;
    this.#name = name;
    this.#vm = vm;
  }

  resolve(pool: Parameters<typeof pcpusOf>[1], stage2PageBytes: number): described.Vm {
    const vm = this.#vm;
    const names = this.#read.names;
    const kernel = kernelOf(vm);
    const protocols = kernel?.protocols ?? [];
    return withInterruptThreads(
      {
        name: this.#name,
        asil: vm.asil,
        kernel: vm.kernel,
        memoryBytes: vm.memory,
        stage2PageBytes: vm.stage2_page ?? stage2PageBytes,
        pool: vm.pool ?? 'default',
        vcpus: byName(vm.vcpus).map((vcpu) => ({
          name: vcpu.name,
          pcpus: pcpusOf(vcpu, pool, names),
          budgetPs: vcpu.budget ?? null,
          periodPs: vcpu.period ?? null,
          weight: vcpu.weight,
          priority: vcpu.priority,
          perPolicy: vcpu.per_policy,
        })),
        // The default is the ceiling; a kernel without it has its own first protocol.
        resources: byName(vm.resources).map(({ name, protocol }) => ({
          name,
          protocol:
            protocol === 'spin' && kernel?.spinLocksSleep?.(vm.kernel as never)
              ? 'inheritance'
              : protocols.length === 0 || protocols.includes(protocol)
                ? protocol
                : protocols[0]!,
        })),
        groups: byName(vm.groups).map(({ name, weight, quota, period, parent }) => ({
          name,
          weight,
          quotaPs: quota ?? null,
          periodPs: period ?? null,
          parent: parent ?? null,
        })),
        interrupts: byName(vm.interrupts).map((source) => ({
          name: source.name,
          line: source.line,
          arrival: source.arrival ?? null,
          handler: source.handler,
          ...(source.softirq === undefined ? {} : { softirq: source.softirq }),
          deliver: source.deliver,
          category: source.category as 1 | 2,
          ...(source.throttle === undefined
            ? {}
            : { throttle: { most: source.throttle.most, perPs: source.throttle.per } }),
          vcpu:
            source.vcpu === undefined
              ? Object.keys(vm.vcpus).sort(compareNames)[0]!
              : expanded([source.vcpu], 'vcpu', this.#name, names)[0]!,
        })),
        devices: byName(vm.devices),
        regions: byName(vm.regions).map((region) => ({
          ...region,
          shared_with: expanded(region.shared_with, 'vm', null, names),
        })),
        tasks: this.#tasks(),
      },
      this.#notes,
    );
  }

  #path(task: string): string {
    return under(under(under('vms', this.#name), 'tasks'), task);
  }

  #tasks(): described.Task[] {
    const tasks = byName(this.#vm.tasks);
    const ranks = this.#ranks();
    return tasks.map(({ name, ...task }) => {
      const path = this.#path(name);
      const activation = this.#activation(task, path);
      const period = this.#periodPs(name, new Set());
      if (task.priority === undefined) this.#notes.assume(under(path, 'priority'), `${ranks.get(name)}`);
      const names = this.#read.names;
      return {
        name,
        activation,
        deadlinePs: task.deadline ?? (activation.use === 'periodic' ? period : null),
        deadlineWritten: task.deadline !== undefined,
        steps: this.#steps(task),
        on: vcpusOf(task.on, this.#vm, this.#name, names),
        group: task.group ?? null,
        policy: task.policy ?? null,
        perPolicy: task.per_policy,
        priority: task.priority ?? ranks.get(name)!,
        preemptible: task.preemptible,
        budgetPs: task.budget ?? null,
        memory: task.memory ?? null,
        reads: expanded(task.reads, 'channel', null, names),
        writes: expanded(task.writes, 'channel', null, names),
      };
    });
  }

  #activation(task: FileTask, path: string): described.Choice {
    if (task.activation === undefined) {
      for (const key of ['offset', 'jitter'] as const) this.#notes.assume(under(path, key), '0 s');
      return { use: 'periodic', period: task.period, offset: task.offset ?? 0, jitter: task.jitter ?? 0 };
    }
    const { use, of } = task.activation;
    const kind = use === 'after' ? 'task' : use === 'interrupt' ? 'interrupt' : use === 'device' ? 'device' : null;
    if (kind === null || typeof of !== 'string') return task.activation;
    return { ...task.activation, of: expanded([of], kind, this.#name, this.#read.names)[0] ?? of };
  }

  #steps(task: FileTask): described.Step[] {
    const empty = { hold: [], run: null, accelerator: null, request: null, sleepPs: null };
    if (task.execution !== undefined) return [{ name: '0', ...empty, run: task.execution }];
    return (task.steps ?? []).map((step: FileStep, index) => ({
      name: step.name ?? `${index}`,
      hold: expanded(step.hold, 'resource', this.#name, this.#read.names),
      run: step.run ?? null,
      accelerator: step.accelerator ?? null,
      request:
        step.request === undefined
          ? null
          : { device: expanded([step.request], 'device', this.#name, this.#read.names)[0]!, sizeBytes: step.size! },
      sleepPs: step.sleep ?? null,
    }));
  }

  /** Nominal distance of releases of a task, followed through the tasks before it; null when it has none. */
  #periodPs(name: string, seen: Set<string>): number | null {
    const task = this.#vm.tasks[name];
    if (task === undefined || seen.has(name)) return null;
    if (task.activation === undefined) return task.period ?? null;
    const { use, of } = task.activation;
    if (use === 'after') {
      const [before] = expanded([`${of}`], 'task', this.#name, this.#read.names);
      return before === undefined ? null : this.#periodPs(before, seen.add(name));
    }
    if (use === 'interrupt') {
      const [source] = expanded([`${of}`], 'interrupt', this.#name, this.#read.names);
      const arrival = source === undefined ? undefined : this.#vm.interrupts[source]?.arrival;
      return arrival === undefined ? null : nominalPs(arrival);
    }
    return nominalPs(task.activation);
  }

  #ranks(): Map<string, number> {
    const periods = new Map(Object.keys(this.#vm.tasks).map((name) => [name, this.#periodPs(name, new Set())]));
    const longestFirst = [...new Set([...periods.values()].filter((period) => period !== null))].sort((a, b) => b - a);
    return new Map(
      [...periods].map(([name, period]) => [name, period === null ? 0 : longestFirst.indexOf(period) + 1]),
    );
  }
}

function nominalPs(choice: described.Choice): number | null {
  const definition = (activations as Readonly<Record<string, ActivationDefinition>>)[choice.use]!;
  return definition.nominalPeriodPs(choice as never);
}
