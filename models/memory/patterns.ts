/** The shelf of synthetic access patterns: one line per member. */
import type { PatternDefinition } from './pattern.ts';
import { chase } from './patterns/chase.ts';
import { random } from './patterns/random.ts';
import { stream } from './patterns/stream.ts';
import { stride } from './patterns/stride.ts';
import { workingSet } from './patterns/working-set.ts';

export const patterns = {
  chase,
  random,
  stream,
  stride,
  'working-set': workingSet,
} as const satisfies Record<string, PatternDefinition>;

export type PatternName = keyof typeof patterns;
