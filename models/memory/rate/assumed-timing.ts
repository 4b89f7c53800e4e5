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
  /** For the access level only: what a channel keeps between commands, and how the controller chooses. */
  activateToPrechargePs: assumed(32_000, 'JEDEC DDR4-2400: tRAS'),
  fourActivatesPs: assumed(30_000, 'JEDEC DDR4-2400, 2 KiB pages: tFAW'),
  writeToReadPs: assumed(21_000, 'JEDEC DDR4-2400: write latency of the bus and tWTR_L, about 21 ns'),
  refreshIntervalPs: assumed(7_800_000, 'JEDEC DDR4: tREFI'),
  refreshPs: assumed(350_000, 'JEDEC DDR4, 8 Gbit: tRFC'),
  rowHitsInARow: assumed(
    4,
    'first-ready controllers cap row hits so that others are served; no vendor says its number',
  ),
  writesQueued: assumed(16, 'writes are drained in batches; no vendor says its number'),
  rowBytes: assumed(2048, 'JEDEC: 2 KiB page of a LPDDR4 channel'),
  lineBytes: assumed(64, 'all Armv8-A cores of the shelf'),
} as const;
