/**
 * The loader between the first one and the hypervisor is left out, and the first loads the rest (U-Boot calls it Falcon mode). What
 * it did for others must be done elsewhere.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { hypervisorStage, without } from '../hypervisor-stage.ts';
import type { LeverDefinition } from '../lever.ts';

export const skipLoader = {
  name: 'skip-loader',
  summary: 'the loaders between the first one and the hypervisor are left out (Falcon mode)',
  onlyRemoves: true,
  overrides(ecu: EcuDescription) {
    const { boot } = ecu;
    const loaders = (boot?.stages ?? []).filter(({ vm, load }) => vm === undefined && (load ?? 0) > 0);
    const isFirst = ({ after }: (typeof loaders)[number]) => !loaders.some(({ name }) => after.includes(name));
    const second = loaders.find((stage) => !isFirst(stage) && stage.name !== hypervisorStage(ecu));
    return second === undefined ? [] : without(boot!, second.name);
  },
} as const satisfies LeverDefinition;
