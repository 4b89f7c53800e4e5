/**
 * Small resolved descriptions written by hand, for tests of analysis and reports that need no loader: VMs with one vCPU
 * `main` on their own core, tasks with a period and a deadline. Times in ps.
 */
import type { Chain, Channel, EcuDescription, Requirement, Task, Vcpu, Vm } from '../scenarios/ecu.ts';

export function syntheticTask(name: string, periodPs: number | null, changes: Partial<Task> = {}): Task {
  return {
    name,
    activation: periodPs === null ? { use: 'sporadic' } : { use: 'periodic', period: periodPs },
    deadlinePs: periodPs,
    deadlineWritten: false,
    steps: [],
    on: ['main'],
    group: null,
    policy: null,
    perPolicy: {},
    priority: 1,
    preemptible: true,
    budgetPs: null,
    memory: null,
    reads: [],
    writes: [],
    ...changes,
  };
}

export function syntheticVcpu(name: string, pcpu: number, changes: Partial<Vcpu> = {}): Vcpu {
  return { name, pcpus: [pcpu], budgetPs: null, periodPs: null, weight: 256, priority: 0, perPolicy: {}, ...changes };
}

export function syntheticVm(name: string, pcpu: number, tasks: readonly Task[], changes: Partial<Vm> = {}): Vm {
  return {
    name,
    asil: 'QM',
    kernel: { use: 'osek' },
    memoryBytes: 64 * 1024 * 1024,
    stage2PageBytes: 4096,
    pool: 'default',
    vcpus: [syntheticVcpu('main', pcpu)],
    resources: [],
    groups: [],
    interrupts: [],
    devices: [],
    regions: [],
    tasks,
    ...changes,
  };
}

export function syntheticRequirement(use: string, of: string, changes: Partial<Requirement> = {}): Requirement {
  return {
    id: `${use} of ${of}`,
    use,
    preset: null,
    of,
    statistic: 'max',
    max: null,
    min: null,
    text: '',
    asil: 'QM',
    status: '',
    parent: null,
    source: null,
    grade: 'assumed',
    ...changes,
  };
}

export function syntheticChain(name: string, path: readonly string[], hops?: Chain['hops']): Chain {
  return { name, path, hops: hops ?? path.slice(1).map(() => null) };
}

export function syntheticChannel(name: string, communication: Channel['communication']): Channel {
  return { name, sizeBytes: 4, via: 'memory', communication, protect: null };
}

/** @param vms each VM's vCPUs name pCPUs below `pcpuCount` */
export function syntheticEcu(vms: readonly Vm[], changes: Partial<EcuDescription> = {}, pcpuCount = 4): EcuDescription {
  const pcpus = Array.from({ length: pcpuCount }, (_, n) => n);
  const costs = { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 };
  return {
    format: 1,
    name: 'synthetic',
    description: '',
    run: { horizonPs: 1_000_000_000_000, warmUpPs: 0, seed: 1 },
    soc: {
      use: 'generic-4core',
      cores: [{ name: 'core', count: pcpuCount, clockHz: 1_000_000_000, sheetClockHz: 1_000_000_000 }],
      accelerators: [],
      caches: null,
      dram: null,
      interconnect: null,
      iommu: null,
    },
    hypervisor: {
      use: 'none',
      pools: [{ name: 'default', pcpus, policy: 'xen-null', perPolicy: {} }],
      costs,
      enforceBudgets: true,
      stage2PageBytes: 4096,
      wfi: 'native',
      creationOrder: vms.map(({ name }) => name),
    },
    memory: { fidelity: 'none', regulators: [] },
    media: [],
    communication: 'implicit',
    channels: [],
    vms,
    chains: [],
    requirements: [],
    access: null,
    boot: null,
    claims: [],
    lifecycle: [],
    faults: [],
    sources: {},
    provenance: [],
    warnings: [],
    origin: 'synthetic.yaml',
    sha256: '0'.repeat(64),
    ...changes,
  };
}
