/** Passes over a buffer word by word (8 B), in order: copying, filling (McCalpin, STREAM, 1995). */
import { type PatternDefinition, writesAt } from '../pattern.ts';

const wordBytes = 8;

export const stream = {
  name: 'stream',
  origin: 'McCalpin, STREAM, 1995',
  summary: 'passes over a buffer word by word',
  create(parameters, chance) {
    const words = Math.max(1, Math.floor(parameters.sizeBytes / wordBytes));
    return {
      offset: (n) => (n % words) * wordBytes,
      write: (n) => writesAt(parameters, chance, n),
      dependent: false,
    };
  },
} as const satisfies PatternDefinition;
