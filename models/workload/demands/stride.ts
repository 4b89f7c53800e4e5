/**
 * A walk through `size` bytes in steps of `step` bytes: rows of a matrix, fields of records. With the step of one line it is the
 * worst neighbour of the RTAS 2023 experiments (64 B over half of the second level).
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import type { MemoryDemandDefinition } from '../demand.ts';

export const stride = {
  name: 'stride',
  origin: 'RTAS 2023 artifact, interference guest',
  summary: 'Passes over a buffer in fixed steps.',
  parameters: z.strictObject({
    /** Bytes of the buffer. */
    size: size(),
    /** Bytes between two accesses; one line unless given. */
    step: size().default(64),
    writes: share().default(0.5),
  }),
} as const satisfies MemoryDemandDefinition;
