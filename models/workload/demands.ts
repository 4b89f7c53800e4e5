/**
 * Registry of the shelf `demands/`: one typed line per memory behaviour of a task.
 */
import type { MemoryDemandDefinition } from './demand.ts';
import { chase } from './demands/chase.ts';
import { profile } from './demands/profile.ts';
import { random } from './demands/random.ts';
import { stream } from './demands/stream.ts';
import { stride } from './demands/stride.ts';
import { trace } from './demands/trace.ts';
import { workingSet } from './demands/working-set.ts';

export const demands = {
  chase,
  profile,
  random,
  stream,
  stride,
  trace,
  'working-set': workingSet,
} as const satisfies Record<string, MemoryDemandDefinition>;
