/**
 * The hypervisor's schedulers, from the description: a pool of cores each, with its policy and the vCPUs that it schedules.
 * Units are numbered in the order in which the hypervisor creates its VMs; a group is a VM of the pool.
 */
import type { Stream } from '../engine/chance.ts';
import { check } from '../engine/check.ts';
import { HypervisorLevel } from '../models/hypervisor/hypervisor-level.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import { Pool } from '../models/hypervisor/pool.ts';
import { policies } from '../models/scheduling/policies.ts';
import type { PolicyDefinition, UnitSpec } from '../models/scheduling/policy.ts';
import type * as described from './ecu.ts';
import { vcpuUnit } from './vcpu-unit.ts';

export function addPools(machine: Machine, pools: readonly described.Pool[]): void {
  const { pcpus } = machine;
  for (const { name, pcpus: numbers } of pools) {
    const members = numbers.map((number) => pcpus[number]!);
    machine.addPool(new Pool(name, members, pcpus.length));
  }
}

export function poolOf(machine: Machine, vm: described.Vm): Pool {
  const pool = machine.pools.find(({ name }) => name === vm.pool);
  check(pool !== undefined, `VM ${vm.name} belongs to no pool`);
  return pool;
}

/** Indexes within the pool of the cores that a vCPU may run on, ascending; never empty. */
export function processorsOf(vcpu: described.Vcpu, pool: Pool): number[] {
  const processors = vcpu.pcpus.map((number) => pool.processorOf[number]!).filter((processor) => processor !== -1);
  check(processors.length > 0, `vCPU ${vcpu.name} may run on no core of pool ${pool.name}`);
  return processors.sort((left, right) => left - right);
}

/**
 * Gives every pool that has vCPUs its policy, and admits them; to be called when all vCPUs are in their pools.
 * @param vmsInOrder as the hypervisor creates them
 */
export function startPools(
  machine: Machine,
  { pools, enforceBudgets }: described.Hypervisor,
  vmsInOrder: readonly described.Vm[],
  streamOf: (label: string) => Stream,
): void {
  pools.forEach(({ policy, perPolicy }, index) => {
    const pool = machine.pools[index]!;
    if (pool.vcpus.length === 0) return;
    const definition = (policies as Readonly<Record<string, PolicyDefinition>>)[policy]!;
    const level = new HypervisorLevel({
      pool,
      units: vcpuUnits(pool, policy, definition, vmsInOrder),
      chance: streamOf(`pool:${pool.name}`),
      enforceBudgets,
      dispatcher: machine.dispatcher,
      armTimer: (timer, atPs) => machine.armPoolTimer(pool, timer, atPs),
    });
    pool.attach(definition.create(level, definition.parameters.parse(perPolicy[policy] ?? {}) as never));
    for (const vcpu of pool.vcpus) pool.policy.admit(vcpu.unit, 0);
  });
}

function vcpuUnits(
  pool: Pool,
  policy: string,
  definition: PolicyDefinition,
  vmsInOrder: readonly described.Vm[],
): UnitSpec[] {
  const vms = vmsInOrder.filter((vm) => vm.pool === pool.name);
  return vms.flatMap((vm, group) =>
    vm.vcpus.map((vcpu) =>
      vcpuUnit(vm, vcpu, {
        group,
        processors: processorsOf(vcpu, pool),
        options: definition.unitParameters.parse(vcpu.perPolicy[policy] ?? {}),
      }),
    ),
  );
}
