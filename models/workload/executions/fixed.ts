/**
 * The same work every time: worst-case studies, and comparison with analysis. A bare time in a file means this member.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import type { ExecutionDefinition } from '../execution.ts';

const parameters = z.strictObject({ time: time().describe('of every job') });
type Parameters = z.output<typeof parameters>;

export const fixed = {
  name: 'fixed',
  origin: 'constant',
  summary: 'The same execution time for every job.',
  parameters,
  create: ({ time: ps }: Parameters) => ({ minPs: ps, meanPs: ps, maxPs: ps, quantilePs: () => ps }),
} as const satisfies ExecutionDefinition;
