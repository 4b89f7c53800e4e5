/**
 * Images of guests are half as large: drivers, file systems and services that the first act does not need are loaded later. The
 * half is assumed.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const smallerImages = {
  name: 'smaller-images',
  summary: 'images of guests are half as large',
  onlyRemoves: true,
  overrides: (ecu: EcuDescription) =>
    guestStages(ecu).flatMap(({ name, load }) =>
      load === undefined || load < 2 ? [] : [`boot.stages.${name}.load=${Math.ceil(load / 2)} B`],
    ),
} as const satisfies LeverDefinition;
