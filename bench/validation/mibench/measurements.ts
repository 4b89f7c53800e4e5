/**
 * What was measured: run times of the twelve MiBench automotive programs in a Linux guest with one virtual CPU on a ZCU104
 * (four Cortex-A53 at 1.2 GHz, 32 KiB L1I and L1D, 1 MiB 16-way L2 shared by all), bare and under four hypervisors.
 *
 * Source: J. Martins and S. Pinto, "Shedding Light on Static Partitioning Hypervisors for Arm-based Mixed-Criticality
 * Systems", RTAS 2023; recomputed from the raw performance-counter logs of its artifact, repository
 * ESRGv3/shedding-light-static-partitioning-hypervisors (2023-03-03), folder experiments/mibench. 35 runs of each cell.
 *
 * Percentages are slow-downs over the mean of the bare runs. `solo`: alone, superpages in stage 2 (seL4's monitor maps 4 KiB
 * pages only). `smallPages`: alone, 4 KiB pages in stage 2. `interference`: beside a guest whose two cores each walk 512 KiB
 * at a stride of 64 B, a pass of writes, then a pass of reads. Arrays are in the order of `hypervisorNames`.
 *
 * The bare columns are inputs of the prediction. Of the others only those of `calibrationPrograms` may be read by it.
 */
export const hypervisorNames = ['Jailhouse', 'Xen', 'Bao', 'seL4'] as const;

/** The two programs that calibrate; the other ten are predicted and scored. */
export const calibrationPrograms = ['bitcount-large', 'qsort-small'] as const;

export interface Measurement {
  readonly name: string;
  readonly bareUs: number;
  /** Instructions of the guest, kernel included. */
  readonly instructions: number;
  /** Refills of the L2 (event 0x17). */
  readonly bareRefills: number;
  /** Exceptions taken (event 0x09): page faults, system calls and ticks. */
  readonly bareExceptions: number;
  /** Refills of both first-level TLBs (events 0x02, 0x05). */
  readonly bareTlbRefills: number;
  /** Standard deviation of the bare runs, % of the mean; for most programs the source gives a range only, here its upper end. */
  readonly noisePercent: number;
  readonly soloPercent: readonly number[];
  readonly smallPagesPercent: readonly number[];
  readonly interferencePercent: readonly number[];
  /** The guest's refills of the L2 under interference. */
  readonly interferenceRefills: readonly number[];
  /** The guest's TLB refills with 4 KiB pages in stage 2. */
  readonly smallPagesTlbRefills: readonly number[];
}

/** What the same logs tell about each hypervisor's own share, from counters at its exception level. */
export interface HypervisorCounters {
  readonly name: (typeof hypervisorNames)[number];
  readonly trapsPerTick: number;
  readonly instructionsPerTrap: number;
  readonly soloRefillsPerTrap: number;
  /** Mean over all programs under interference: counters of the hypervisor, an input, not a slow-down. */
  readonly interferenceRefillsPerTrap: number;
  /** The same beside bitcount-large, whose own lines leave the first-level caches alone. */
  readonly interferenceRefillsPerTrapBitcountLarge: number;
  /** All pages of stage 2 are 4 KiB. */
  readonly smallPagesOnly: boolean;
}

/** Linux guest with HZ = 250. */
export const tickUs = 4000;

