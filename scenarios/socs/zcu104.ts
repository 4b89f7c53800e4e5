/**
 * AMD/Xilinx ZCU104 evaluation board with a Zynq UltraScale+ XCZU7EV: four Cortex-A53 at 1.2 GHz that share a 1 MiB second
 * level. The board of the RTAS 2023 comparison of static-partitioning hypervisors, and so the best measured one on the
 * shelf. Its programmable logic and the two Cortex-R5 are left out.
 */
import { assumed, published } from '../../models/parameter.ts';
import type { SocSheet } from '../soc.ts';

const rtas = 'Martins and Pinto, RTAS 2023: ZCU104, four Cortex-A53 at 1.2 GHz';
const trm = 'AMD Zynq UltraScale+ Technical Reference Manual, UG1085';
const board = 'AMD ZCU104 Evaluation Board User Guide, UG1267';
const line = published('64 B', 'Arm Cortex-A53 Technical Reference Manual, DDI 0500');

export const zcu104 = {
  name: 'zcu104',
  origin: `${board}; ${trm}`,
  summary: 'Four Cortex-A53 at 1.2 GHz, 32 KiB + 32 KiB first level each, 1 MiB 16-way second level shared, DDR4.',
  cores: { a53: { clock: published('1.2 GHz', rtas), count: published(4, rtas) } },
  accelerators: {},
  caches: {
    l1i: {
      level: published(1, trm),
      kind: published('instruction', trm),
      cores: published(['a53'], trm),
      shared: published(false, trm),
      size: published('32 KiB', `${rtas}, 32 KiB L1I`),
      ways: published(2, trm),
      line,
    },
    l1d: {
      level: published(1, trm),
      kind: published('data', trm),
      cores: published(['a53'], trm),
      shared: published(false, trm),
      size: published('32 KiB', `${rtas}, 32 KiB L1D`),
      ways: published(4, trm),
      line,
    },
    l2: {
      level: published(2, trm),
      kind: published('unified', trm),
      cores: published(['a53'], trm),
      shared: published(true, trm),
      size: published('1 MiB', `${rtas}, 1 MiB 16-way shared L2`),
      ways: published(16, `${rtas}, 1 MiB 16-way shared L2`),
      line,
    },
  },
  dram: {
    kind: published('DDR4', board),
    size: published('2 GiB', board),
    peak: published('19.2 GB/s', `${board}: 64 bit DDR4-2400`),
    latency: assumed(
      '100 ns',
      'no latency of this board was found; an extra TLB refill cost 103 ns (median) in the RTAS 2023 logs',
    ),
  },
  interconnect: { kind: published('CCI-400', trm) },
  iommu: { kind: published('MMU-500 (SMMUv2)', trm), present: published(true, trm) },
} as const satisfies SocSheet;
