/**
 * All images come from UFS: 820 MB/s, and 6.1 ms for each request, so that small images may even come later (derived from
 * reads of 4, 8 and 16 MiB, TI Processor SDK 12.0 performance guides, J721E and J784S4).
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { bootMedia, type LeverDefinition } from '../lever.ts';

export const fasterMedium = {
  name: 'faster-medium',
  summary: 'images come from UFS (820 MB/s, 6.1 ms for each request)',
  onlyRemoves: false,
  overrides: (ecu: EcuDescription) =>
    bootMedia(ecu).flatMap((name) => {
      const { read } = ecu.media.find((medium) => medium.name === name) as { read?: number };
      return (read ?? 0) >= 820e6 ? [] : [`media.${name}.read=820 MB/s`, `media.${name}.setup=6100 us`];
    }),
} as const satisfies LeverDefinition;
