/**
 * Threefry-4x32-20: a keyed function of four 32-bit words to four 32-bit words whose outputs look random for counters
 * that differ in a single bit. Additions, rotations and exclusive ors only, so the same bits in every JS engine.
 *
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11, section 3.3
 * (Threefish of the Skein hash with 32-bit words; the key schedule's parity constant is 0x1BD11BDA).
 */

const keyParity = 0x1bd11bda;
/** Rotation distances of the two mixes, by round modulo 8. */
const rotations: readonly (readonly [number, number])[] = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
];
const rounds = 20;

/** A key of four 32-bit words, with the fifth word of the schedule. */
export type ThreefryKey = readonly [number, number, number, number, number];

export function threefryKey(k0: number, k1: number, k2: number, k3: number): ThreefryKey {
  return [k0 | 0, k1 | 0, k2 | 0, k3 | 0, k0 ^ k1 ^ k2 ^ k3 ^ keyParity];
}

/** Writes the four output words (int32) to `out`; each counter word is taken modulo 2^32. */
export function threefry(key: ThreefryKey, c0: number, c1: number, c2: number, c3: number, out: Int32Array): void {
  let x0 = (c0 + key[0]) | 0;
  let x1 = (c1 + key[1]) | 0;
  let x2 = (c2 + key[2]) | 0;
  let x3 = (c3 + key[3]) | 0;
  for (let round = 0; round < rounds; round++) {
    const [ra, rb] = rotations[round & 7]!;
    // Odd rounds mix the words crosswise.
    if ((round & 1) === 0) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << ra) | (x1 >>> (32 - ra))) ^ x0;
      x2 = (x2 + x3) | 0;
      x3 = ((x3 << rb) | (x3 >>> (32 - rb))) ^ x2;
    } else {
      x0 = (x0 + x3) | 0;
      x3 = ((x3 << ra) | (x3 >>> (32 - ra))) ^ x0;
      x2 = (x2 + x1) | 0;
      x1 = ((x1 << rb) | (x1 >>> (32 - rb))) ^ x2;
    }
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x0 = (x0 + key[injection % 5]!) | 0;
      x1 = (x1 + key[(injection + 1) % 5]!) | 0;
      x2 = (x2 + key[(injection + 2) % 5]!) | 0;
      x3 = (x3 + key[(injection + 3) % 5]! + injection) | 0;
    }
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
