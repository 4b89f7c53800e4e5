/**
 * Texas Instruments AM62P: a small automotive display processor. Four Cortex-A53 at 1.4 GHz, 512 KiB second level, one
 * 32-bit LPDDR4-3200 channel and a GPU. Memory figures are those of the maker's own performance guide; its
 * `lat_mem_rd` has a stride that wakes the prefetcher, so it gives no load-to-use latency of DRAM.
 */
import { assumed, published } from '../../models/parameter.ts';
import type { SocSheet } from '../soc.ts';

const guide = 'TI Processor SDK 12.0 performance guide, AM62P';
const dataSheet = 'TI AM62Px Sitara processors data sheet, SPRSP89';
const arm = 'Arm Cortex-A53 Technical Reference Manual, DDI 0500';
const line = published('64 B', arm);

export const am62p = {
  name: 'am62p',
  origin: `${dataSheet}; ${guide}`,
  summary: 'Four Cortex-A53 at 1.4 GHz, 512 KiB second level shared, 32-bit LPDDR4-3200, a small GPU.',
  cores: { a53: { clock: published('1.4 GHz', guide), count: published(4, guide) } },
  accelerators: {
    gpu: {
      clock: assumed('800 MHz', `${dataSheet}: 50 GFLOPS; at 64 operations per clock of a BXS-4-64 about 0.8 GHz`),
      call_cost: assumed(
        '20 us',
        'submitting a command buffer through a kernel driver and taking its completion; no figure was found',
      ),
      policy: assumed('fifo', 'firmware queues in order of arrival; no priority levels are assumed'),
    },
  },
  caches: {
    l1i: {
      level: published(1, arm),
      kind: published('instruction', arm),
      cores: published(['a53'], arm),
      shared: published(false, arm),
      size: published('32 KiB', dataSheet),
      ways: published(2, arm),
      line,
    },
    l1d: {
      level: published(1, arm),
      kind: published('data', arm),
      cores: published(['a53'], arm),
      shared: published(false, arm),
      size: published('32 KiB', dataSheet),
      ways: published(4, arm),
      line,
    },
    l2: {
      level: published(2, arm),
      kind: published('unified', arm),
      cores: published(['a53'], arm),
      shared: published(true, arm),
      size: published('512 KiB', guide),
      ways: published(16, arm),
      line,
    },
  },
  dram: {
    kind: published('LPDDR4-3200', guide),
    peak: published('12.8 GB/s', `${dataSheet}: 32 bit at 3200 MT/s`),
    bandwidth: published('3693 MB/s', `${guide}: STREAM copy`),
    latency: assumed('130 ns', 'typical of LPDDR4 behind a small interconnect; the guide has no load-to-use latency'),
  },
  interconnect: null,
  iommu: null,
} as const satisfies SocSheet;
