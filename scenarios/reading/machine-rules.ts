/**
 * Rules between the values of a machine: pools and pCPUs, budgets and periods, lock protocols, interrupt lines.
 */

import type { KernelDefinition } from '../../models/guest/kernel.ts';
import { kernels } from '../../models/guest/kernels.ts';
import type { FileVm } from '../shape.ts';
import { bare, type Judge } from './judge.ts';
import { placedPools } from './placement.ts';

export class MachineRules {
  readonly judge: Judge;

  constructor(judge: Judge) {
    this.judge = judge;
  }

  run(): void {
    const run = this.judge.ecu.run;
    if (run?.horizon === undefined || run.warm_up === undefined || run.warm_up < run.horizon) return;
    const message = `warm-up ${this.judge.text(run, 'warm_up')} leaves nothing of the horizon`;
    this.judge.add(this.judge.node(run, this.judge.written(run, 'warm_up') ? 'warm_up' : 'horizon'), {
      message,
      help: ['it must be shorter than "horizon"'],
    });
  }

  pools(): void {
    const owner = new Map<number, string>();
    for (const [name, pool] of Object.entries(this.judge.ecu.hypervisor?.pools ?? {})) {
      if (name === 'default') {
        this.judge.add(this.judge.node(pool), {
          message: 'the pool "default" is made of all cores that no other pool takes',
          help: ['give this pool another name'],
        });
      }
      const list = this.judge.node(pool, 'pcpus');
      (pool.pcpus ?? []).forEach((written, index) => {
        for (const number of this.judge.read.names.of('pcpu', null).get(`${written}`) ?? []) {
          const other = owner.get(Number(number));
          owner.set(Number(number), name);
          if (other === undefined) continue;
          const message =
            other === name
              ? `pCPU ${number} stands twice in pool "${name}"`
              : `pCPU ${number} of pool "${name}" already belongs to pool "${other}"`;
          this.judge.add(list?.kind === 'list' ? list.items[index] : list, { message, help: ['a pCPU has one pool'] });
        }
      });
      if (pool.pcpus?.length === 0) this.judge.add(list, { message: `pool "${name}" has no pCPU` });
    }
  }

  vcpus(vmName: string, vm: FileVm): void {
    const pool = placedPools(this.judge.ecu, this.judge.read.names).find(({ name }) => name === (vm.pool ?? 'default'));
    if (Object.keys(vm.vcpus ?? { main: {} }).length === 0)
      this.judge.add(this.judge.node(vm, 'vcpus') ?? this.judge.node(vm), {
        message: `VM "${bare(vmName)}" has no vCPU`,
      });
    for (const [name, vcpu] of Object.entries(vm.vcpus ?? {})) {
      const full = `"${bare(vmName)}/${bare(name)}"`;
      this.judge.supply(vcpu, 'budget', `vCPU ${full}`);
      const list = this.judge.node(vcpu, 'pcpus');
      if (vcpu.pcpus?.length === 0 && list?.kind === 'list' && list.items.length === 0)
        this.judge.add(list, {
          message: `vCPU ${full} may run on no pCPU`,
          help: ['leave "pcpus" out for all of them'],
        });
      if (pool === undefined) continue;
      (vcpu.pcpus ?? []).forEach((written, index) => {
        const outside = (this.judge.read.names.of('pcpu', null).get(`${written}`) ?? []).filter(
          (number) => !pool.pcpus.includes(Number(number)),
        );
        if (outside.length === 0) return;
        const message = `pCPU ${outside.join(', ')} is not in pool "${pool.name}" of VM "${bare(vmName)}"`;
        this.judge.add(list?.kind === 'list' ? list.items[index] : list, {
          message,
          help: [`the pool has: ${pool.pcpus.join(', ')}`],
        });
      });
      if (
        vcpu.pcpus === undefined &&
        pool.pcpus.length === 0 &&
        this.judge.read.names.coreTypes().some(({ count }) => count > 0)
      ) {
        this.judge.add(this.judge.node(vm, 'pool') ?? this.judge.node(vm), {
          message: `VM "${bare(vmName)}" runs in pool "${pool.name}", which has no pCPU`,
        });
      }
    }
  }

  groups(vmName: string, vm: FileVm): void {
    const parentOf = new Map<string, string>();
    for (const [name, group] of Object.entries(vm.groups ?? {})) {
      const vcpus = Math.max(1, Object.keys(vm.vcpus ?? {}).length);
      this.judge.supply(group, 'quota', `group "${bare(vmName)}/${bare(name)}"`, vcpus);
      if (group.parent !== undefined) parentOf.set(name, group.parent);
    }
    this.judge.circles(
      'groups contain each other',
      parentOf,
      (name) => this.judge.node(vm.groups[name]!, 'parent'),
      'a group cannot contain itself',
    );
  }

  resources(vmName: string, vm: FileVm): void {
    const kernel = kernelOf(vm);
    for (const [name, resource] of Object.entries(vm.resources ?? {})) {
      const { protocol } = resource;
      if (
        kernel === undefined ||
        protocol === undefined ||
        !this.judge.written(resource, 'protocol') ||
        kernel.protocols.includes(protocol)
      )
        continue;
      this.judge.add(this.judge.node(resource, 'protocol'), {
        message: `resource "${bare(vmName)}/${bare(name)}" cannot have protocol "${protocol}" under kernel "${kernel.name}"`,
        help: [`allowed: ${kernel.protocols.join(', ')}`],
      });
    }
  }

  interrupts(vmName: string, vm: FileVm, owners: Map<number, string>): void {
    for (const [name, source] of Object.entries(vm.interrupts ?? {})) {
      const full = `${vmName}/${name}`;
      if (source.arrival !== undefined && ['after', 'interrupt', 'device', 'always'].includes(source.arrival.use)) {
        this.judge.add(this.judge.node(source, 'arrival'), {
          message: `arrival of interrupt "${bare(vmName)}/${bare(name)}" cannot be "${source.arrival.use}"`,
          help: ['an interrupt arrives by itself: periodic, sporadic, burst, angle, once'],
        });
      }
      const on = Object.keys(vm.vcpus ?? {});
      for (const key of ['handler', 'softirq'] as const) {
        if (source[key] === undefined) continue;
        this.judge.coverage(
          source[key],
          this.judge.node(source, key),
          `${key} of interrupt "${bare(vmName)}/${bare(name)}"`,
          vmName,
          vm,
          source.vcpu === undefined ? on : [source.vcpu],
        );
      }
      if (source.line === undefined) continue;
      const owner = owners.get(source.line);
      if (owner === undefined) owners.set(source.line, full);
      else
        this.judge.add(this.judge.node(source, 'line'), {
          message: `interrupt line ${source.line} of "${full}" already belongs to "${owner}"`,
          help: ['a line has one owner'],
        });
    }
  }
}

export function kernelOf(vm: FileVm): KernelDefinition | undefined {
  const use = vm.kernel?.use;
  return use !== undefined && Object.hasOwn(kernels, use) ? kernels[use as keyof typeof kernels] : undefined;
}
