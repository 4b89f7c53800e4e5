/**
 * A kernel that takes what falls into one phase of one instant in an order of chance, keyed by a seed: every instant is
 * shuffled anew, slots and posted events alike. What one source posts for one instant keeps its order (the sequence of a
 * component is its own), and phases stay in theirs: those two are declared, all else is arrival.
 *
 * A slot of this kernel is several slots of the real one, with ranks of chance; arming picks one by (seed, slot, instant).
 */
import { Kernel } from '../engine/kernel.ts';

const copies = 5;
const rankSpan = 2 ** 26 - 1;

/** A few rounds of multiplication and shifting (as in MurmurHash3): well spread 32 bits. */
function mixed(...words: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const word of words) {
    hash = Math.imul(hash ^ (word >>> 0) ^ Math.floor(word / 2 ** 32), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

export class ShuffledKernel extends Kernel {
  readonly #seed: number;
  /** By slot as seen from outside: its real slots, and which of them may be armed. */
  readonly #real: number[][] = [];
  readonly #armed: number[] = [];

  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

  override slot(phase: number, _rank: number, kind: number, target: number): number {
    const slot = this.#real.length;
    this.#real.push(
      Array.from({ length: copies }, (_, copy) =>
        super.slot(phase, mixed(this.#seed, slot, copy) % rankSpan, kind, target),
      ),
    );
    this.#armed.push(0);
    return slot;
  }

  override arm(slot: number, atPs: number): void {
    const copy = mixed(this.#seed, slot, atPs) % copies;
    const before = this.#armed[slot]!;
    if (copy !== before) super.disarm(this.#real[slot]![before]!);
    this.#armed[slot] = copy;
    super.arm(this.#real[slot]![copy]!, atPs);
  }

  override disarm(slot: number): void {
    super.disarm(this.#real[slot]![this.#armed[slot]!]!);
  }

  override armedAtPs(slot: number): number {
    return super.armedAtPs(this.#real[slot]![this.#armed[slot]!]!);
  }

  override post(
    atPs: number,
    phase: number,
    rank: number,
    kind: number,
    target: number,
    arg0: number,
    arg1: number,
  ): number {
    return super.post(atPs, phase, mixed(this.#seed, rank, atPs) % rankSpan, kind, target, arg0, arg1);
  }
}
