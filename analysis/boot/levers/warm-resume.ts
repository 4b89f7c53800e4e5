/**
 * Suspend to RAM instead of a cold start: images of guests are still in memory, nothing is loaded or checked, and a guest's
 * own start shrinks to a tenth (assumed; depends on its devices).
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const warmResume = {
  name: 'warm-resume',
  summary: 'guests resume from RAM: nothing is loaded or checked, their start takes a tenth',
  onlyRemoves: true,
  overrides: (ecu: EcuDescription) =>
    guestStages(ecu).flatMap(({ name, load, verify, decompress, takes }) => [
      ...(load === undefined ? [] : [`boot.stages.${name}.load=null`]),
      ...(decompress === undefined ? [] : [`boot.stages.${name}.decompress=null`]),
      ...(verify === undefined ? [] : [`boot.stages.${name}.verify=null`]),
      ...(takes?.default?.use === 'fixed'
        ? [`boot.stages.${name}.takes=${Math.ceil((takes.default.time as number) / 10)} ps`]
        : []),
    ]),
} as const satisfies LeverDefinition;
