/**
 * The shelf of bounds: one line per analysis. `bulkhead bound` joins them to an ECU (`analysis/bound`), known answers of others
 * and the laws of the shelf hold each of them.
 */
import type { BoundDefinition } from './bound.ts';
import { canBus } from './bounds/can-bus.ts';
import { edf } from './bounds/edf.ts';
import { fixedPriority } from './bounds/fixed-priority.ts';
import { globalFixedPriority } from './bounds/global-fixed-priority.ts';
import { offsets } from './bounds/offsets.ts';
import { roundRobin } from './bounds/round-robin.ts';
import { servers } from './bounds/servers.ts';
import { tdma } from './bounds/tdma.ts';
import { workConserving } from './bounds/work-conserving.ts';

export const bounds = {
  'can-bus': canBus,
  edf,
  'fixed-priority': fixedPriority,
  'global-fixed-priority': globalFixedPriority,
  offsets,
  'round-robin': roundRobin,
  servers,
  tdma,
  'work-conserving': workConserving,
} as const satisfies Record<string, BoundDefinition<never, unknown>>;

export type BoundName = keyof typeof bounds;
