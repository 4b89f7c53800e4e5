/**
 * The board of the measurements as the rate level sees it: ZCU104, Zynq UltraScale+ with four Cortex-A53 at 1.2 GHz, and
 * the guest that interferes. The latency of DRAM is the one unknown, and calibrated.
 */

import type { RateChip } from '../../../models/memory/rate/chip.ts';
import { one, type RateDemand } from '../../../models/memory/rate/demand.ts';
import { chanceCurve } from './chance-curve.ts';

export const psPerUs = 1_000_000;
/** 1.2 GHz. */
export const cyclePs = 833;

/** 32 KiB of instructions and 32 KiB of data at 64 B (RTAS 2023, table of the platform). */
export const privateLines = 1024;
/** 1 MiB at 64 B. */
export const sharedLines = 16384;

/** Linefills of one core under way at once: of the order of the Cortex-A53's three line-fill buffers; what its prefetcher can hide. */
export const linefills = 3;

/** A miss of the first level that hits the L2: 13 cycles (the `cpu-latency` tables for the A53). */
const hitPs = 13 * cyclePs;
/** DDR4-2400: tRP + tRCD. */
const rowPs = 27_500;

export function boardChip(dramPs: number): RateChip {
  return {
    cacheLines: sharedLines,
    // Cortex-A53 TRM, DDI 0500D, 2.1.6: pseudo-random for L1 data; assumed for the L2, as Lipp et al., "ARMageddon",
    // USENIX Security 2016, found it.
    leaving: 'chance',
    hitPs,
    // 128 bit at half the core clock: 64 B in 4 beats.
    transferPs: 8 * cyclePs,
    dramPs,
    rowPs,
    // 64 bit at 2400 MT/s.
    burstPs: 3333,
    banks: 16,
  };
}

/** What one refill costs a program that waits for it, with nobody in the way. */
export const refillPs = (dramPs: number): number => hitPs + dramPs + rowPs;
export const sharedHitPs = hitPs;

/** Assumed: load or store, add, compare, branch and the loop's counter of a compiled loop, five cycles in order. */
const sweepGapPs = 5 * cyclePs;

/**
 * One core of the interfering guest: 512 KiB over and over at a stride of a line. Passes of writes and of reads alternate,
 * so half of the lines that leave are dirty.
 */
export function interferer(): RateDemand {
  const lines = sharedLines / 2;
  return {
    name: 'interferer',
    gapPs: sweepGapPs,
    overlap: linefills * one,
    dependent: false,
    curve: chanceCurve({ distances: [lines], counts: [1], never: 0 }, 16, lines),
    footprintLines: lines,
    writeBacks: one / 2,
    rowHits: one / 2,
  };
}
