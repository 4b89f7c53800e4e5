/** The shelf of levers: one line per lever, in the order in which they are tried. */
import type { LeverDefinition } from './lever.ts';
import { compression } from './levers/compression.ts';
import { fasterMedium } from './levers/faster-medium.ts';
import { firstGuest } from './levers/first-guest.ts';
import { hashAccelerator } from './levers/hash-accelerator.ts';
import { hashInstructions } from './levers/hash-instructions.ts';
import { hypervisorLate } from './levers/hypervisor-late.ts';
import { lazyVerification } from './levers/lazy-verification.ts';
import { noBudgets } from './levers/no-budgets.ts';
import { oneAfterTheOther } from './levers/one-after-the-other.ts';
import { parallelStart } from './levers/parallel-start.ts';
import { skipLoader } from './levers/skip-loader.ts';
import { smallerImages } from './levers/smaller-images.ts';
import { warmResume } from './levers/warm-resume.ts';

export const levers = {
  'parallel-start': parallelStart,
  'one-after-the-other': oneAfterTheOther,
  'first-guest': firstGuest,
  'hash-instructions': hashInstructions,
  'hash-accelerator': hashAccelerator,
  'lazy-verification': lazyVerification,
  'faster-medium': fasterMedium,
  'smaller-images': smallerImages,
  compression,
  'skip-loader': skipLoader,
  'no-budgets': noBudgets,
  'hypervisor-late': hypervisorLate,
  'warm-resume': warmResume,
} as const satisfies Record<string, LeverDefinition>;
