/**
 * Sequential start: each guest waits for the one before, guests with the highest ASIL first, then by name. Nothing competes, and
 * nothing overlaps.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition, ownGround } from '../lever.ts';

export const oneAfterTheOther = {
  name: 'one-after-the-other',
  summary: 'guests start one after the other, highest ASIL first',
  onlyRemoves: false,
  overrides(ecu: EcuDescription) {
    const rank = (asil: string) => ['D', 'C', 'B', 'A', 'QM'].indexOf(asil);
    const order = [...ecu.vms]
      .filter(({ name }) => guestStages(ecu).some(({ vm }) => vm === name))
      .sort((a, b) => rank(a.asil) - rank(b.asil) || (a.name < b.name ? -1 : 1));
    return order.flatMap(({ name }, place) => {
      const own = guestStages(ecu).filter(({ vm }) => vm === name);
      const previous = order[place - 1]?.name;
      const before = guestStages(ecu).filter(({ vm }) => vm === previous);
      return own.map((stage) => {
        const after = [...ownGround(stage, ecu), ...before.map((one) => one.name)];
        return `boot.stages.${stage.name}.after=[${after.join(', ')}]`;
      });
    });
  },
} as const satisfies LeverDefinition;
