/**
 * Names and ids: which entity of a recording is which task, vCPU, pCPU or VM of the description. Records speak of ids,
 * facts of names; this is the only place that translates. A task of the description without an entity (its model was
 * not built) keeps id -1 and simply never occurs.
 */
import type { Entities, Entity } from '../models/records.ts';
import type { Asil, EcuDescription, Task, Vcpu, Vm } from '../scenarios/ecu.ts';

export interface IndexedTask {
  readonly id: number;
  /** `vm/task` */
  readonly name: string;
  readonly vm: Vm;
  readonly task: Task;
}

export interface IndexedVcpu {
  readonly id: number;
  /** `vm/vcpu` */
  readonly name: string;
  readonly vm: Vm;
  /** Place of the VM in `vms`. */
  readonly vmPlace: number;
  readonly vcpu: Vcpu;
}

export interface IndexedPcpu {
  readonly id: number;
  readonly name: string;
  readonly coreType: string;
}

export interface RunIndex {
  readonly ecu: EcuDescription;
  readonly entities: Entities;
  /** In the order of the description: by VM, then by name. */
  readonly tasks: readonly IndexedTask[];
  readonly vcpus: readonly IndexedVcpu[];
  readonly pcpus: readonly IndexedPcpu[];
  readonly taskOfId: ReadonlyMap<number, IndexedTask>;
  readonly vcpuOfId: ReadonlyMap<number, IndexedVcpu>;
  readonly taskOfName: ReadonlyMap<string, IndexedTask>;
}

export function indexRun(ecu: EcuDescription, entities: Entities): RunIndex {
  const ids = new Map(entities.map((entity) => [`${entity.kind} ${entity.name}`, entity.id]));
  const idOf = (kind: Entity['kind'], name: string): number => ids.get(`${kind} ${name}`) ?? -1;
  const tasks = ecu.vms.flatMap((vm) =>
    vm.tasks.map((task) => ({
      id: idOf('task', `${vm.name}/${task.name}`),
      name: `${vm.name}/${task.name}`,
      vm,
      task,
    })),
  );
  const vcpus = ecu.vms.flatMap((vm, vmPlace) =>
    vm.vcpus.map((vcpu) => ({
      id: idOf('vcpu', `${vm.name}/${vcpu.name}`),
      name: `${vm.name}/${vcpu.name}`,
      vm,
      vmPlace,
      vcpu,
    })),
  );
  const coreTypes = ecu.soc.cores.flatMap((type) => Array.from({ length: type.count }, () => type.name));
  const pcpus = coreTypes.map((coreType, n) => ({ id: idOf('pcpu', `pcpu${n}`), name: `pcpu${n}`, coreType }));
  return {
    ecu,
    entities,
    tasks,
    vcpus,
    pcpus,
    taskOfId: new Map(tasks.filter((task) => task.id >= 0).map((task) => [task.id, task])),
    vcpuOfId: new Map(vcpus.filter((vcpu) => vcpu.id >= 0).map((vcpu) => [vcpu.id, vcpu])),
    taskOfName: new Map(tasks.map((task) => [task.name, task])),
  };
}

/** Name of the VM that the entity is or belongs to; null for the hypervisor, the schedule, pCPUs and accelerators. */
export function vmNameOf(entities: Entities, id: number): string | null {
  const entity = entities[id];
  if (entity === undefined) return null;
  if (entity.kind === 'vm') return entity.name;
  return entity.vm < 0 ? null : (entities[entity.vm]?.name ?? null);
}

/** Nominal distance of the task's releases in ps, where its activation has one: a period or a least gap. */
export function nominalPeriodPs(task: Task): number | null {
  for (const key of ['period', 'gap']) {
    const value = task.activation[key];
    if (typeof value === 'number' && value > 0) return value;
  }
  return null;
}

/** Strictest first, for "violated ordered by ASIL". */
export function asilRank(asil: Asil): number {
  return ['D', 'C', 'B', 'A', 'QM'].indexOf(asil);
}
