/** `leakage`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const leakage = {
  name: 'leakage',
  promise: 'lets no more than the limit be learned from its timing',
  basis: 'ISO/SAE 21434',
  effects: ['T4'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'the estimator of mutual information is not written yet',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
