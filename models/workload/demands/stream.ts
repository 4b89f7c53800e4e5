/**
 * A walk through `size` bytes from start to end, one line after the other, again and again: copying frames, filling buffers. No
 * line is used twice within a pass, so a cache smaller than the buffer helps nothing and a prefetcher everything.
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import { density, type MemoryDemandDefinition, parallelism } from '../demand.ts';

export const stream = {
  name: 'stream',
  origin: 'STREAM (McCalpin 1995)',
  summary: 'Sequential passes over a buffer: bandwidth-bound, no reuse within a pass.',
  parameters: z.strictObject({
    size: size().describe('bytes of the buffer'),
    writes: share().default(0.5).describe('part of the accesses that write; a copy unless given'),
    ...density,
    ...parallelism,
  }),
} as const satisfies MemoryDemandDefinition;
