/**
 * Hashes in code use the SHA-2 instructions of the core: 605 MB/s instead of 90 MB/s on a Cortex-A53 (TI Processor SDK 12.0
 * performance guide, AM62P).
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { type LeverDefinition, loadingStages } from '../lever.ts';

export const hashInstructions = {
  name: 'hash-instructions',
  summary: 'hashes use the SHA-2 instructions of the core (605 MB/s on a Cortex-A53)',
  onlyRemoves: true,
  overrides: (ecu: EcuDescription) =>
    loadingStages(ecu).flatMap(({ name, verify }) =>
      verify?.hash === 'sha256' && (verify.engine ?? 'software') === 'software'
        ? [`boot.stages.${name}.verify.engine=cpu-extensions`]
        : [],
    ),
} as const satisfies LeverDefinition;
