/**
 * The batch form of memory accesses: how a trace lies in memory between the reader and a replay. One access is two
 * 32-bit words, so that a batch is one `Int32Array` and a replay allocates nothing:
 *
 * | word | bits  | meaning                                                                              |
 * |------|-------|--------------------------------------------------------------------------------------|
 * | 0    | 0-31  | address, lower half                                                                  |
 * | 1    | 0-15  | region: index of the address's upper half in the `Regions` table of the trace        |
 * | 1    | 16-27 | size in bytes, 1..4095 (larger accesses are cut: no line is longer)                  |
 * | 1    | 28-29 | kind: 0 instruction fetch, 1 load, 2 store, 3 modify (load and store of one address) |
 *
 * A program touches few of the 2^32 possible upper halves (text, heap, stack, kernel page), so the table stays tiny and
 * every 64-bit address is kept exactly.
 */
export const accessKinds = { instruction: 0, load: 1, store: 2, modify: 3 } as const;
export type AccessKind = keyof typeof accessKinds;

/** Words per access. */
export const recordWords = 2;
export const largestAccessBytes = 4095;
export const largestRegionCount = 65536;

/** Second word of a record. */
export function packWord(kind: number, sizeBytes: number, region: number): number {
  return (kind << 28) | (Math.min(sizeBytes, largestAccessBytes) << 16) | region;
}

/** Upper halves of 64-bit addresses, numbered in the order in which the trace first touches them. */
export class Regions {
  readonly #ids = new Map<number, number>();
  readonly #highs: number[] = [];
  /** Direct-mapped memory of the last ids, by the lowest bits of the upper half. */
  readonly #recentHigh = new Float64Array(64).fill(-1);
  readonly #recentId = new Int32Array(64);

  get count(): number {
    return this.#highs.length;
  }

  /** Upper half (0..2^32-1) of region `id`. */
  highOf(id: number): number {
    return this.#highs[id]!;
  }

  /** Id of an upper half given as unsigned 32-bit number; -1 when 65536 others are taken. */
  idOf(high: number): number {
    const slot = high & 63;
    if (this.#recentHigh[slot] === high) return this.#recentId[slot]!;
    let id = this.#ids.get(high);
    if (id === undefined) {
      id = this.#highs.length;
      if (id >= largestRegionCount) return -1;
      this.#ids.set(high, id);
      this.#highs.push(high);
    }
    this.#recentHigh[slot] = high;
    this.#recentId[slot] = id;
    return id;
  }
}

/** Where a reader puts accesses and whom it tells when the batch is full. */
export interface Batch {
  /** Room for a whole number of records. */
  readonly words: Int32Array;
  /** The first `count` records are new; they are read before the call returns. */
  flush(count: number): void;
}

/** A trace that cannot be read. `line` counts from 1 (text form), `byte` from 0 (packed form). */
export class TraceError extends Error {
  override name = 'TraceError';
  readonly place: { readonly line: number } | { readonly byte: number };
  readonly help: readonly string[];

  constructor(
    place: { readonly line: number } | { readonly byte: number },
    message: string,
    help: readonly string[] = [],
  ) {
    super(message);
    this.place = place;
    this.help = help;
  }
}
