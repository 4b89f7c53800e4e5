/**
 * Texas Instruments AM64x: an industrial gateway processor. Two Cortex-A53 at 1.0 GHz, 256 KiB second level, one 16-bit
 * DDR4-1600 channel. Its Cortex-R5F and M4F are left out.
 */
import { assumed, published } from '../../models/parameter.ts';
import type { SocSheet } from '../soc.ts';

const guide = 'TI Processor SDK 12.0 performance guide, AM64x';
const dataSheet = 'TI AM64x Sitara processors data sheet, SPRSP56';
const arm = 'Arm Cortex-A53 Technical Reference Manual, DDI 0500';
const line = published('64 B', arm);

export const am64x = {
  name: 'am64x',
  origin: `${dataSheet}; ${guide}`,
  summary: 'Two Cortex-A53 at 1.0 GHz, 256 KiB second level shared, 16-bit DDR4-1600.',
  cores: { a53: { clock: published('1.0 GHz', guide), count: published(2, guide) } },
  accelerators: {},
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
      size: published('256 KiB', guide),
      ways: published(16, arm),
      line,
    },
  },
  dram: {
    kind: published('DDR4-1600', guide),
    peak: published('3.2 GB/s', `${dataSheet}: 16 bit at 1600 MT/s`),
    bandwidth: published('1333 MB/s', `${guide}: lmbench read`),
    latency: assumed('130 ns', 'typical of DDR4 behind a small interconnect; the guide has no load-to-use latency'),
  },
  interconnect: null,
  iommu: null,
} as const satisfies SocSheet;
