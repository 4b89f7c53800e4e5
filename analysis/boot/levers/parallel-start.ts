/**
 * Guests do not wait for each other: each starts as soon as the loaders and the hypervisor that it stands on are done. What a
 * guest needs of another (a back-end) must then tolerate that it comes later.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition, ownGround } from '../lever.ts';

export const parallelStart = {
  name: 'parallel-start',
  summary: 'guests do not wait for each other',
  onlyRemoves: true,
  overrides: (ecu: EcuDescription) =>
    guestStages(ecu).flatMap((stage) => {
      const ground = ownGround(stage, ecu);
      if (ground.join() === [...stage.after].sort().join()) return [];
      return [`boot.stages.${stage.name}.after=[${ground.join(', ')}]`];
    }),
} as const satisfies LeverDefinition;
