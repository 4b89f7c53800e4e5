/**
 * Threefry-4x32-20: a keyed function of four 32-bit words to four 32-bit words whose outputs look random for counters
 * that differ in a single bit. Additions, rotations and exclusive ors only, so the same bits in every JS engine.
 *
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11, section 3.3
 * (Threefish of the Skein hash with 32-bit words; the key schedule's parity constant is 0x1BD11BDA).
 */

const keyParity = 0x1bd11bda;
/** Four rounds and a key injection, this many times. */
const groups = 5;

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
  for (let group = 1; group <= groups; group++) {
    // Rotation distances repeat every eight rounds; rounds alternate between straight and crosswise mixing.
    const odd = (group & 1) === 1;
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, odd ? 10 : 6) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, odd ? 26 : 20) ^ x2;

    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, odd ? 11 : 17) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, odd ? 21 : 11) ^ x2;

    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, odd ? 13 : 25) ^ x0;
    x2 = (x2 + x3) | 0;
    x3 = rotate(x3, odd ? 27 : 10) ^ x2;

    x0 = (x0 + x3) | 0;
    x3 = rotate(x3, odd ? 23 : 18) ^ x0;
    x2 = (x2 + x1) | 0;
    x1 = rotate(x1, odd ? 5 : 20) ^ x2;

    x0 = (x0 + key[group % 5]!) | 0;
    x1 = (x1 + key[(group + 1) % 5]!) | 0;
    x2 = (x2 + key[(group + 2) % 5]!) | 0;
    x3 = (x3 + key[(group + 3) % 5]! + group) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
