/**
 * `bandwidth-isolation`: no job of the victim waits longer than `latency` for interconnect and DRAM because of varied VMs. Read from the ledger, whose
 * shares among several culprits are attributed by convention; at the rate level of memory.
 */
import type { ClaimDefinition } from '../claim.ts';
import { memoryControls } from '../control-paths.ts';
import { chargesTo, judgeLoss, withoutMemory } from '../memory-loss.ts';

const counted = chargesTo('contention-interconnect', 'contention-dram');

export const bandwidthIsolation = {
  name: 'bandwidth-isolation',
  promise: 'waits for memory no longer than the limit because of others',
  basis: 'Part 9 clause 7',
  effects: ['T4'],
  limits: 'Bytes per window are not recorded; what the victim waits is.',
  needsLedger: true,
  notApplicable: withoutMemory,
  controls: memoryControls,
  judge: (trial, context) =>
    judgeLoss(trial, context, counted, (context.claim.latency as number | undefined) ?? 0, 'shared memory'),
} as const satisfies ClaimDefinition;
