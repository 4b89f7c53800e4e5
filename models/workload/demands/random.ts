/**
 * Independent accesses, uniform over `size` bytes: hash tables, index look-ups. Latency-bound but for as many as the core keeps in flight.
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import { density, type MemoryDemandDefinition, parallelism } from '../demand.ts';

export const random = {
  name: 'random',
  origin: 'GUPS (HPC Challenge RandomAccess)',
  summary: 'Independent accesses, uniform over a buffer.',
  parameters: z.strictObject({
    size: size().describe('bytes of the buffer'),
    writes: share().default(0.25).describe('part of the accesses that write; assumed'),
    ...density,
    ...parallelism,
  }),
} as const satisfies MemoryDemandDefinition;
