/**
 * A working set with reuse: most accesses go to a hot part at its beginning, the others anywhere in it (Denning, "The
 * working set model for program behavior", Communications of the ACM 11(5), 1968; two levels of locality).
 */
import { drawAt, drawFor, type PatternDefinition, writesAt } from '../pattern.ts';

const wordBytes = 8;

export const workingSet = {
  name: 'working-set',
  origin: 'Denning, CACM 11(5), 1968; two levels of locality',
  summary: 'a hot part and a long tail within a working set',
  create(parameters, chance) {
    const wordsOf = (bytes: number): number => Math.max(1, Math.floor(bytes / wordBytes));
    const all = wordsOf(parameters.sizeBytes);
    const hot = Math.min(all, wordsOf(parameters.hotBytes));
    return {
      offset(n) {
        const words = drawAt(chance, n, drawFor.hot) < parameters.hotThreshold ? hot : all;
        return Math.floor((drawAt(chance, n, drawFor.place) * words) / 2 ** 32) * wordBytes;
      },
      write: (n) => writesAt(parameters, chance, n),
      dependent: false,
    };
  },
} as const satisfies PatternDefinition;
