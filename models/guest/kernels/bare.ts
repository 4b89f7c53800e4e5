/**
 * No operating system: tasks are the prioritised handlers of a bare-metal program. Nothing costs anything, so what is seen
 * is the scheduling policy alone; the policy is a parameter, which makes this the kernel of theory and of comparisons.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { Level, Policy } from '../../scheduling/policy.ts';
import { leastQuantum } from '../../scheduling/slices.ts';
import { type KernelDefinition, noCosts } from '../kernel.ts';

const parameters = z.strictObject({
  policy: z.enum(['fixed-priority', 'edf', 'round-robin']).default('fixed-priority'),
  preemptive: z.boolean().default(true).describe('fixed-priority only'),
  quantum: time({ min: 1e6, by: leastQuantum })
    .optional()
    .describe('round-robin, and equal priorities of fixed-priority; default of round-robin: 10 ms'),
});
type Parameters = z.output<typeof parameters>;

function createPolicy(level: Level, { policy, preemptive, quantum }: Parameters): Policy {
  const slice = quantum === undefined ? {} : { quantum };
  if (policy === 'edf') return policies.edf.create(level, policies.edf.parameters.parse({}));
  if (policy === 'round-robin')
    return policies['round-robin'].create(level, policies['round-robin'].parameters.parse(slice));
  const fixedPriority = policies['fixed-priority'];
  return fixedPriority.create(level, fixedPriority.parameters.parse({ preemptive, ...slice }));
}

export const bare = {
  name: 'bare',
  origin: 'no product: a bare-metal program',
  summary: 'No kernel and no costs; tasks are scheduled by the policy that is named.',
  parameters,
  taskPolicies: [],
  protocols: ['ceiling', 'inheritance', 'none'],
  urgencyByDeadline: ({ policy }: Parameters) => policy === 'edf',
  costs: () => noCosts,
  warnings: () => [],
  create: (level: Level, _tasks, options: Parameters) => createPolicy(level, options),
} as const satisfies KernelDefinition;
