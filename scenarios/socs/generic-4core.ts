/**
 * A chip that stands for none: four equal cores at 1 GHz, so that a cycle is a nanosecond, with caches and memory of the
 * size that small automotive processors have. For files that do not care, and for teaching; every number is assumed.
 */
import { assumed } from '../../models/parameter.ts';
import type { SocSheet } from '../soc.ts';

const round = 'round number of the class; no chip is meant';

export const generic4core = {
  name: 'generic-4core',
  origin: 'no real chip',
  summary: 'Four equal cores (`cpu`) at 1 GHz with typical caches; every number assumed.',
  cores: { cpu: { clock: assumed('1 GHz', round), count: assumed(4, round) } },
  accelerators: {},
  caches: {
    l1i: {
      level: assumed(1, round),
      kind: assumed('instruction', round),
      cores: assumed(['cpu'], round),
      shared: assumed(false, round),
      size: assumed('32 KiB', round),
      ways: assumed(4, round),
      line: assumed('64 B', round),
    },
    l1d: {
      level: assumed(1, round),
      kind: assumed('data', round),
      cores: assumed(['cpu'], round),
      shared: assumed(false, round),
      size: assumed('32 KiB', round),
      ways: assumed(4, round),
      line: assumed('64 B', round),
    },
    l2: {
      level: assumed(2, round),
      kind: assumed('unified', round),
      cores: assumed(['cpu'], round),
      shared: assumed(true, round),
      size: assumed('1 MiB', round),
      ways: assumed(16, round),
      line: assumed('64 B', round),
    },
  },
  dram: {
    kind: assumed('LPDDR4', round),
    size: assumed('4 GiB', round),
    peak: assumed('12.8 GB/s', round),
    latency: assumed('100 ns', round),
  },
  interconnect: null,
  iommu: { kind: assumed('SMMU', round), present: assumed(true, round) },
} as const satisfies SocSheet;
