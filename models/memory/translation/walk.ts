/**
 * Translation: TLB levels and the walk after a miss. A guest's address passes two stages (virtual to guest-physical by the
 * guest's tables, guest-physical to physical by the hypervisor's), and each step of the first stage needs the second:
 * a nested walk of n1 and n2 levels reads (n1 + 1) x (n2 + 1) - 1 descriptors, 24 for 4 KiB over 4 KiB (Bhargava et al.,
 * "Accelerating two-dimensional page walks for virtualized systems", ASPLOS 2008). Four levels with 4 KiB granule; 2 MiB
 * pages save one, 1 GiB pages two (Arm ARM DDI 0487, D8).
 *
 * The TLB keeps combined entries, virtual to physical, of the smaller page of the two stages. Walks go to the shared cache
 * like the Cortex-A53's; intermediate descriptors are not cached in the TLB (no walk cache) unless `walkCacheEntries` says
 * so, which then keeps second-stage results by guest-physical page.
 */
import { Cache } from '../cache.ts';
import { lru } from '../replacements/lru.ts';

export const pageSizes = { '4 KiB': 4096, '2 MiB': 2 ** 21, '1 GiB': 2 ** 30 } as const;
const levelsOf = (bytes: number): number => (bytes >= 2 ** 30 ? 2 : bytes >= 2 ** 21 ? 3 : 4);
const descriptorBytes = 8;
/** Address bits that one level resolves, from the top: 4-level tables with 4 KiB granule. */
const indexBits = 9;

export interface TranslationSetup {
  /** Entries and ways of the levels, nearest first; the penalty of a hit in each, in ps (0 for the first). */
  readonly levels: readonly { readonly entries: number; readonly ways: number; readonly hitPs: number }[];
  readonly stage1PageBytes: number;
  /** Null: no hypervisor (bare metal), one stage. */
  readonly stage2PageBytes: number | null;
  /** Second-stage translations remembered for walks; 0 for none. */
  readonly walkCacheEntries: number;
}

/** Where the tables of an address space lie, bytes: the guest's in guest-physical, the hypervisor's in physical memory. */
export interface TableBases {
  readonly stage1: number;
  readonly stage2: number;
}

export interface TranslationCounts {
  lookups: number;
  walks: number;
  descriptorReads: number;
}

/** One core's TLBs. */
export class Translation {
  readonly counts: TranslationCounts = { lookups: 0, walks: 0, descriptorReads: 0 };
  readonly #setup: TranslationSetup;
  readonly #levels: readonly Cache[];
  readonly #walkCache: Cache | null;
  readonly #entryBytes: number;

  constructor(setup: TranslationSetup) {
    this.#setup = setup;
    this.#levels = setup.levels.map(({ entries, ways }) => tlbOf(entries, ways));
    this.#walkCache = setup.walkCacheEntries > 0 ? tlbOf(setup.walkCacheEntries, setup.walkCacheEntries) : null;
    this.#entryBytes = Math.min(setup.stage1PageBytes, setup.stage2PageBytes ?? setup.stage1PageBytes);
  }

  /**
   * Looks up the page of `address` in address space `space` (dense from 0). Gives the penalty in ps of the level that knew
   * it, or -1 when none did: then a walk is due, after which the entry is there.
   */
  lookUp(address: number, space: number): number {
    this.counts.lookups++;
    const entry = keyOf(address, this.#entryBytes, space);
    for (const [depth, level] of this.#levels.entries()) {
      if (!level.access(entry, false)) continue;
      for (let above = 0; above < depth; above++) this.#levels[above]!.fill(entry, space, false);
      return this.#setup.levels[depth]!.hitPs;
    }
    for (const level of this.#levels) level.fill(entry, space, false);
    this.counts.walks++;
    return -1;
  }

  /**
   * The descriptors that the walk of `address` reads, in order, as physical byte addresses, appended to `out`.
   * `physicalOf` maps guest-physical to physical addresses (the result of stage 2 itself).
   */
  walk(
    address: number,
    space: number,
    bases: TableBases,
    physicalOf: (guestPhysical: number) => number,
    out: number[],
  ): void {
    const before = out.length;
    const levels1 = levelsOf(this.#setup.stage1PageBytes);
    for (let level = 0; level < levels1; level++) {
      const descriptor = bases.stage1 + offsetOf(address, level);
      this.#stage2(descriptor, space, bases, out);
      out.push(physicalOf(descriptor));
    }
    this.#stage2(address, space, bases, out);
    this.counts.descriptorReads += out.length - before;
  }

  /** The hypervisor's descriptors for one guest-physical address. */
  #stage2(guestPhysical: number, space: number, bases: TableBases, out: number[]): void {
    const { stage2PageBytes } = this.#setup;
    if (stage2PageBytes === null) return;
    if (this.#walkCache !== null) {
      const entry = keyOf(guestPhysical, stage2PageBytes, space);
      if (this.#walkCache.access(entry, false)) return;
      this.#walkCache.fill(entry, space, false);
    }
    const levels = levelsOf(stage2PageBytes);
    for (let level = 0; level < levels; level++) out.push(bases.stage2 + offsetOf(guestPhysical, level));
  }
}

function tlbOf(entries: number, ways: number): Cache {
  return new Cache({ sizeBytes: entries * 64, ways: Math.min(ways, 32), lineBytes: 64 }, lru);
}

/** One number per (page, space): spaces lie 2^36 pages apart. */
function keyOf(address: number, bytes: number, space: number): number {
  return space * 2 ** 36 + Math.floor(address / bytes);
}

/**
 * Offset of the descriptor of `level` (0 = top) within the tables: the tables of a level lie one after the other, in the
 * order of the addresses that they cover, as a kernel that maps a region in order allocates them.
 */
function offsetOf(address: number, level: number): number {
  const shift = 12 + indexBits * (3 - level);
  return level * 2 ** 30 + Math.floor(address / 2 ** shift) * descriptorBytes;
}
