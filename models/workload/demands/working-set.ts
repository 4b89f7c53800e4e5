/**
 * A working set of `size` bytes with reuse: `hot` of the accesses go to `hot_size` bytes, the others anywhere in the set. The shape of
 * most programs: a small hot part and a long tail.
 */
import { z } from 'zod';
import { share, size } from '../../parameter.ts';
import { density, type MemoryDemandDefinition, parallelism } from '../demand.ts';

export const workingSet = {
  name: 'working-set',
  origin: 'Denning 1968 (working set); two-level locality',
  summary: 'A hot part and a long tail within a working set.',
  parameters: z.strictObject({
    size: size().describe('bytes of the working set'),
    hot_size: size()
      .default(16 * 1024)
      .describe('bytes of its hot part; half of a usual first-level cache'),
    hot: share().default(0.9).describe('part of the accesses that go to the hot part; the usual 90 to 10, assumed'),
    writes: share().default(0.3).describe('part of the accesses that write; assumed'),
    ...density,
    ...parallelism,
  }),
} as const satisfies MemoryDemandDefinition;
