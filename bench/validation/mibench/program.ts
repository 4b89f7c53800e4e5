/**
 * What the prediction may know of a program: the bare columns of the measurements and the shape of its reuse, scaled to
 * the board. Nothing that was measured under a hypervisor or beside the interferer is in here, so a prediction
 * cannot read what it predicts.
 *
 * Scaling: what repeats, by instructions of the board over those of the profile times `reuseScale`, the calibrated ratio of
 * first-level misses per instruction; first touches are data, which stays; the L2 misses of the reuse part may not exceed
 * what the board's bare refills leave for it.
 */

import { privateLines, psPerUs, sharedLines } from './board.ts';
import { chanceMisses, type Reuse } from './chance-curve.ts';
import { type Measurement, tickUs } from './measurements.ts';
import { type Profile, profiles } from './profiles.ts';

export interface Program {
  readonly name: string;
  readonly barePs: number;
  readonly bareRefills: number;
  /** Exceptions that are no ticks: page faults and system calls. */
  readonly entries: number;
  /** The user's first-level misses that look up the L2; `never` are all refills of the bare run. */
  readonly reuse: Reuse;
  /** Misses of the reuse part in the whole L2, in the bare run. */
  readonly bareReuseMisses: number;
  /** Lines that the program keeps in use in its private caches. */
  readonly hotLines: number;
  readonly bareTlbRefills: number;
  /** It walks its data in order: a prefetcher runs ahead, and streams of writes pass by the caches. */
  readonly streams: boolean;
}

/**
 * glibc's qsort merges elements of up to 32 bytes themselves (qsort-large: 24 bytes) and pointers to larger ones
 * (qsort-small: 128 bytes), so only the first is a walk in order. The susan programs go over an image row by row.
 */
const streaming: ReadonlySet<string> = new Set([
  'qsort-large',
  'susanc-small',
  'susanc-large',
  'susane-small',
  'susane-large',
  'susans-small',
  'susans-large',
]);

/** Refills that any process causes bare, beside its own lines: kernel, loader. From bitcount-large, whose own are its cold lines. */
const processRefills = (bitcount: Measurement): number => bitcount.bareRefills - profiles['bitcount-large']!.coldLines;

export function programOf(measured: Measurement, bitcount: Measurement, reuseScale: number): Program {
  const { name, bareUs, instructions, bareRefills, bareExceptions, bareTlbRefills } = measured;
  const profile = profiles[name]!;
  const streams = streaming.has(name);
  const scaled = scale(profile, (reuseScale * instructions) / profile.instructions, streams);
  const most = Math.max(0, bareRefills - profile.coldLines - processRefills(bitcount));
  const misses = reuseMisses(scaled, profile.coldLines);
  const shrink = misses > most ? most / misses : 1;
  const bareReuseMisses = misses * shrink;
  return {
    name,
    barePs: bareUs * psPerUs,
    bareRefills,
    entries: bareExceptions - bareUs / tickUs,
    reuse: {
      distances: scaled.distances,
      counts: scaled.counts.map((count) => count * shrink),
      never: bareRefills - bareReuseMisses,
    },
    bareReuseMisses,
    hotLines: Math.min(profile.windowLines, privateLines),
    bareTlbRefills,
    streams,
  };
}

/**
 * Streams of writes allocate neither in L1 nor in L2 (Cortex-A53 TRM, DDI 0500D, 6.2: read allocate modes),
 * so a program that walks in order has no refills for them.
 */
function scale(profile: Profile, ratio: number, streams: boolean): Omit<Reuse, 'never'> {
  return {
    distances: profile.reuse.map(([distance]) => distance),
    counts: profile.reuse.map(([, reads, writes]) => (streams ? reads : reads + writes) * ratio),
  };
}

/** Misses of the reuse part alone in the L2, per run: none while everything fits. */
function reuseMisses(reuse: Omit<Reuse, 'never'>, coldLines: number): number {
  if (coldLines <= sharedLines) return 0;
  const whole = { ...reuse, never: coldLines };
  const accesses = whole.counts.reduce((sum, count) => sum + count, coldLines);
  return accesses * chanceMisses(whole, sharedLines) - coldLines;
}
