/**
 * dm-verity: each block of a guest's image is checked when it is first read, so the hash of the whole image leaves the boot and
 * comes back in the first jobs of the guest's tasks. Only for guests without ASIL: code of others should be checked before it runs.
 */
import type { EcuDescription } from '../../../scenarios/ecu.ts';
import { guestStages, type LeverDefinition } from '../lever.ts';

export const lazyVerification = {
  name: 'lazy-verification',
  summary: 'images of QM guests are checked block by block at first access (dm-verity)',
  onlyRemoves: true,
  overrides: (ecu: EcuDescription) =>
    guestStages(ecu).flatMap(({ name, vm, verify }) => {
      const isQm = ecu.vms.find((one) => one.name === vm)?.asil === 'QM';
      return isQm && verify?.hash !== undefined && verify.when === 'load'
        ? [`boot.stages.${name}.verify.when=first-access`]
        : [];
    }),
} as const satisfies LeverDefinition;
