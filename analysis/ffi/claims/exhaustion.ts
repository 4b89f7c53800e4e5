/** `exhaustion`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const exhaustion = {
  name: 'exhaustion',
  promise: 'is never denied by a pool that others have emptied',
  basis: 'Part 9 clause 7',
  effects: ['T1', 'X10'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'pools that guests share (heap, list registers, queues, log, flash) are not modelled',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
