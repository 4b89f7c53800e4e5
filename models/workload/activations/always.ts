/**
 * Closed loop: a job is released when the one before it finishes, after a `pause`. Without a pause the task is always
 * ready (a hog, a batch job); with one it works, sleeps, and works again (the `waker` of scheduler studies).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

const parameters = z.strictObject({
  pause: time().default(0).describe('from the finish of a job to the next release'),
  offset: time().default(0).describe('first release'),
});
type Parameters = z.output<typeof parameters>;

export const always = {
  name: 'always',
  origin: 'closed workload of queueing theory: one customer, think time `pause`',
  summary: 'Released again as soon as it finishes, after a `pause`.',
  parameters,
  nominalPeriodPs: () => null,
  create: ({ pause, offset }: Parameters) => ({ kind: 'again', pausePs: pause, firstPs: offset }),
} as const satisfies ActivationDefinition;
