/** The facts of vCPUs, pCPUs and VMs, read off the processors' books once the run is over. Times in ps. */
import type { PcpuFact, VcpuFact, VmFact } from '../fact.ts';
import type { RunIndex } from '../run-index.ts';
import { leastSupplyCurve, type SupplyObserver } from './least-supply.ts';
import type { ProcessorUse } from './processor-use.ts';

export function vcpuFacts(index: RunIndex, use: ProcessorUse, supply: SupplyObserver): VcpuFact[] {
  return index.vcpus.map(({ vm, vcpu }, place) => {
    const { totalsPs, switches } = use.vcpus[place]!;
    return {
      vm: vm.name,
      vcpu: vcpu.name,
      asil: vm.asil,
      pcpus: vcpu.pcpus,
      runPs: totalsPs.run,
      readyPs: totalsPs.ready,
      blockedPs: totalsPs.blocked + totalsPs.rest,
      depletedPs: totalsPs.depleted,
      windowClosedPs: totalsPs['window-closed'],
      switches,
      budgetPs: vcpu.budgetPs,
      periodPs: vcpu.periodPs,
      leastSupply: leastSupplyCurve(supply.of(place), vcpu.periodPs),
    };
  });
}

export function pcpuFacts(index: RunIndex, use: ProcessorUse, horizonPs: number): PcpuFact[] {
  return index.pcpus.map(({ name, coreType }, place) => {
    const { busyPs, overheadPs, worldSwitches, perVmPs } = use.pcpus[place]!;
    return {
      pcpu: name,
      coreType,
      busyPs,
      idlePs: horizonPs - busyPs - overheadPs,
      overheadPs,
      worldSwitches,
      perVmPs,
    };
  });
}

/** @param responseSumOf summed response times of a VM's finished jobs */
export function vmFacts(index: RunIndex, use: ProcessorUse, responseSumOf: (vm: string) => number): VmFact[] {
  return index.ecu.vms.map((vm, vmPlace) => {
    let runPs = 0;
    index.vcpus.forEach((vcpu, place) => {
      if (vcpu.vmPlace === vmPlace) runPs += use.vcpus[place]!.totalsPs.run;
    });
    return { vm: vm.name, asil: vm.asil, kernel: vm.kernel.use, runPs, responseSumPs: responseSumOf(vm.name) };
  });
}
