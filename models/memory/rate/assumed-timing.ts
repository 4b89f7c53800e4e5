/**
 * Timing of memory that no sheet of the shelf publishes, so that every chip has some: values of the usual order, all
 * assumed, each with the reason. A sheet or an ECU file that knows better says so under `soc`.
 */
import { assumed } from '../../parameter.ts';

export const assumedTiming = {
  /** Cycles of the core for a hit in the shared cache. */
  sharedHitCycles: assumed(
    13,
    'Cortex-A53: 13 cycles for a miss of the first level (cpu-latency tables); others are of that order',
  ),
  dramLatencyPs: assumed(
    100_000,
    'of the order of LPDDR4 and DDR4 systems; the cost of one extra TLB refill on a ZCU104 was 103 ns (RTAS 2023 logs)',
  ),
  /** Closing one row and opening another: tRP + tRCD. */
  rowPs: assumed(27_500, 'JEDEC DDR4-2400: tRP and tRCD of 13.75 ns each'),
  banks: assumed(8, 'JEDEC: LPDDR4 has 8 banks per channel'),
  bandwidthBytesPerSecond: assumed(6_400_000_000, '32 bit at 1600 MT/s'),
  /** Bandwidth of the interconnect, in that of the pins of DRAM. */
  interconnectFactor: assumed(2, 'an interconnect that DRAM cannot saturate; no sheet of the shelf publishes one'),
  /** Misses that a core has under way at most. */
  missesInFlight: assumed(3, 'Cortex-A53 TRM: three outstanding linefills per core; a larger core has more'),
  /** Cycles of execution between two accesses of data. */
  cyclesPerAccess: assumed(4, 'about one load or store in three instructions at 0.75 instructions per cycle'),
  rowBytes: assumed(2048, 'JEDEC: 2 KiB page of a LPDDR4 channel'),
  lineBytes: assumed(64, 'all Armv8-A cores of the shelf'),
} as const;
