/**
 * What of each program is left in a cache while it does not run, and who pushed it out: the source of refill debts. One
 * object stands for one cache, a core's private ones or the shared one.
 *
 * LRU in the large: programs in use hold what they use and are younger than all others; who was used last longest ago is
 * pushed out first. Lines pushed out are blamed on those whose lines grew, in proportion to their growth (largest
 * remainder, in the order given). Lines are integers.
 */
import { splitByWeight } from '../split.ts';

interface Share {
  readonly program: number;
  lines: number;
  /** Lines lost since the program was last in use, per culprit. */
  readonly lostTo: Map<number, number>;
}

export interface Loss {
  readonly culprit: number;
  readonly lines: number;
}

const none: readonly Loss[] = [];

export class Contents {
  readonly #capacity: number;
  /** Oldest first; those in use are at the end. */
  readonly #shares: Share[] = [];
  /** Sum of all shares. */
  #held = 0;
  /** Of the present call: shares in use, and by how much each grew. */
  private readonly users: Share[] = [];
  private readonly growth: number[] = [];

  constructor(capacityLines: number) {
    this.#capacity = capacityLines;
  }

  /** Lines of the program that are inside. */
  linesOf(program: number): number {
    return this.#find(program)?.lines ?? 0;
  }

  /**
   * The programs run (for a while) and hold `lines` each afterwards, or what they held before if that is more and nobody
   * needs the room. What is too much is taken from programs that do not run, oldest first, then from those that hold more
   * than `lines`, then from the last in the list.
   *
   * @param count how many entries of the lists count
   */
  use(programs: readonly number[], lines: readonly number[], count = programs.length): void {
    const { users, growth } = this;
    users.length = 0;
    growth.length = 0;
    for (let i = 0; i < count; i += 1) {
      const share = this.#toTheEnd(programs[i]!);
      const grown = Math.max(0, Math.min(lines[i]!, this.#capacity) - share.lines);
      share.lines += grown;
      this.#held += grown;
      users.push(share);
      growth.push(grown);
    }
    let excess = this.#held - this.#capacity;
    if (excess <= 0) return;
    this.#held = this.#capacity;
    const idle = this.#shares.length - count;
    for (let i = 0; i < idle && excess > 0; i += 1) {
      const share = this.#shares[i]!;
      excess -= this.#take(share, Math.min(excess, share.lines), programs, growth);
    }
    for (let i = 0; i < count && excess > 0; i += 1) {
      const above = Math.max(0, users[i]!.lines - lines[i]!);
      excess -= this.#take(users[i]!, Math.min(excess, above), programs, growth);
    }
    for (let i = count - 1; i >= 0 && excess > 0; i -= 1) {
      const lost = Math.min(excess, users[i]!.lines);
      users[i]!.lines -= lost;
      excess -= lost;
    }
  }

  /** What the program lost since it was last asked about, culprits ascending; forgets it. */
  takeLosses(program: number): readonly Loss[] {
    const share = this.#find(program);
    if (share === null || share.lostTo.size === 0) return none;
    const losses = [...share.lostTo]
      .map(([culprit, lines]) => ({ culprit, lines }))
      .sort((a, b) => a.culprit - b.culprit);
    share.lostTo.clear();
    return losses;
  }

  /** From the end, where those in use stand. */
  #find(program: number): Share | null {
    const shares = this.#shares;
    for (let at = shares.length - 1; at >= 0; at -= 1) if (shares[at]!.program === program) return shares[at]!;
    return null;
  }

  #toTheEnd(program: number): Share {
    const shares = this.#shares;
    let at = shares.length - 1;
    while (at >= 0 && shares[at]!.program !== program) at -= 1;
    const share = at < 0 ? { program, lines: 0, lostTo: new Map<number, number>() } : shares[at]!;
    if (at < 0) at = shares.length;
    for (; at < shares.length - 1; at += 1) shares[at] = shares[at + 1]!;
    shares[at] = share;
    return share;
  }

  #take(share: Share, lost: number, programs: readonly number[], growth: readonly number[]): number {
    if (lost === 0) return 0;
    share.lines -= lost;
    this.#blame(share, lost, programs, growth);
    return lost;
  }

  #blame(share: Share, lost: number, programs: readonly number[], growth: readonly number[]): void {
    const parts: number[] = [];
    if (!splitByWeight(lost, growth, growth.length, parts)) return;
    for (const [i, part] of parts.entries()) {
      if (part > 0 && programs[i] !== share.program)
        share.lostTo.set(programs[i]!, (share.lostTo.get(programs[i]!) ?? 0) + part);
    }
  }
}
