/**
 * Pointer chasing: one access per line, each dependent on the one before, in a cycle through all lines of the buffer in
 * scattered order (lmbench lat_mem_rd with random strides; McVoy and Staelin, USENIX 1996).
 *
 * The order is that of a linear congruential generator of full period over the next power of two (Hull and Dobell, 1962),
 * leaving out what lies beyond the buffer; multiplier and increment are drawn once.
 */
import { drawAt, drawFor, type PatternDefinition, writesAt } from '../pattern.ts';

const lineBytes = 64;

export const chase = {
  name: 'chase',
  origin: 'lmbench lat_mem_rd (McVoy, Staelin, USENIX 1996)',
  summary: 'dependent accesses in a scattered cycle',
  create(parameters, chance) {
    const lines = Math.max(1, Math.floor(parameters.sizeBytes / lineBytes));
    const order = scatteredOrder(lines, drawAt(chance, 0, drawFor.order), drawAt(chance, 1, drawFor.order));
    return {
      offset: (n) => order[n % lines]! * lineBytes,
      write: (n) => writesAt(parameters, chance, n),
      dependent: true,
    };
  },
} as const satisfies PatternDefinition;

function scatteredOrder(lines: number, first: number, second: number): Int32Array {
  const bits = lines === 1 ? 0 : 32 - Math.clz32(lines - 1);
  const mask = (1 << bits) - 1;
  // Full period: multiplier 5 modulo 8 (1 modulo 4), odd increment.
  const multiplier = (first & ~7) | 5;
  const increment = second | 1;
  const order = new Int32Array(lines);
  let place = 0;
  for (let filled = 0; filled < lines; ) {
    // The low bits of such a generator have short periods: their order is turned around.
    const line = reverseBits(place, bits);
    if (line < lines) order[filled++] = line;
    place = (Math.imul(place, multiplier) + increment) & mask;
  }
  return order;
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed = (reversed << 1) | ((value >>> bit) & 1);
  return reversed;
}
