/**
 * A walk through `size` bytes in steps of `step` bytes: rows of a matrix, fields of records. With the step of one line it is the
 * worst neighbour of the RTAS 2023 experiments (64 B over half of the second level).
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import { density, type MemoryDemandDefinition, parallelism } from '../demand.ts';

export const stride = {
  name: 'stride',
  origin: 'RTAS 2023 artifact, interference guest',
  summary: 'Passes over a buffer in fixed steps.',
  parameters: z.strictObject({
    size: size().describe('bytes of the buffer'),
    step: size().default(64).describe('bytes from one access to the next; one line of 64 B unless given'),
    writes: share()
      .default(0.5)
      .describe('part of the accesses that write; the RTAS 2023 guest writes every other pass'),
    ...density,
    ...parallelism,
  }),
} as const satisfies MemoryDemandDefinition;
