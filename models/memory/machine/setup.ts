/**
 * What a memory machine is built of: plain data, checked by whoever reads files. Latencies are picoseconds, sizes bytes.
 * Owners (VMs) and cores are small integers in declared order.
 */
import type { AccessSource } from '../access.ts';
import type { ArbiterName } from '../arbiters.ts';
import type { CacheGeometry } from '../geometry.ts';
import type { PrefetcherName } from '../prefetchers.ts';
import type { Regulator } from '../regulator.ts';
import type { ReplacementName } from '../replacements.ts';
import type { TranslationSetup } from '../translation/walk.ts';
import type { DramSetup } from './dram.ts';

/** What a core has for itself. */
export interface PrivateSetup {
  readonly l1i: CacheGeometry | null;
  readonly l1d: CacheGeometry;
  readonly replacement: ReplacementName;
  /** A store dirties its line, or goes on to the next level at once. */
  readonly write: 'back' | 'through';
  /** Whether a store that misses brings the line in. */
  readonly allocate: boolean;
  /** A second private level. */
  readonly l2: { readonly geometry: CacheGeometry; readonly hitPs: number } | null;
  /** Misses of the core that may be under way at once; further ones stall it. */
  readonly mshrs: number;
  readonly prefetcher: { readonly use: PrefetcherName; readonly degree: number } | null;
  readonly translation: TranslationSetup | null;
}

export interface CoreSetup {
  readonly owner: number;
  readonly source: AccessSource;
  readonly caches: PrivateSetup;
  /** For the priority arbiter; larger is more urgent. */
  readonly priority: number;
}

/** The cache that all cores share. */
export interface SharedSetup {
  readonly geometry: CacheGeometry;
  readonly replacement: ReplacementName;
  /**
   * Inclusive: what falls out here falls out of the private caches too. Exclusive: a line is here or in a private cache,
   * never in both; lines come in when a private cache evicts them. Neither: no such rule.
   */
  readonly inclusion: 'inclusive' | 'exclusive' | 'neither';
  /** Time of a look-up: a hit answers after it, a miss goes on to DRAM after it. */
  readonly hitPs: number;
  /** Lines that may be under way from DRAM at once; further misses queue. */
  readonly mshrs: number;
}

export interface MachineSetup {
  readonly owners: number;
  readonly cores: readonly CoreSetup[];
  readonly shared: SharedSetup | null;
  readonly interconnect: { readonly transferPs: number; readonly arbiter: ArbiterName };
  readonly dram: DramSetup;
  readonly lineBytes: number;
  readonly regulators: readonly Regulator[];
}

/** Event kinds, phases and ranks that the machine takes from the kernel it is put on: six kinds from `firstKind`. */
export interface EventPlaces {
  readonly firstKind: number;
  readonly corePhase: number;
  readonly sharedPhase: number;
  readonly firstRank: number;
}