export const hypervisors: readonly HypervisorCounters[] = [
  {
    name: 'Jailhouse',
    trapsPerTick: 1,
    instructionsPerTrap: 226,
    soloRefillsPerTrap: 1.4,
    interferenceRefillsPerTrap: 33,
    interferenceRefillsPerTrapBitcountLarge: 14,
    smallPagesOnly: false,
  },
  {
    name: 'Xen',
    trapsPerTick: 1,
    instructionsPerTrap: 1420,
    soloRefillsPerTrap: 4.1,
    interferenceRefillsPerTrap: 118,
    interferenceRefillsPerTrapBitcountLarge: 69,
    smallPagesOnly: false,
  },
  {
    name: 'Bao',
    trapsPerTick: 1,
    instructionsPerTrap: 188,
    soloRefillsPerTrap: 1.7,
    interferenceRefillsPerTrap: 35,
    interferenceRefillsPerTrapBitcountLarge: 13,
    smallPagesOnly: false,
  },
  {
    name: 'seL4',
    trapsPerTick: 8.1,
    instructionsPerTrap: 981,
    soloRefillsPerTrap: 1.3,
    interferenceRefillsPerTrap: 37,
    interferenceRefillsPerTrapBitcountLarge: 26,
    smallPagesOnly: true,
  },
];

