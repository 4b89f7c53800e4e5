/** The shelf of prefetchers: one line per member. No prefetcher at all is `null` where one is asked for. */
import type { PrefetcherDefinition } from './prefetcher.ts';
import { nextLine } from './prefetchers/next-line.ts';
import { stride } from './prefetchers/stride.ts';

export const prefetchers = {
  'next-line': nextLine,
  stride,
} as const satisfies Record<string, PrefetcherDefinition>;

export type PrefetcherName = keyof typeof prefetchers;
