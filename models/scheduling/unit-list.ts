/**
 * Doubly linked lists of units over shared arrays, for run queues whose original is a sorted list: the place of a new
 * unit is found by walking, so insertion is O(n) as there. A unit stands in at most one list.
 */
export class UnitLists {
  private readonly heads: number[];
  private readonly nexts: number[];
  private readonly previous: number[];
  private readonly listOf: number[];
  private readonly sizes: number[];

  constructor(listCount: number, unitCount: number) {
    this.heads = Array.from({ length: listCount }, () => -1);
    this.sizes = Array.from({ length: listCount }, () => 0);
    this.nexts = Array.from({ length: unitCount }, () => -1);
    this.previous = Array.from({ length: unitCount }, () => -1);
    this.listOf = Array.from({ length: unitCount }, () => -1);
  }

  head(list: number): number {
    return this.heads[list]!;
  }
  next(u: number): number {
    return this.nexts[u]!;
  }
  size(list: number): number {
    return this.sizes[list]!;
  }
  /** List that the unit stands in, or -1. */
  where(u: number): number {
    return this.listOf[u]!;
  }

  /** Puts the unit before `at` (-1: at the end, after `last`). */
  insertBetween(list: number, u: number, last: number, at: number): void {
    this.listOf[u] = list;
    this.nexts[u] = at;
    this.previous[u] = last;
    if (last < 0) this.heads[list] = u;
    else this.nexts[last] = u;
    if (at >= 0) this.previous[at] = u;
    this.sizes[list]!++;
  }

  remove(u: number): void {
    const list = this.listOf[u]!;
    if (list < 0) return;
    const next = this.nexts[u]!;
    const last = this.previous[u]!;
    if (last < 0) this.heads[list] = next;
    else this.nexts[last] = next;
    if (next >= 0) this.previous[next] = last;
    this.listOf[u] = -1;
    this.sizes[list]!--;
  }
}
