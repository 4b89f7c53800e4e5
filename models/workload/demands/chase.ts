/**
 * Pointer chasing: each access needs the result of the one before, in a random cycle through `size` bytes. One miss at a time: pure
 * latency.
 */
import { z } from 'zod';
import { size } from '../../parameter.ts';
import { density, type MemoryDemandDefinition } from '../demand.ts';

export const chase = {
  name: 'chase',
  origin: 'lmbench lat_mem_rd (McVoy, Staelin 1996)',
  summary: 'Dependent accesses in a random cycle: pure latency.',
  parameters: z.strictObject({
    size: size().describe('bytes of the cycle of pointers'),
    ...density,
  }),
} as const satisfies MemoryDemandDefinition;
