/** The shelf of scheduling policies: one line per member of `policies/`. Names, options and schemas derive from it. */
import { aps } from './policies/aps.ts';
import { arinc653 } from './policies/arinc653.ts';
import { bvt } from './policies/bvt.ts';
import { cbs } from './policies/cbs.ts';
import { cfs } from './policies/cfs.ts';
import { cfsBandwidth } from './policies/cfs-bandwidth.ts';
import { credit } from './policies/credit.ts';
import { credit2 } from './policies/credit2.ts';
import { deadline } from './policies/deadline.ts';
import { deferrable } from './policies/deferrable.ts';
import { edf } from './policies/edf.ts';
import { eevdf } from './policies/eevdf.ts';
import { fiasco } from './policies/fiasco.ts';
import { fifo } from './policies/fifo.ts';
import { fixedPriority } from './policies/fixed-priority.ts';
import { iorr } from './policies/iorr.ts';
import { mcs } from './policies/mcs.ts';
import { noop } from './policies/noop.ts';
import { periodicResource } from './policies/periodic-resource.ts';
import { pikeosLike } from './policies/pikeos-like.ts';
import { polling } from './policies/polling.ts';
import { prio } from './policies/prio.ts';
import { roundRobin } from './policies/round-robin.ts';
import { rr } from './policies/rr.ts';
import { rtds } from './policies/rtds.ts';
import { sel4Rr } from './policies/sel4-rr.ts';
import { sporadic } from './policies/sporadic.ts';
import { staticPartitioning } from './policies/static.ts';
import { xenNull } from './policies/xen-null.ts';
import type { PolicyDefinition } from './policy.ts';

export const policies = {
  aps,
  arinc653,
  bvt,
  cbs,
  cfs,
  'cfs-bandwidth': cfsBandwidth,
  credit,
  credit2,
  deadline,
  deferrable,
  edf,
  eevdf,
  fiasco,
  fifo,
  'fixed-priority': fixedPriority,
  iorr,
  mcs,
  noop,
  'periodic-resource': periodicResource,
  'pikeos-like': pikeosLike,
  polling,
  prio,
  'round-robin': roundRobin,
  rr,
  rtds,
  'sel4-rr': sel4Rr,
  sporadic,
  static: staticPartitioning,
  'xen-null': xenNull,
} as const satisfies Record<string, PolicyDefinition>;

export type PolicyName = keyof typeof policies;