export const measurements: readonly Measurement[] = [
  {
    name: 'qsort-small',
    bareUs: 21389,
    instructions: 17060000,
    bareRefills: 83000,
    bareExceptions: 576,
    bareTlbRefills: 2554,
    noisePercent: 0.9,
    soloPercent: [0.02, 0.4, 0.07, 2.91],
    smallPagesPercent: [1.86, 2.13, 1.63, 2.91],
    interferencePercent: [85.9, 87.1, 85.9, 98.1],
    interferenceRefills: [156700, 172700, 171400, 163500],
    smallPagesTlbRefills: [6117, 6083, 5740, 6079],
  },
  {
    name: 'qsort-large',
    bareUs: 218472,
    instructions: 266900000,
    bareRefills: 145600,
    bareExceptions: 1595,
    bareTlbRefills: 5123,
    noisePercent: 0.3,
    soloPercent: [0.03, 0.14, 0.07, 0.87],
    smallPagesPercent: [0.34, 0.49, 0.36, 0.87],
    interferencePercent: [10.2, 11, 10.3, 14.9],
    interferenceRefills: [292600, 299300, 306900, 328500],
    smallPagesTlbRefills: [13854, 11835, 10894, 11216],
  },
  {
    name: 'susanc-small',
    bareUs: 3900,
    instructions: 2480000,
    bareRefills: 10000,
    bareExceptions: 209,
    bareTlbRefills: 780,
    noisePercent: 1.7,
    soloPercent: [0.74, 1.34, 0.56, 8.07],
    smallPagesPercent: [5.67, 5.75, 5.65, 8.07],
    interferencePercent: [108.1, 109.9, 109.1, 131.6],
    interferenceRefills: [26400, 26300, 25700, 28300],
    smallPagesTlbRefills: [2725, 2846, 2659, 2706],
  },
  {
    name: 'susanc-large',
    bareUs: 17578,
    instructions: 19210000,
    bareRefills: 27500,
    bareExceptions: 545,
    bareTlbRefills: 2259,
    noisePercent: 0.3,
    soloPercent: [0.26, 0.22, 0.15, 2.5],
    smallPagesPercent: [1.79, 1.96, 1.79, 2.5],
    interferencePercent: [37.4, 38.2, 37.6, 47.2],
    interferenceRefills: [51900, 52000, 53000, 59500],
    smallPagesTlbRefills: [4937, 4748, 4815, 4627],
  },
  {
    name: 'susane-small',
    bareUs: 4304,
    instructions: 3360000,
    bareRefills: 10500,
    bareExceptions: 196,
    bareTlbRefills: 854,
    noisePercent: 1.7,
    soloPercent: [0.68, 0.7, 0.45, 7],
    smallPagesPercent: [5.29, 5.36, 5, 7],
    interferencePercent: [101.4, 102.2, 100.2, 124.3],
    interferenceRefills: [27500, 26800, 26400, 30800],
    smallPagesTlbRefills: [2807, 2745, 2540, 2722],
  },
  {
    name: 'susane-large',
    bareUs: 32673,
    instructions: 48140000,
    bareRefills: 27000,
    bareExceptions: 357,
    bareTlbRefills: 1524,
    noisePercent: 0.3,
    soloPercent: [0.04, 0.11, 0.05, 1.54],
    smallPagesPercent: [0.89, 1.01, 0.81, 1.54],
    interferencePercent: [22.2, 22.8, 22.1, 28.5],
    interferenceRefills: [66200, 67200, 66900, 74000],
    smallPagesTlbRefills: [4009, 3908, 3835, 3862],
  },
  {
    name: 'susans-small',
    bareUs: 22576,
    instructions: 19120000,
    bareRefills: 10300,
    bareExceptions: 199,
    bareTlbRefills: 823,
    noisePercent: 0.3,
    soloPercent: [0.11, 0.16, 0.1, 1.63],
    smallPagesPercent: [0.99, 1.13, 0.93, 1.63],
    interferencePercent: [22.3, 23, 22.3, 29],
    interferenceRefills: [30200, 30500, 30900, 33900],
    smallPagesTlbRefills: [2724, 2907, 2715, 2727],
  },
  {
    name: 'susans-large',
    bareUs: 296267,
    instructions: 267840000,
    bareRefills: 16500,
    bareExceptions: 322,
    bareTlbRefills: 1051,
    noisePercent: 0.3,
    soloPercent: [0.03, 0.09, 0.03, 0.54],
    smallPagesPercent: [0.1, 0.17, 0.09, 0.54],
    interferencePercent: [2.63, 3.15, 2.61, 5.83],
    interferenceRefills: [51500, 56900, 52900, 79400],
    smallPagesTlbRefills: [3770, 3389, 3371, 3257],
  },
  {
    name: 'bitcount-small',
    bareUs: 19864,
    instructions: 30190000,
    bareRefills: 9400,
    bareExceptions: 197,
    bareTlbRefills: 739,
    noisePercent: 0.3,
    soloPercent: [0.24, 0.22, 0.17, 1.89],
    smallPagesPercent: [1.1, 1.34, 1.17, 1.89],
    interferencePercent: [25.5, 26.4, 25.8, 33.7],
    interferenceRefills: [29900, 29900, 29900, 34500],
    smallPagesTlbRefills: [2635, 2783, 2570, 2608],
  },
  {
    name: 'bitcount-large',
    bareUs: 252012,
    instructions: 429440000,
    bareRefills: 9700,
    bareExceptions: 256,
    bareTlbRefills: 838,
    noisePercent: 0.3,
    soloPercent: [0, 0.05, -0.01, 0.51],
    smallPagesPercent: [0.08, 0.15, 0.06, 0.51],
    interferencePercent: [2.75, 3.29, 2.74, 5.83],
    interferenceRefills: [38700, 42900, 40000, 60600],
    smallPagesTlbRefills: [2869, 2759, 3035, 2707],
  },
  {
    name: 'basicmath-small',
    bareUs: 99647,
    instructions: 113950000,
    bareRefills: 14400,
    bareExceptions: 307,
    bareTlbRefills: 972,
    noisePercent: 0.3,
    soloPercent: [0.01, 0.1, 0.02, 0.9],
    smallPagesPercent: [0.29, 0.39, 0.27, 0.9],
    interferencePercent: [17.5, 18.4, 17.7, 22.6],
    interferenceRefills: [103700, 101200, 99700, 118000],
    smallPagesTlbRefills: [4428, 4326, 3819, 4376],
  },
  {
    name: 'basicmath-large',
    bareUs: 1524543,
    instructions: 1868940000,
    bareRefills: 52000,
    bareExceptions: 4578,
    bareTlbRefills: 6757,
    noisePercent: 0.3,
    soloPercent: [-0.01, 0.09, 0.04, 0.56],
    smallPagesPercent: [0.11, 0.21, 0.13, 0.56],
    interferencePercent: [7.66, 8.47, 7.95, 11.5],
    interferenceRefills: [674200, 705700, 692800, 849000],
    smallPagesTlbRefills: [41900, 41843, 29307, 30247],
  },
];
