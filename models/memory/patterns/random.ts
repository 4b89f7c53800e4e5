/** Independent accesses, uniform over the words of a buffer (HPC Challenge, RandomAccess). */
import { drawAt, drawFor, type PatternDefinition, writesAt } from '../pattern.ts';

const wordBytes = 8;

export const random = {
  name: 'random',
  origin: 'HPC Challenge, RandomAccess',
  summary: 'independent accesses, uniform over a buffer',
  create(parameters, chance) {
    const words = Math.max(1, Math.floor(parameters.sizeBytes / wordBytes));
    return {
      offset: (n) => Math.floor((drawAt(chance, n, drawFor.place) * words) / 2 ** 32) * wordBytes,
      write: (n) => writesAt(parameters, chance, n),
      dependent: false,
    };
  },
} as const satisfies PatternDefinition;
