/** `policy`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const policy = {
  name: 'policy',
  promise: 'is reached only through interactions that the access matrix allows',
  basis: 'ISO/SAE 21434',
  effects: ['M4', 'X4', 'X5'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'no model enforces the access matrix: guests interact only as the file says',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
