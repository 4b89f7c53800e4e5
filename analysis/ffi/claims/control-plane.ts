/** `control-plane`: read and checked; its verdict is `not_executed`, with the reason, until its model exists. */
import { type ClaimDefinition, nothingJudged } from '../claim.ts';

export const controlPlane = {
  name: 'control-plane',
  promise: 'keeps its clock, reset, power, pins and partition',
  basis: 'Part 9 clause 7',
  effects: ['T5', 'M4'],
  limits: 'Not executed.',
  notApplicable: () => null,
  notExecuted: () => 'clocks, resets, power and pins are not controlled by guests in this model',
  controls: () => [],
  judge: () => nothingJudged,
} as const satisfies ClaimDefinition;
