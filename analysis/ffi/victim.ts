/**
 * Whom a claim protects and against whom: names of the file turned into entities of the records. The victim of a claim is a
 * task, a vCPU, a VM, a channel or a chain; what is varied is every VM of a lower ASIL unless the claim names some.
 */
import type { Entities } from '../../models/records.ts';
import type { Asil, Claim, EcuDescription } from '../../scenarios/ecu.ts';

export interface Victim {
  readonly kind: 'task' | 'vcpu' | 'vm' | 'channel' | 'chain';
  readonly name: string;
  /** VM that owns it; for a chain the one of its last task, for a channel the one that reads it. */
  readonly vm: string;
  readonly asil: Asil;
  readonly vmId: number;
  readonly taskIds: ReadonlySet<number>;
  readonly vcpuIds: ReadonlySet<number>;
}

export interface ClaimContext {
  readonly ecu: EcuDescription;
  readonly claim: Claim;
  readonly entities: Entities;
  readonly victim: Victim;
  /** VMs that are varied, in declared order. */
  readonly from: readonly string[];
  readonly fromIds: ReadonlySet<number>;
  /** VM by entity; -1: nobody's. */
  readonly vmOf: Int32Array;
}

const ranks: Readonly<Record<Asil, number>> = { QM: 0, A: 1, B: 2, C: 3, D: 4 };

/** A sentence instead when the claim is about nothing in this ECU. */
export function contextOf(ecu: EcuDescription, claim: Claim, entities: Entities): ClaimContext | string {
  const victim = victimOf(ecu, claim, entities);
  if (typeof victim === 'string') return victim;
  const lower = ecu.vms.filter(({ name, asil }) => name !== victim.vm && ranks[asil] < ranks[victim.asil]);
  const from = claim.from ?? lower.map(({ name }) => name);
  if (from.includes(victim.vm)) return `VM "${victim.vm}" cannot be both victim and varied`;
  if (from.length === 0) return `no VM has a lower ASIL than "${victim.vm}"; name some under "from"`;
  const fromIds = new Set(
    entities.filter(({ kind, name }) => kind === 'vm' && from.includes(name)).map(({ id }) => id),
  );
  const vmOf = Int32Array.from(entities, ({ kind, id, vm }) => (kind === 'vm' ? id : vm));
  return { ecu, claim, entities, victim, from, fromIds, vmOf };
}

function victimOf(ecu: EcuDescription, claim: Claim, entities: Entities): Victim | string {
  const highest = [...ecu.vms].sort((a, b) => ranks[b.asil] - ranks[a.asil])[0];
  const name = claim.victim ?? highest?.name ?? '';
  const has = (kind: string) => entities.some((one) => one.kind === kind && one.name === name);
  const make = (kind: Victim['kind'], vmName: string, tasks: readonly string[], vcpus: readonly string[]): Victim => {
    const ids = (of: string, names: readonly string[]) =>
      new Set(entities.filter((one) => one.kind === of && names.includes(one.name)).map(({ id }) => id));
    const vm = ecu.vms.find((one) => one.name === vmName)!;
    const vmId = entities.find((one) => one.kind === 'vm' && one.name === vmName)!.id;
    return { kind, name, vm: vmName, asil: vm.asil, vmId, taskIds: ids('task', tasks), vcpuIds: ids('vcpu', vcpus) };
  };
  const all = (vmName: string, part: 'tasks' | 'vcpus') =>
    ecu.vms.find((vm) => vm.name === vmName)![part].map((one) => `${vmName}/${one.name}`);
  if (has('task')) {
    const [vmName, task] = name.split('/') as [string, string];
    const on = ecu.vms.find((vm) => vm.name === vmName)!.tasks.find((one) => one.name === task)!.on;
    return make(
      'task',
      vmName,
      [name],
      on.map((vcpu) => `${vmName}/${vcpu}`),
    );
  }
  if (has('vcpu')) {
    const [vmName, vcpu] = name.split('/') as [string, string];
    const tasks = ecu.vms.find((vm) => vm.name === vmName)!.tasks.filter(({ on }) => on.includes(vcpu));
    return make(
      'vcpu',
      vmName,
      tasks.map((task) => `${vmName}/${task.name}`),
      [name],
    );
  }
  if (has('vm')) return make('vm', name, all(name, 'tasks'), all(name, 'vcpus'));
  const chain = ecu.chains.find((one) => one.name === name);
  if (chain !== undefined) {
    const vmName = chain.path.at(-1)!.split('/')[0]!;
    return make('chain', vmName, chain.path, all(vmName, 'vcpus'));
  }
  if (ecu.channels.some((channel) => channel.name === name)) {
    const readers = ecu.vms.flatMap((vm) =>
      vm.tasks.filter(({ reads }) => reads.includes(name)).map((task) => ({ vm, task: `${vm.name}/${task.name}` })),
    );
    const first = [...readers].sort((a, b) => ranks[b.vm.asil] - ranks[a.vm.asil])[0];
    if (first === undefined) return `nobody reads channel "${name}"`;
    return make(
      'channel',
      first.vm.name,
      readers.map(({ task }) => task),
      all(first.vm.name, 'vcpus'),
    );
  }
  return `there is no "${name}" to protect`;
}
