/**
 * `supply`: in every window in which a vCPU of the victim wants a core, it gets what its reservation promises at least.
 * What interrupts and traps of the varied VMs take from it while it holds a core does not count as got.
 */
import { type ClaimDefinition, Worst } from '../claim.ts';
import { halvedBudget, supplyControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { leastSupplyPs } from '../reservation.ts';
import { lengthWithin, serviceOf } from '../service.ts';

export const supply = {
  name: 'supply',
  promise: 'gets in every window at least what its reservation promises',
  basis: 'Part 6 clause 7.4.9',
  effects: ['T1', 'T3', 'T4'],
  limits: 'Says nothing about time in which the victim sleeps.',
  notApplicable: ({ ecu, victim }) => {
    const vcpus = ecu.vms.find(({ name }) => name === victim.vm)!.vcpus;
    return vcpus.some(({ budgetPs, periodPs }) => budgetPs !== null && periodPs !== null)
      ? null
      : 'no vCPU of the victim has a budget and a period';
  },
  controls: (context) => [...supplyControls(context), ...halvedBudget(context)],
  judge: ({ run }, { ecu, entities, victim, vmOf, fromIds }) => {
    const worst = new Worst();
    for (const id of victim.vcpuIds) {
      const name = entities[id]!.name;
      const vcpu = ecu.vms
        .find((vm) => vm.name === victim.vm)!
        .vcpus.find((one) => name === `${victim.vm}/${one.name}`)!;
      if (vcpu.budgetPs === null || vcpu.periodPs === null) continue;
      const { supplied, runnable } = serviceOf(run, id, vmOf, fromIds);
      for (const { fromPs, toPs } of runnable) {
        const inside = supplied.filter((span) => span.toPs > fromPs && span.fromPs < toPs);
        // Some least window begins where wanting begins or service ends, and ends where service begins or wanting ends.
        const starts = [fromPs, ...inside.map((span) => span.toPs).filter((atPs) => atPs < toPs)];
        const ends = [...inside.map((span) => span.fromPs).filter((atPs) => atPs > fromPs), toPs];
        for (const startPs of starts) {
          let gotPs = 0;
          let next = inside.findIndex((span) => span.toPs > startPs);
          for (const endPs of ends) {
            if (endPs <= startPs) continue;
            while (next >= 0 && next < inside.length && inside[next]!.fromPs < endPs) {
              gotPs += lengthWithin([inside[next]!], startPs, endPs);
              next += 1;
            }
            const owedPs = leastSupplyPs(vcpu.budgetPs, vcpu.periodPs, endPs - startPs);
            worst.see(
              gotPs - owedPs,
              startPs,
              'short',
              () =>
                `${name} got ${inMicroseconds(gotPs)} in ${inMicroseconds(endPs - startPs)}, ${inMicroseconds(owedPs - gotPs)} less than promised`,
            );
          }
        }
      }
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
