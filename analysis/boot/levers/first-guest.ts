/**
 * The guest of the milestone with the least limit (the camera, the first CAN frame) goes first wherever stages queue: at
 * media, engines and cores.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const firstGuest = {
  name: 'first-guest',
  summary: 'guests with limits go first at media, engines and cores, the tighter the earlier',
  onlyRemoves: false,
  overrides(ecu: EcuDescription) {
    const limits = new Map<string, number>();
    for (const { use, of, max } of ecu.requirements) {
      const subject = ecu.boot?.milestones[of];
      if (use !== 'boot' || max === null || subject === undefined) continue;
      const vm = ecu.boot!.stages.find(({ name }) => name === subject)?.vm ?? subject.split('/')[0]!;
      limits.set(vm, Math.min(max, limits.get(vm) ?? max));
    }
    const order = [...limits].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)).map(([vm]) => vm);
    return guestStages(ecu).flatMap(({ name, vm, priority }) => {
      const place = order.indexOf(vm!);
      const wanted = place === -1 ? 0 : 1000 - place;
      return wanted === priority ? [] : [`boot.stages.${name}.priority=${wanted}`];
    });
  },
} as const satisfies LeverDefinition;
