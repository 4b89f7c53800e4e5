/**
 * What only the chosen policy can see is wrong: budgets that do not fit, windows that overlap. The policy's own static check is
 * run for each pool, and its findings are put where the text stands.
 */
import type { KernelDefinition } from '../../models/guest/kernel.ts';
import { kernels } from '../../models/guest/kernels.ts';
import type { AdmissionProblem, PolicyDefinition, UnitSpec } from '../../models/scheduling/policy.ts';
import type { ActivationDefinition } from '../../models/workload/activation.ts';
import { activations } from '../../models/workload/activations.ts';
import type { EcuDescription, Pool, Vm } from '../ecu.ts';
import { vcpuUnit } from '../vcpu-unit.ts';
import type { ReadEcu } from './reader.ts';
import type { Report } from './report.ts';
import { policyOf } from './shelf-table.ts';
import { child, type Node } from './tree.ts';

type Described = Pick<EcuDescription, 'vms' | 'hypervisor'>;

export function checkAdmission(ecu: Described, read: ReadEcu, report: Report): void {
  for (const vm of ecu.vms) checkKernel(vm, read, report);
  for (const pool of ecu.hypervisor.pools) {
    const policy: PolicyDefinition | undefined = policyOf(pool.policy);
    if (policy?.admission === undefined || pool.pcpus.length === 0) continue;
    const options = policy.parameters.safeParse(pool.perPolicy[pool.policy] ?? {});
    if (!options.success) continue;
    const units = unitsOf(ecu, pool, policy);
    for (const problem of policy.admission(units, pool.pcpus.length, options.data as never)) {
      const node = nodeOf(problem, units, pool, read);
      const help = problem.help === undefined ? [] : [problem.help];
      report.add(node.place, node.place.home, { message: problem.message, help });
    }
  }
}

/** The same for what the classes of a guest's kernel see of its tasks. */
function checkKernel(vm: Vm, { root }: ReadEcu, report: Report): void {
  const kernel: KernelDefinition | undefined = Object.hasOwn(kernels, vm.kernel.use)
    ? kernels[vm.kernel.use as keyof typeof kernels]
    : undefined;
  const problems = kernel?.admission?.(tasksOf(vm), vm.tasks, vm.vcpus.length, vm.kernel as never) ?? [];
  for (const { unit, key, message, help } of problems) {
    const task = vm.tasks[unit]!.name;
    const node = nodeAt(root, ['vms', vm.name, 'tasks', task, ...key.split('.')]);
    const text = `task "${vm.name}/${task}": ${message}`;
    report.add(node.place, node.place.home, { message: text, help: help === undefined ? [] : [help] });
  }
}

function tasksOf(vm: Vm): UnitSpec[] {
  return vm.tasks.map((task) => ({
    name: `${vm.name}/${task.name}`,
    group: 0,
    groupName: task.group ?? '',
    budgetPs: task.budgetPs,
    periodPs: (activations as Readonly<Record<string, ActivationDefinition>>)[task.activation.use]!.nominalPeriodPs(
      task.activation as never,
    ),
    weight: 1024,
    priority: task.priority,
    processors: task.on.map((name) => vm.vcpus.findIndex((vcpu) => vcpu.name === name)),
    preemptible: task.preemptible,
    options: {},
  }));
}

/** vCPUs of the pool as its policy sees them, in the order of VMs and vCPUs. */
function unitsOf(ecu: Described, pool: Pool, policy: PolicyDefinition): UnitSpec[] {
  return ecu.vms
    .filter((vm) => vm.pool === pool.name)
    .flatMap((vm, group) =>
      vm.vcpus.map((vcpu) =>
        vcpuUnit(vm, vcpu, {
          group,
          processors: vcpu.pcpus.map((pcpu) => pool.pcpus.indexOf(pcpu)),
          options: policy.unitParameters.safeParse(vcpu.perPolicy[policy.name] ?? {}).data,
        }),
      ),
    );
}

function nodeOf({ unit, key }: AdmissionProblem, units: readonly UnitSpec[], pool: Pool, { root }: ReadEcu): Node {
  const neutral = ['budget', 'period', 'weight', 'priority', 'pcpus'].includes(key);
  if (unit >= 0) {
    const [vm, vcpu] = units[unit]!.name.split('/') as [string, string];
    const keys = neutral ? [key] : ['per_policy', pool.policy, key];
    return nodeAt(root, ['vms', vm, 'vcpus', vcpu, ...keys]);
  }
  const own = pool.name === 'default' ? [] : ['pools', pool.name];
  return nodeAt(root, ['hypervisor', ...own, 'per_policy', pool.policy, key]);
}

/** The node at a path (an item of a list by its number), or the nearest one above it that is there. */
function nodeAt(root: Node, keys: readonly string[]): Node {
  let node = root;
  for (const one of keys.flatMap((key) => key.split('.'))) {
    const next: Node | undefined = node.kind === 'list' ? node.items[Number(one)] : child(node, one);
    node = next ?? node;
  }
  return node;
}
