/** `residue`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const residue = {
  name: 'residue',
  promise: 'is not touched by what is left of a restarted VM',
  basis: 'Part 6 D.2.3',
  effects: ['M1', 'X4'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'DMA, interrupts and rings that outlive a restart are not modelled',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
