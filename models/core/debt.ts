/**
 * Debts: time that a processor owes before the next rung of its ladder may progress. The amount is fixed when the debt
 * begins; debts are paid in order and have no events of their own. Amounts are integer picoseconds.
 */

/** A first-in first-out list of (amount, cause, culprit), without allocation once grown. */
export class Debts {
  totalPs = 0;
  #head = 0;
  #size = 0;
  #amountPs: number[] = [];
  #cause: number[] = [];
  #culprit: number[] = [];
  #beneficiary: number[] = [];
  #beneficiaryCulprit: number[] = [];

  get empty(): boolean {
    return this.#size === 0;
  }

  /**
   * Adds a debt. Jobs of the vCPU with entity id `beneficiary` are charged to `beneficiaryCulprit` instead of `culprit`:
   * in a world switch from a to b, jobs of b blame a, all others blame b.
   */
  push(amountPs: number, cause: number, culprit: number, beneficiary = -1, beneficiaryCulprit = -1): void {
    if (amountPs === 0) return;
    if (this.#size === 0) this.#head = 0;
    const at = this.#head + this.#size;
    this.#amountPs[at] = amountPs;
    this.#cause[at] = cause;
    this.#culprit[at] = culprit;
    this.#beneficiary[at] = beneficiary;
    this.#beneficiaryCulprit[at] = beneficiaryCulprit;
    this.#size += 1;
    this.totalPs += amountPs;
  }

  get headCause(): number {
    return this.#cause[this.#head]!;
  }

  /** Whom the jobs of vCPU `vcpuId` blame for the debt at the head. */
  headCulpritFor(vcpuId: number): number {
    return this.#beneficiary[this.#head] === vcpuId
      ? this.#beneficiaryCulprit[this.#head]!
      : this.#culprit[this.#head]!;
  }

  /** How much of `availablePs` the head takes: its rest at most. */
  headShare(availablePs: number): number {
    const restPs = this.#amountPs[this.#head]!;
    return restPs < availablePs ? restPs : availablePs;
  }

  /** Pays `amountPs` (at most the rest of the head) of the head. */
  pay(amountPs: number): void {
    this.totalPs -= amountPs;
    const restPs = (this.#amountPs[this.#head]! -= amountPs);
    if (restPs === 0) {
      this.#head += 1;
      this.#size -= 1;
    }
  }

  clear(): void {
    this.totalPs = 0;
    this.#size = 0;
  }
}
