/** `boot`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const boot = {
  name: 'boot',
  promise: 'reaches its milestone whatever the images of other VMs do',
  basis: 'Part 6 D.2.2',
  effects: ['T1', 'T4'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'faults of boot images (bad, slow, absent, hung, flood) are not injected yet',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
