/** `budget`: no vCPU of a varied VM holds a core for longer than its budget allows, in any window, but for the declared overrun. */
import { type ClaimDefinition, Worst } from '../claim.ts';
import { budgetControls } from '../control-paths.ts';
import { inMicroseconds } from '../exact-time.ts';
import { mostSupplyPs } from '../reservation.ts';
import { serviceOf } from '../service.ts';

export const budget = {
  name: 'budget',
  promise: 'is never robbed by a vCPU that runs on beyond its budget',
  basis: 'Part 6 D.2.2',
  effects: ['T4'],
  limits: 'Time that a policy hands out beyond budgets is not counted apart.',
  notApplicable: ({ ecu, from }) => {
    const uncapped = ecu.vms
      .filter(({ name }) => from.includes(name))
      .flatMap((vm) => vm.vcpus.filter(({ budgetPs }) => budgetPs === null).map((vcpu) => `${vm.name}/${vcpu.name}`));
    return uncapped.length === 0 ? null : `vCPU "${uncapped[0]}" has no budget`;
  },
  controls: budgetControls,
  judge: ({ run }, { ecu, claim, entities, from, vmOf }) => {
    const overrunPs = (claim.overrun as number | undefined) ?? 0;
    const worst = new Worst();
    for (const vm of ecu.vms.filter(({ name }) => from.includes(name))) {
      for (const { name, budgetPs, periodPs } of vm.vcpus) {
        if (budgetPs === null || periodPs === null) continue;
        const id = entities.find((one) => one.kind === 'vcpu' && one.name === `${vm.name}/${name}`)!.id;
        const { held } = serviceOf(run, id, vmOf, new Set());
        for (let first = 0; first < held.length; first += 1) {
          const { fromPs } = held[first]!;
          let usedPs = 0;
          for (let last = first; last < held.length; last += 1) {
            const { toPs } = held[last]!;
            usedPs += toPs - held[last]!.fromPs;
            // Longer windows are sums of such: a vCPU that exceeds its budget in the long run does so in a few periods.
            if (toPs - fromPs > 4 * periodPs && last > first) break;
            const marginPs = mostSupplyPs(budgetPs, periodPs, toPs - fromPs) + overrunPs - usedPs;
            const used = usedPs;
            worst.see(
              marginPs,
              fromPs,
              'beyond',
              () => `${vm.name}/${name} held a core for ${inMicroseconds(used)} of ${inMicroseconds(toPs - fromPs)}`,
            );
          }
        }
      }
    }
    return worst.judgement();
  },
} as const satisfies ClaimDefinition;
