/**
 * Descriptions for tests without a file: a generic chip, no costs, and only what the test says. Times in ps.
 */
import type { Choice, EcuDescription, Execution, Hypervisor, Resource, Step, Task, Vcpu, Vm } from './ecu.ts';

export const ms = 1e9;
export const us = 1e6;

export const fixed = (timePs: number): Execution => ({ default: { use: 'fixed', time: timePs }, perCore: {} });
export const uniform = (min: number, max: number): Execution => ({
  default: { use: 'uniform', min, max },
  perCore: {},
});
export const periodic = (period: number, offset = 0, jitter = 0): Choice => ({
  use: 'periodic',
  period,
  offset,
  jitter,
});

export function step(parts: Partial<Step>): Step {
  return { name: '', hold: [], run: null, accelerator: null, request: null, sleepPs: null, ...parts };
}

export function task(name: string, parts: Partial<Task> & { run?: Execution; period?: number }): Task {
  const { run, period, ...rest } = parts;
  return {
    name,
    activation: periodic(period ?? 10 * ms),
    deadlinePs: period ?? null,
    deadlineWritten: false,
    steps: run === undefined ? [] : [step({ run })],
    on: ['main'],
    group: null,
    policy: null,
    perPolicy: {},
    priority: 0,
    preemptible: true,
    budgetPs: null,
    memory: null,
    reads: [],
    writes: [],
    ...rest,
  };
}

export function vcpu(name: string, parts: Partial<Vcpu> = {}): Vcpu {
  return { name, pcpus: [0], budgetPs: null, periodPs: null, weight: 256, priority: 0, perPolicy: {}, ...parts };
}

export function resource(name: string, protocol: Resource['protocol'] = 'ceiling'): Resource {
  return { name, protocol };
}

export function vm(name: string, parts: Partial<Vm>): Vm {
  return {
    name,
    asil: 'QM',
    kernel: { use: 'bare', policy: 'fixed-priority', preemptive: true },
    memoryBytes: 2 ** 26,
    stage2PageBytes: 2 ** 21,
    pool: 'default',
    vcpus: [vcpu('main')],
    resources: [],
    groups: [],
    interrupts: [],
    devices: [],
    regions: [],
    tasks: [],
    ...parts,
  };
}

export function ecu(parts: {
  vms: readonly Vm[];
  cores?: number;
  policy?: string;
  perPolicy?: Hypervisor['pools'][number]['perPolicy'];
  hypervisor?: Partial<Hypervisor>;
  accelerators?: EcuDescription['soc']['accelerators'];
  chains?: EcuDescription['chains'];
}): EcuDescription {
  const cores = parts.cores ?? 1;
  return {
    format: 1,
    name: 'test',
    description: '',
    run: { horizonPs: 1e12, warmUpPs: 0, seed: 1 },
    soc: {
      use: 'generic-4core',
      cores: [{ name: 'cpu', count: cores, clockHz: 1e9, sheetClockHz: 1e9 }],
      accelerators: parts.accelerators ?? [],
      caches: null,
      dram: null,
      interconnect: null,
      iommu: null,
    },
    hypervisor: {
      use: 'none',
      pools: [
        {
          name: 'default',
          pcpus: Array.from({ length: cores }, (_, index) => index),
          policy: parts.policy ?? 'static',
          perPolicy: parts.perPolicy ?? {},
        },
      ],
      costs: { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 },
      enforceBudgets: true,
      stage2PageBytes: 2 ** 21,
      wfi: 'trap',
      creationOrder: [],
      ...parts.hypervisor,
    },
    memory: { fidelity: 'none', regulators: [] },
    media: [],
    communication: 'implicit',
    channels: [],
    vms: parts.vms,
    chains: parts.chains ?? [],
    requirements: [],
    access: null,
    boot: null,
    claims: [],
    lifecycle: [],
    faults: [],
    sources: {},
    provenance: [],
    warnings: [],
    origin: 'test',
    sha256: '',
  };
}
