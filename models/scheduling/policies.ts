/** The shelf of scheduling policies: one line per member of `policies/`. Names, options and schemas derive from it. */
import { arinc653 } from './policies/arinc653.ts';
import { credit } from './policies/credit.ts';
import { credit2 } from './policies/credit2.ts';
import { edf } from './policies/edf.ts';
import { fifo } from './policies/fifo.ts';
import { fixedPriority } from './policies/fixed-priority.ts';
import { roundRobin } from './policies/round-robin.ts';
import { rr } from './policies/rr.ts';
import { rtds } from './policies/rtds.ts';
import { staticPartitioning } from './policies/static.ts';
import { xenNull } from './policies/xen-null.ts';
import type { PolicyDefinition } from './policy.ts';

export const policies = {
  'xen-null': xenNull,
  static: staticPartitioning,
  'fixed-priority': fixedPriority,
  edf,
  arinc653,
  'round-robin': roundRobin,
  fifo,
  rr,
  credit,
  credit2,
  rtds,
} as const satisfies Record<string, PolicyDefinition>;

export type PolicyName = keyof typeof policies;
