/**
 * The weakenings that each kind of claim tries by itself when the file names none: which path of the description upholds the
 * claim, from mild to off. A path is `path=value` of the ECU file, or `mechanisms.NAME=false` for what no key switches.
 */
import type { EcuDescription, Vcpu, Vm } from '../../scenarios/ecu.ts';
import type { ClaimContext } from './victim.ts';

const us = 1_000_000;

function varied({ ecu, from }: ClaimContext): readonly Vm[] {
  return ecu.vms.filter(({ name }) => from.includes(name));
}

function victimVm({ ecu, victim }: ClaimContext): Vm {
  return ecu.vms.find(({ name }) => name === victim.vm)!;
}

function coresOf(vm: Vm): ReadonlySet<number> {
  return new Set(vm.vcpus.flatMap(({ pcpus }) => pcpus));
}

/** Budgets of varied VMs that share a core with the victim: one hundredth more, a tenth more, twice, not enforced. */
export function budgetControls(context: ClaimContext): string[] {
  const cores = coresOf(victimVm(context));
  const shares = varied(context).some((vm) => vm.vcpus.some(({ pcpus }) => pcpus.some((pcpu) => cores.has(pcpu))));
  if (!shares) return placementControls(context);
  const graded = varied(context).flatMap((vm) =>
    vm.vcpus.flatMap((vcpu) => (vcpu.budgetPs === null ? [] : grades(vm, vcpu, vcpu.budgetPs))),
  );
  return [...graded, ...(enforces(context.ecu) ? ['hypervisor.enforce_budgets=false'] : [])];
}

function grades(vm: Vm, { name, periodPs }: Vcpu, budgetPs: number): string[] {
  return [101, 110, 200].flatMap((percent) => {
    const ps = Math.floor((budgetPs * percent) / 100);
    return periodPs !== null && ps > periodPs ? [] : [`vms.${vm.name}.vcpus.${name}.budget=${ps}ps`];
  });
}

function enforces({ hypervisor, vms }: EcuDescription): boolean {
  return hypervisor.enforceBudgets && vms.some(({ vcpus }) => vcpus.some(({ budgetPs }) => budgetPs !== null));
}

/** The varied VM moves to a core of the victim. */
export function placementControls(context: ClaimContext): string[] {
  const cores = [...coresOf(victimVm(context))];
  return varied(context).flatMap((vm) =>
    vm.vcpus
      .filter(({ pcpus }) => !pcpus.some((pcpu) => cores.includes(pcpu)))
      .map(({ name }) => `vms.${vm.name}.vcpus.${name}.pcpus=[${cores[0]}]`),
  );
}

/** A core of one's own, where there is one; else budgets. */
export function isolationControls(context: ClaimContext): string[] {
  const placed = placementControls(context);
  return [...regulatorControls(context), ...(placed.length > 0 ? placed : budgetControls(context))];
}

export function regulatorControls({ ecu }: ClaimContext): string[] {
  return ecu.memory.regulators.map(({ name }) => `memory.regulators.${name}=null`);
}

export function memoryControls(context: ClaimContext): string[] {
  const regulators = regulatorControls(context);
  return regulators.length > 0 ? regulators : placementControls(context);
}

export function supplyControls(context: ClaimContext): string[] {
  return budgetControls(context);
}

/** The reservation is halved in the scheduler; what is owed stays that of the claim. */
export function halvedBudget(context: ClaimContext): string[] {
  return victimVm(context).vcpus.flatMap(({ name, budgetPs }) =>
    budgetPs === null || budgetPs < 2 * us
      ? []
      : [`vms.${context.victim.vm}.vcpus.${name}.budget=${Math.floor(budgetPs / 2)}ps`],
  );
}

export function progressControls(context: ClaimContext): string[] {
  const locks = victimVm(context)
    .resources.filter(({ protocol }) => protocol === 'ceiling')
    .map(({ name }) => `vms.${context.victim.vm}.resources.${name}.protocol=none`);
  return [...locks, ...budgetControls(context)];
}

export function spatialControls({ ecu, from }: ClaimContext): string[] {
  const hasDevice = ecu.vms.some(
    ({ name, devices }) => from.includes(name) && devices.some(({ backend }) => backend === 'passthrough'),
  );
  const iommu = ecu.soc.iommu as { present?: boolean } | null;
  return [...(hasDevice && iommu?.present === true ? ['soc.iommu.present=false'] : []), 'mechanisms.stage2=false'];
}

function channelsOf({ ecu, victim }: ClaimContext): readonly string[] {
  if (victim.kind === 'channel') return [victim.name];
  const read = ecu.vms.find(({ name }) => name === victim.vm)!.tasks.flatMap(({ reads }) => reads);
  const isShared = (name: string): boolean =>
    ecu.channels.find((channel) => channel.name === name)!.via !== 'memory' ||
    ecu.vms.some((vm) => vm.name !== victim.vm && vm.tasks.some(({ writes }) => writes.includes(name)));
  return [...new Set(read)].filter(isShared).sort();
}

/** Each check of the protection by itself, then all of it. */
export function channelControls(context: ClaimContext): string[] {
  const protectedOnes = channelsOf(context).filter(
    (name) => context.ecu.channels.find((channel) => channel.name === name)!.protect !== null,
  );
  if (protectedOnes.length === 0) return [];
  const checks = ['e2eCounter', 'e2eDataId', 'e2eCrc', 'e2eTimeout'].map((check) => `mechanisms.${check}=false`);
  return [...checks, ...protectedOnes.map((name) => `channels.${name}.protect=null`)];
}

export function explicitChannels(context: ClaimContext): string[] {
  return channelsOf(context).map((name) => `channels.${name}.communication=explicit`);
}

/** The last task of the chain runs by its own clock instead of being activated. */
export function barrierControls({ ecu, victim }: ClaimContext): string[] {
  const last = ecu.chains.find(({ name }) => name === victim.name)?.path.at(-1);
  if (last === undefined) return [];
  const [vm, task] = last.split('/') as [string, string];
  const first = ecu.chains.find(({ name }) => name === victim.name)!.path[0]!.split('/') as [string, string];
  const period = ecu.vms.find(({ name }) => name === first[0])!.tasks.find(({ name }) => name === first[1])!
    .activation.period;
  return typeof period === 'number' ? [`vms.${vm}.tasks.${task}.activation={use: periodic, period: ${period}ps}`] : [];
}
