/**
 * Images of guests are compressed where they are not (to 60 %, unpacked at 180 MB/s of compressed data, LZ4 on a Cortex-A53;
 * both assumed), and stored plain where they are. Which is faster depends on medium and core.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const compression = {
  name: 'compression',
  summary: 'plain images are compressed (LZ4: 60 %, 180 MB/s), compressed ones stored plain',
  onlyRemoves: false,
  overrides: (ecu: EcuDescription) =>
    guestStages(ecu).flatMap(({ name, load, decompress }) => {
      if (load === undefined || load === 0) return [];
      if (decompress === undefined)
        return [`boot.stages.${name}.load=${Math.ceil(load * 0.6)} B`, `boot.stages.${name}.decompress=180 MB/s`];
      return [`boot.stages.${name}.load=${Math.ceil(load / 0.6)} B`, `boot.stages.${name}.decompress=null`];
    }),
} as const satisfies LeverDefinition;
