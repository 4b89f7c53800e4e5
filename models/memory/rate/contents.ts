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

export class Contents {
  readonly #capacity: number;
  /** Oldest first; those in use are at the end. */
  readonly #shares: Share[] = [];

  constructor(capacityLines: number) {
    this.#capacity = capacityLines;
  }

  /** Lines of the program that are inside. */
  linesOf(program: number): number {
    return this.#shares.find((share) => share.program === program)?.lines ?? 0;
  }

  /**
   * The programs run (for a while) and hold `lines` each afterwards, or what they held before if that is more; they sum to
   * no more than fits, or else each keeps the less the later it stands in the list.
   */
  use(programs: readonly number[], lines: readonly number[]): void {
    const users = programs.map((program) => this.#toTheEnd(program));
    const growth = users.map((share, i) => {
      const grown = Math.max(0, Math.min(lines[i]!, this.#capacity) - share.lines);
      share.lines += grown;
      return grown;
    });
    let excess = this.#shares.reduce((sum, share) => sum + share.lines, 0) - this.#capacity;
    for (const share of this.#shares) {
      if (excess <= 0) break;
      if (users.includes(share)) continue;
      const lost = Math.min(excess, share.lines);
      share.lines -= lost;
      excess -= lost;
      this.#blame(share, lost, programs, growth);
    }
    for (let i = users.length - 1; i >= 0 && excess > 0; i--) {
      const lost = Math.min(excess, users[i]!.lines);
      users[i]!.lines -= lost;
      excess -= lost;
    }
  }

  /** What the program lost since it was last asked about, culprits ascending; forgets it. */
  takeLosses(program: number): Loss[] {
    const share = this.#shares.find((one) => one.program === program);
    if (share === undefined) return [];
    const losses = [...share.lostTo]
      .map(([culprit, lines]) => ({ culprit, lines }))
      .sort((a, b) => a.culprit - b.culprit);
    share.lostTo.clear();
    return losses;
  }

  #toTheEnd(program: number): Share {
    const at = this.#shares.findIndex((share) => share.program === program);
    const share = at < 0 ? { program, lines: 0, lostTo: new Map<number, number>() } : this.#shares.splice(at, 1)[0]!;
    this.#shares.push(share);
    return share;
  }

  #blame(share: Share, lost: number, programs: readonly number[], growth: readonly number[]): void {
    const parts: number[] = [];
    splitByWeight(lost, growth, growth.length, parts);
    for (const [i, part] of parts.entries()) {
      if (part > 0) share.lostTo.set(programs[i]!, (share.lostTo.get(programs[i]!) ?? 0) + part);
    }
  }
}
