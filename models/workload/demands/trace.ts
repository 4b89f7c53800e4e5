/**
 * A recorded trace of accesses, given to the loader as a text or a packed file by name: Valgrind lackey lines or the packed form.
 */
import { z } from 'zod';
import { count } from '../../parameter.ts';
import type { MemoryDemandDefinition } from '../demand.ts';

export const trace = {
  name: 'trace',
  origin: 'Valgrind lackey --trace-mem=yes',
  summary: 'A recorded trace of accesses, by file name.',
  parameters: z.strictObject({
    file: z.string().min(1).describe('name relative to the ECU file'),
    passes: count().default(0).describe('passes over the trace; 0: again and again while the task runs'),
  }),
} as const satisfies MemoryDemandDefinition;
