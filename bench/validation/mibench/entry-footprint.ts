/**
 * What one entry of a kernel or hypervisor costs the caches: its own lines that it must fetch again, and the lines of the
 * interrupted program that it pushes out. A fixed cost per entry cannot tell these: they depend on what ran since the
 * last entry, in the private caches and, where lines have left those, in the shared one.
 *
 * Evictions are by chance (`chance-curve.ts`): a line survives k fills of a cache of n lines with (1 - 1/n)^k. Lines of the
 * path that collide among themselves are lost whoever else runs: `kept` is what is left of the path when it alone
 * comes back. Lines are not whole here: they are means over many entries.
 */
import { survives } from './chance-curve.ts';

/** The lines that one entry touches, code and data. */
export interface EntryPath {
  readonly lines: number;
  /** Part of them that is still in the private caches at the next entry if nothing else ran, 0..1. */
  readonly kept: number;
}

/** What happens to the caches between two entries. */
export interface Between {
  readonly privateLines: number;
  readonly privateFills: number;
  readonly sharedLines: number;
  readonly sharedFills: number;
}

export interface EntryRefills {
  /** Lines that the entry fetches into the private caches; each pushes one out. */
  readonly intoPrivate: number;
  /** Of these, lines that the shared cache lost as well. */
  readonly fromMemory: number;
}

/** Refills of one entry, mean lines. */
export function refillsOfEntry(path: EntryPath, between: Between): EntryRefills {
  const stillPrivate = path.kept * survives(between.privateLines, between.privateFills);
  const intoPrivate = path.lines * (1 - stillPrivate);
  return { intoPrivate, fromMemory: intoPrivate * (1 - survives(between.sharedLines, between.sharedFills)) };
}

/**
 * Lines of the interrupted program that the entry pushed out of the private caches and the program wants back. It keeps
 * `hotLines` in use there, so the shared cache last saw them before the last entry.
 */
export function displacedBy(entry: EntryRefills, hotLines: number, between: Between): EntryRefills {
  const hot = Math.min(hotLines, between.privateLines);
  const intoPrivate = hot * (1 - survives(between.privateLines, entry.intoPrivate));
  return { intoPrivate, fromMemory: intoPrivate * (1 - survives(between.sharedLines, between.sharedFills)) };
}
