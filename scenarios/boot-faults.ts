/**
 * What can go wrong with an image or a stage while an ECU boots, as it is executed: what a check refuses follows from what the
 * stage verifies, so one and the same fault stops one ECU and goes unnoticed in another.
 */
import type { StageFault } from '../models/boot/stage.ts';
import { partsOf } from './boot-tasks.ts';
import type { Boot, BootStage } from './ecu.ts';

export const bootFaults = ['bad-signature', 'rollback', 'missing-image', 'failing-flash', 'hang'] as const;
export type BootFaultName = (typeof bootFaults)[number];

/** A loader tries a read so often before it gives up. Assumed; U-Boot and vendors' loaders retry a few times. */
export const readTries = 3;

/** How the machine executes the fault, `unnoticed` when nothing stops it, null when the stage cannot have it. */
export function stageFaultOf(fault: BootFaultName, stage: BootStage, boot: Boot): StageFault | 'unnoticed' | null {
  const loads = (stage.load ?? 0) > 0;
  if (fault === 'hang') return stage.vm !== undefined && stage.takes !== undefined ? { kind: 'hangs' } : null;
  if (!loads) return null;
  if (fault === 'missing-image') return { kind: 'missing' };
  if (fault === 'failing-flash') return { kind: 'unreadable', tries: readTries };
  if (fault === 'rollback' && isOldAccepted(stage)) return 'unnoticed';
  if (stage.verify?.when === 'measure') return 'unnoticed';
  const checks = partsOf(stage, boot).filter(({ name }) => name === 'hash' || name === 'signature');
  const last = checks.at(-1);
  return last === undefined ? 'unnoticed' : { kind: 'refused', by: last.name };
}

/** An older image with a valid signature passes unless versions are compared; a hash in the checker pins the image. */
function isOldAccepted({ verify }: BootStage): boolean {
  return verify === undefined || (verify.signature !== undefined && verify.rollback === undefined);
}
