/** `common-cause`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const commonCause = {
  name: 'common-cause',
  promise: 'does not share an element whose failure breaks the argument',
  basis: 'Part 9 clauses 5 and 7',
  effects: [],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'failures of shared elements (stop, slow, corrupt) are not injected yet',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
