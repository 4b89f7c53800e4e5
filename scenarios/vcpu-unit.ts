/** A vCPU as the policy of its pool sees it. */
import type { UnitSpec } from '../models/scheduling/policy.ts';
import type { Vcpu, Vm } from './ecu.ts';

/** @param group number of the VM in its pool; `processors` by their index in it; `options` of the policy, parsed */
export function vcpuUnit(
  vm: Vm,
  vcpu: Vcpu,
  { group, processors, options }: Pick<UnitSpec, 'group' | 'processors' | 'options'>,
): UnitSpec {
  return {
    name: `${vm.name}/${vcpu.name}`,
    group,
    groupName: vm.name,
    budgetPs: vcpu.budgetPs,
    periodPs: vcpu.periodPs,
    weight: vcpu.weight,
    priority: vcpu.priority,
    processors,
    preemptible: true,
    options,
  };
}
