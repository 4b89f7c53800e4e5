/**
 * `cache-isolation`: no job of the victim pays for lines of a shared cache that a varied VM evicted. Read from the ledger, whose
 * shares among several culprits are attributed by convention; at the rate level of memory evictions are an average, so any loss counts.
 */
import type { ClaimDefinition } from '../claim.ts';
import { memoryControls } from '../control-paths.ts';
import { chargesTo, judgeLoss, withoutMemory } from '../memory-loss.ts';

const counted = chargesTo('cache-refill', 'contention-cache');

export const cacheIsolation = {
  name: 'cache-isolation',
  promise: 'loses no time to cache lines that others evicted',
  basis: 'Part 9 clause 7',
  effects: ['T4'],
  limits: 'Bus, miss-status registers and DRAM remain.',
  needsLedger: true,
  notApplicable: withoutMemory,
  controls: memoryControls,
  judge: (trial, context) => judgeLoss(trial, context, counted, 0, 'shared cache'),
} as const satisfies ClaimDefinition;
