/** Registry of the shelf `claims/`: one line per member. */
import type { ClaimDefinition } from './claim.ts';
import { bandwidthIsolation } from './claims/bandwidth-isolation.ts';
import { boot } from './claims/boot.ts';
import { boundedInterference } from './claims/bounded-interference.ts';
import { budget } from './claims/budget.ts';
import { cacheIsolation } from './claims/cache-isolation.ts';
import { channel } from './claims/channel.ts';
import { commonCause } from './claims/common-cause.ts';
import { consistency } from './claims/consistency.ts';
import { controlPlane } from './claims/control-plane.ts';
import { deadline } from './claims/deadline.ts';
import { exhaustion } from './claims/exhaustion.ts';
import { leakage } from './claims/leakage.ts';
import { policy } from './claims/policy.ts';
import { progress } from './claims/progress.ts';
import { reaction } from './claims/reaction.ts';
import { residue } from './claims/residue.ts';
import { spatial } from './claims/spatial.ts';
import { stack } from './claims/stack.ts';
import { strictNoninterference } from './claims/strict-noninterference.ts';
import { supply } from './claims/supply.ts';
import { synchronisation } from './claims/synchronisation.ts';

export const claims = {
  'bandwidth-isolation': bandwidthIsolation,
  boot,
  'bounded-interference': boundedInterference,
  budget,
  'cache-isolation': cacheIsolation,
  channel,
  'common-cause': commonCause,
  consistency,
  'control-plane': controlPlane,
  deadline,
  exhaustion,
  leakage,
  policy,
  progress,
  reaction,
  residue,
  spatial,
  stack,
  'strict-noninterference': strictNoninterference,
  supply,
  synchronisation,
} as const satisfies Readonly<Record<string, ClaimDefinition>>;

export type ClaimName = keyof typeof claims;
