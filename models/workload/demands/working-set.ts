/**
 * A working set of `size` bytes with reuse: `hot` of the accesses go to `hot_size` bytes, the others anywhere in the set. The shape of
 * most programs: a small hot part and a long tail.
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import type { MemoryDemandDefinition } from '../demand.ts';

export const workingSet = {
  name: 'working-set',
  origin: 'Denning 1968 (working set); two-level locality',
  summary: 'A hot part and a long tail within a working set.',
  parameters: z.strictObject({
    size: size(),
    /** Bytes of the hot part. */
    hot_size: size().default(16 * 1024),
    /** Part of the accesses that go to the hot part (a convention: the usual 90/10). */
    hot: share().default(0.9),
    writes: share().default(0.3),
  }),
} as const satisfies MemoryDemandDefinition;
