/** The shelf of memory regulators: one line per member. */
import type { RegulatorDefinition } from './regulator.ts';
import { bandwidthCap } from './regulators/bandwidth-cap.ts';
import { dramBankPartition } from './regulators/dram-bank-partition.ts';
import { memguard } from './regulators/memguard.ts';
import { pageColouring } from './regulators/page-colouring.ts';
import { wayPartition } from './regulators/way-partition.ts';

export const regulators = {
  memguard,
  'bandwidth-cap': bandwidthCap,
  'dram-bank-partition': dramBankPartition,
  'page-colouring': pageColouring,
  'way-partition': wayPartition,
} as const satisfies Record<string, RegulatorDefinition>;

export type RegulatorName = keyof typeof regulators;
