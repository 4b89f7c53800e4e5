/** Next line: on a miss, the `degree` lines after it (Smith, "Cache memories", ACM Computing Surveys 14(3), 1982). */
import type { PrefetcherDefinition } from '../prefetcher.ts';

export const nextLine = {
  name: 'next-line',
  origin: 'Smith, ACM Computing Surveys 14(3), 1982: prefetch on miss',
  summary: 'fetches the lines after a missing one',
  create: (degree) => ({
    observe(line, missed, _source, out) {
      if (!missed) return 0;
      for (let ahead = 1; ahead <= degree; ahead++) out[ahead - 1] = line + ahead;
      return degree;
    },
  }),
} as const satisfies PrefetcherDefinition;
