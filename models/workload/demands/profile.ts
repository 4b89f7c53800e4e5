/**
 * A measured profile by name: stack distances and working-set windows of a known program (the MiBench profiles of the memory
 * floor).
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import type { MemoryDemandDefinition } from '../demand.ts';

export const profile = {
  name: 'profile',
  origin: 'MiBench (Guthaus et al. 2001)',
  summary: 'A measured reuse profile of a known program, by name.',
  parameters: z.strictObject({
    of: z.string().min(1).describe('name of the profile'),
    instructions: count(1).optional().describe('per second of execution; the figure of the profile unless given'),
  }),
} as const satisfies MemoryDemandDefinition;
