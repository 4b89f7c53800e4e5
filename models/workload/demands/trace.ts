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
    /** File name, relative to the ECU file. */
    file: z.string().min(1),
    /** Passes over the trace; again and again while the task runs when it is 0. */
    passes: count().default(0),
  }),
} as const satisfies MemoryDemandDefinition;
