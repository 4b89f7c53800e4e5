/**
 * Units that wait for a processor, in rank order, when not every unit may run everywhere. Units with the same set of
 * processors share one heap; a processor looks at the tops of the heaps that it belongs to. With one set for all this is
 * one global queue, with sets of one processor each it is a queue per processor.
 */
import { UnitHeap } from './unit-heap.ts';

export class WaitingUnits {
  /** Rank of each unit, smaller first. Change it only through `rank`. */
  readonly key: number[];
  readonly order: number[];
  readonly since: number[];
  private readonly heapOf: UnitHeap[];
  private readonly heapsOn: UnitHeap[][];

  /** `places[u]`: processors on which unit `u` may be picked. */
  constructor(places: readonly (readonly number[])[], processorCount: number) {
    this.key = places.map(() => 0);
    this.order = places.map(() => 0);
    this.since = places.map(() => 0);
    this.heapsOn = Array.from({ length: processorCount }, () => []);
    const byPlaces = new Map<string, UnitHeap>();
    this.heapOf = places.map((processors) => {
      const name = processors.join();
      let heap = byPlaces.get(name);
      if (heap === undefined) {
        heap = new UnitHeap(this.key, this.order, this.since);
        byPlaces.set(name, heap);
        for (const p of processors) this.heapsOn[p]!.push(heap);
      }
      return heap;
    });
  }

  has(u: number): boolean {
    return this.heapOf[u]!.has(u);
  }

  insert(u: number): void {
    this.heapOf[u]!.insert(u);
  }

  remove(u: number): void {
    this.heapOf[u]!.remove(u);
  }

  /** Gives a unit a new rank, whether it waits or not. */
  rank(u: number, key: number, order: number, since = 0): void {
    this.key[u] = key;
    this.order[u] = order;
    this.since[u] = since;
    this.heapOf[u]!.moved(u);
  }

  /** True if `a` goes first: smaller key, order, since, then lower unit. */
  before(a: number, b: number): boolean {
    return this.heapOf[a]!.before(a, b);
  }

  /** First waiting unit that may run on `p`, or -1. */
  best(p: number): number {
    const heaps = this.heapsOn[p]!;
    let best = heaps.length === 0 ? -1 : heaps[0]!.top();
    for (let i = 1; i < heaps.length; i++) {
      const top = heaps[i]!.top();
      if (top >= 0 && (best < 0 || this.before(top, best))) best = top;
    }
    return best;
  }
}
