/**
 * Pseudo-random: any allowed way, each with the same chance. Hardware uses a shift register that every fill moves on; here
 * the draw is a hash of (set, owner, how many lines this owner evicted in this set), so that a run repeats and that one
 * VM's evictions never move another's luck (the register of the hardware is one more channel that this leaves out).
 */
import { largestOwners, type Replacement, type ReplacementDefinition } from '../replacement.ts';

class Random implements Replacement {
  /** Draws so far per (set, owner). */
  readonly #draws: Uint32Array;

  constructor(sets: number) {
    this.#draws = new Uint32Array(sets * largestOwners);
  }

  touch(): void {}
  fill(): void {}

  victim(set: number, allowed: number, owner: number): number {
    const count = ones(allowed);
    const slot = set * largestOwners + owner;
    const draw = scramble(
      Math.imul(set, 0x9e3779b1) ^ Math.imul(owner + 1, 0x85ebca77) ^ Math.imul(++this.#draws[slot]!, 0xc2b2ae3d),
    );
    let skip = Math.floor((draw * count) / 2 ** 32);
    for (let way = 0; ; way++) {
      if (((allowed >>> way) & 1) === 1 && skip-- === 0) return way;
    }
  }
}

/** Mixes 32 bits so that each depends on all (the finaliser of MurmurHash3, public domain, A. Appleby). */
function scramble(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function ones(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

export const random = {
  name: 'random',
  origin: 'Arm Cortex-A53 TRM, L1 data cache: pseudo-random replacement',
  summary: 'evicts any line, by a draw that repeats',
  stack: false,
  create: (sets) => new Random(sets),
} as const satisfies ReplacementDefinition;
