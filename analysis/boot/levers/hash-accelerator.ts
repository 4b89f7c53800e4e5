/**
 * Hashes and signatures of all stages by the security accelerator of the chip: no work for cores, but one queue for all
 * (SA2UL: 228 MB/s, TI MCU+ SDK data sheet AM64x).
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { type LeverDefinition, loadingStages } from '../lever.ts';

export const hashAccelerator = {
  name: 'hash-accelerator',
  summary: 'hashes and signatures by the accelerator (SA2UL, 228 MB/s, one queue for all)',
  onlyRemoves: false,
  overrides: (ecu: EcuDescription) =>
    loadingStages(ecu).flatMap(({ name, verify }) =>
      verify !== undefined && (verify.engine === undefined || ['software', 'cpu-extensions'].includes(verify.engine))
        ? [`boot.stages.${name}.verify.engine=sa2ul`]
        : [],
    ),
} as const satisfies LeverDefinition;
