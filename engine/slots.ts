/**
 * Sources with at most one pending event each: one slot per source, in a winner tree (Knuth, TAOCP 3, 5.4.1). Arming a
 * slot again moves its event in place; there are no stale events to skip. The order is the same as that of the general
 * queue: (atPs, order, sequence).
 *
 * The tree is a complete binary tree over the slots: node n has the children 2n and 2n + 1, leaf i of slot i stands at
 * `leaves + i`, each inner node holds the slot that wins below it, the root is node 1. A slot without an event stands at
 * Infinity. Times are integer picoseconds.
 */

export class SlotTree {
  /** Instant of each slot's event, or Infinity. */
  atPs: Float64Array = new Float64Array(4).fill(Infinity);
  order: Int32Array = new Int32Array(4);
  sequence: Int32Array = new Int32Array(4);
  kind: Int32Array = new Int32Array(4);
  target: Int32Array = new Int32Array(4);
  count = 0;

  private leaves = 4;
  private winners: Int32Array = new Int32Array(4);

  /** A new slot without an event. */
  add(order: number, kind: number, target: number): number {
    if (this.count === this.leaves) this.grow();
    const slot = this.count++;
    this.order[slot] = order;
    this.kind[slot] = kind;
    this.target[slot] = target;
    return slot;
  }

  /** The slot of the earliest event; one without an event when none has any. */
  winner(): number {
    return this.winners[1]!;
  }

  /** Restores the tree after the event of `slot` has changed. */
  replay(slot: number): void {
    const winners = this.winners;
    const atPs = this.atPs;
    // The slot fights its way up against the winner of each sibling; where it loses, that winner goes on.
    let node = (this.leaves + slot) >> 1;
    const sibling = slot ^ 1;
    let best = slot;
    let bestPs = atPs[slot]!;
    const siblingPs = atPs[sibling]!;
    if (siblingPs < bestPs || (siblingPs === bestPs && this.tieBefore(sibling, slot))) {
      best = sibling;
      bestPs = siblingPs;
    }
    winners[node] = best;
    while (node > 1) {
      const rival = winners[node ^ 1]!;
      node >>= 1;
      const rivalPs = atPs[rival]!;
      if (rivalPs < bestPs || (rivalPs === bestPs && this.tieBefore(rival, best))) {
        best = rival;
        bestPs = rivalPs;
      }
      winners[node] = best;
    }
  }

  private tieBefore(a: number, b: number): boolean {
    const oa = this.order[a]!;
    const ob = this.order[b]!;
    if (oa !== ob) return oa < ob;
    return this.sequence[a]! < this.sequence[b]!;
  }

  private grow(): void {
    const leaves = this.leaves * 2;
    const atPs = new Float64Array(leaves).fill(Infinity);
    atPs.set(this.atPs);
    this.atPs = atPs;
    this.order = grown(this.order, leaves);
    this.sequence = grown(this.sequence, leaves);
    this.kind = grown(this.kind, leaves);
    this.target = grown(this.target, leaves);
    this.leaves = leaves;
    this.winners = new Int32Array(leaves);
    for (let slot = 0; slot < leaves; slot += 2) this.replay(slot);
  }
}

function grown(column: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(column);
  return copy;
}
