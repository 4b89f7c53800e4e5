/** The shelf of replacement policies: one line per member. */
import type { ReplacementDefinition } from './replacement.ts';
import { fifo } from './replacements/fifo.ts';
import { lru } from './replacements/lru.ts';
import { random } from './replacements/random.ts';
import { treePlru } from './replacements/tree-plru.ts';

export const replacements = {
  fifo,
  lru,
  random,
  'tree-plru': treePlru,
} as const satisfies Record<string, ReplacementDefinition>;

export type ReplacementName = keyof typeof replacements;
export const replacementNames = Object.keys(replacements) as readonly ReplacementName[];
