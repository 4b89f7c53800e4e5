/** Passes over a buffer in fixed steps: rows of a matrix, or one access per line (the interferer of RTAS 2023). */
import { type PatternDefinition, writesAt } from '../pattern.ts';

export const stride = {
  name: 'stride',
  origin: 'RTAS 2023 artifact, interference guest: 64 B steps over half of the second level',
  summary: 'passes over a buffer in fixed steps',
  create(parameters, chance) {
    const steps = Math.max(1, Math.floor(parameters.sizeBytes / parameters.stepBytes));
    return {
      offset: (n) => (n % steps) * parameters.stepBytes,
      write: (n) => writesAt(parameters, chance, n),
      dependent: false,
    };
  },
} as const satisfies PatternDefinition;
