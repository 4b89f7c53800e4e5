/**
 * Pointer chasing: one access per line, each dependent on the one before, in a cycle through all lines of the buffer in
 * random order (lmbench lat_mem_rd with random strides; McVoy and Staelin, USENIX 1996). The order is a shuffle of Fisher
 * and Yates, drawn once.
 */
import type { Stream } from '../../../engine/chance.ts';
import { drawAt, drawFor, type PatternDefinition, writesAt } from '../pattern.ts';

const lineBytes = 64;

export const chase = {
  name: 'chase',
  origin: 'lmbench lat_mem_rd (McVoy, Staelin, USENIX 1996)',
  summary: 'dependent accesses in a scattered cycle',
  create(parameters, chance) {
    const lines = Math.max(1, Math.floor(parameters.sizeBytes / lineBytes));
    const order = shuffled(lines, chance);
    return {
      offset: (n) => order[n % lines]! * lineBytes,
      write: (n) => writesAt(parameters, chance, n),
      dependent: true,
    };
  },
} as const satisfies PatternDefinition;

function shuffled(lines: number, chance: Stream): Int32Array {
  const order = Int32Array.from({ length: lines }, (_, line) => line);
  for (let last = lines - 1; last > 0; last--) {
    const other = Math.floor((drawAt(chance, last, drawFor.order) * (last + 1)) / 2 ** 32);
    const line = order[last]!;
    order[last] = order[other]!;
    order[other] = line;
  }
  return order;
}
