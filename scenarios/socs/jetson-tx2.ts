/**
 * NVIDIA Jetson TX2 module (Tegra "Parker"): two Denver 2 and four Cortex-A57, a second level of 2 MiB for each cluster, and a
 * Pascal GPU behind the same LPDDR4. Clocks are those of the WATERS 2019 challenge, whose execution times hold at them.
 */
import { assumed, published } from '../../models/parameter.ts';
import type { SocSheet } from '../soc.ts';

const waters = 'WATERS 2019 challenge model (panorama-research/mobstr-dataset)';
const dataSheet = 'NVIDIA Jetson TX2 System-on-Module data sheet';
const trm = 'NVIDIA Parker Series SoC Technical Reference Manual';
const line = published('64 B', trm);

function level1(cores: string, kind: 'instruction' | 'data', size: string, ways: number) {
  return {
    level: published(1, trm),
    kind: published(kind, trm),
    cores: published([cores], trm),
    shared: published(false, trm),
    size: published(size, dataSheet),
    ways: published(ways, trm),
    line,
  };
}

function level2(cores: string) {
  return {
    level: published(2, trm),
    kind: published('unified' as const, trm),
    cores: published([cores], trm),
    shared: published(true, trm),
    size: published('2 MiB', dataSheet),
    ways: published(16, trm),
    line,
  };
}

export const jetsonTx2 = {
  name: 'jetson-tx2',
  origin: `${dataSheet}; ${waters}`,
  summary: 'Two Denver 2 and four Cortex-A57 at 2.0 GHz, 2 MiB second level per cluster, Pascal GPU, 128-bit LPDDR4.',
  cores: {
    a57: { clock: published('2.0 GHz', waters), count: published(4, waters) },
    denver: { clock: published('2.0 GHz', waters), count: published(2, waters) },
  },
  accelerators: {
    gpu: {
      clock: published('1.5 GHz', `${waters}; the data sheet allows at most 1.30 GHz`),
      call_cost: published('2.5 us', `${waters}: asynchronous off-load cost per call`),
      policy: assumed(
        'fifo',
        'the challenge does not say how the GPU chooses among kernels; in order of arrival is assumed',
      ),
    },
  },
  caches: {
    a57_l1i: level1('a57', 'instruction', '48 KiB', 3),
    a57_l1d: level1('a57', 'data', '32 KiB', 2),
    a57_l2: level2('a57'),
    denver_l1i: level1('denver', 'instruction', '128 KiB', 4),
    denver_l1d: level1('denver', 'data', '64 KiB', 4),
    denver_l2: level2('denver'),
  },
  dram: {
    kind: published('LPDDR4', dataSheet),
    size: published('8 GiB', dataSheet),
    peak: published('59.7 GB/s', `${dataSheet}: 128 bit at 1866 MHz`),
    bandwidth: published('20 GB/s', `${waters}: bandwidth that the GPU reaches`),
    latency: assumed(
      '110 ns',
      'the challenge gives 40 cycles (20 ns) for a Cortex-A57, far below a real board; typical of the class',
    ),
  },
  interconnect: { kind: published('round-robin', `${waters}: arbitration of the interconnect`) },
  iommu: { kind: published('MMU-500 (SMMUv2)', trm), present: published(true, trm) },
} as const satisfies SocSheet;
