/** Registry of the shelf `injections/`: one line per member. */
import type { InjectionDefinition } from './injection.ts';
import { acceleratorHang } from './injections/accelerator-hang.ts';
import { asymmetric } from './injections/asymmetric.ts';
import { blocked } from './injections/blocked.ts';
import { clockDrift } from './injections/clock-drift.ts';
import { concurrentUpdate } from './injections/concurrent-update.ts';
import { corruption } from './injections/corruption.ts';
import { delay } from './injections/delay.ts';
import { hypercallStorm } from './injections/hypercall-storm.ts';
import { insertion } from './injections/insertion.ts';
import { interruptStorm } from './injections/interrupt-storm.ts';
import { lockCycle } from './injections/lock-cycle.ts';
import { lockHeld } from './injections/lock-held.ts';
import { loss } from './injections/loss.ts';
import { masquerade } from './injections/masquerade.ts';
import { overrun } from './injections/overrun.ts';
import { partial } from './injections/partial.ts';
import { releaseStorm } from './injections/release-storm.ts';
import { reorder } from './injections/reorder.ts';
import { repetition } from './injections/repetition.ts';
import { retryStorm } from './injections/retry-storm.ts';
import { stackOverrun } from './injections/stack-overrun.ts';
import { wildDma } from './injections/wild-dma.ts';
import { wildWrite } from './injections/wild-write.ts';

export const injections = {
  'accelerator-hang': acceleratorHang,
  asymmetric,
  blocked,
  'clock-drift': clockDrift,
  'concurrent-update': concurrentUpdate,
  corruption,
  delay,
  'hypercall-storm': hypercallStorm,
  insertion,
  'interrupt-storm': interruptStorm,
  'lock-cycle': lockCycle,
  'lock-held': lockHeld,
  loss,
  masquerade,
  overrun,
  partial,
  'release-storm': releaseStorm,
  reorder,
  repetition,
  'retry-storm': retryStorm,
  'stack-overrun': stackOverrun,
  'wild-dma': wildDma,
  'wild-write': wildWrite,
} as const satisfies Readonly<Record<string, InjectionDefinition>>;

export type InjectionName = keyof typeof injections;
