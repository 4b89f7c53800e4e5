/**
 * The guest that others wait for boots first, without hypervisor, and the hypervisor slips below it afterwards, as Jailhouse does
 * with its root cell. All others start then.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { hypervisorStage } from '../hypervisor-stage.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const hypervisorLate = {
  name: 'hypervisor-late',
  summary: 'the guest that others wait for boots first, the hypervisor slips below it (Jailhouse)',
  onlyRemoves: false,
  overrides(ecu: EcuDescription) {
    const hypervisor = hypervisorStage(ecu);
    if (hypervisor === null) return [];
    const stages = ecu.boot!.stages;
    const started = stages.find(({ name }) => name === hypervisor)!;
    const guests = guestStages(ecu);
    const waiting = (name: string) =>
      guests.filter(({ after, vm }) => after.includes(name) && vm !== vmOf(name)).length;
    const vmOf = (name: string) => stages.find((stage) => stage.name === name)?.vm;
    const root = [...guests].sort((a, b) => waiting(b.name) - waiting(a.name) || (a.name < b.name ? -1 : 1))[0];
    if (root === undefined || !root.after.includes(hypervisor)) return [];
    const overrides = [`boot.stages.${root.name}.after=[${started.after.join(', ')}]`];
    if (root.verify?.by === hypervisor)
      overrides.push(`boot.stages.${root.name}.verify.by=${started.verify?.by ?? started.after[0] ?? hypervisor}`);
    overrides.push(`boot.stages.${hypervisor}.after=[${[...started.after, root.name].join(', ')}]`);
    for (const { name, after } of guests)
      if (name !== root.name && !after.includes(hypervisor))
        overrides.push(`boot.stages.${name}.after=[${[...after, hypervisor].join(', ')}]`);
    return overrides;
  },
} as const satisfies LeverDefinition;
