/**
 * Xen on Arm, dom0-less. A guest tick is one trap that takes the physical timer interrupt and injects the virtual one: the
 * logs say 2.0 to 3.5 us for it on long CPU-bound programs, 1,420 instructions and 4.1 last-level refills.
 *
 * No cost of `schedule()` has been published. The switch between two VMs is the figure of Dall et al. (ISCA 2016),
 * quoted from memory; that a switch takes some 4,000 instructions of Xen 4.17 in an emulator that counts them
 * (`xen-4.17-counted.ts`) agrees with it at 0.5 instructions per cycle.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const logs =
  'Martins and Pinto, RTAS 2023, artifact ESRGv3/shedding-light-static-partitioning-hypervisors, experiments/mibench (ZCU104, Cortex-A53 1.2 GHz), raw logs';
const isca =
  'recalled and not re-read in the paper, so graded assumed: Dall et al., ISCA 2016, table II, Xen 4.5 on APM X-Gene';

export const xenArm = {
  name: 'xen-arm',
  origin: 'Xen, snapshot of the RTAS 2023 artifact (dom0-less, null scheduler), and Xen 4.5 for the VM switch',
  summary: 'Type 1 with a choice of schedulers: about 2.75 us per trap on a Cortex-A53.',
  policy: published('credit2', 'xen-project/xen, xen/common/sched/Kconfig: the default scheduler'),
  costs: {
    trap: published('2.75 us', `${logs}: 2.0 to 3.5 us per guest tick of one trap; the middle`),
    world_switch: assumed('8799 cycles', `${isca}: VM switch`),
    injection: published('2.75 us', `${logs}: 2.0 to 3.5 us per guest tick, which is one injection; the middle`),
    timer: assumed(
      '1.8 us',
      `two thirds of the tick path of ${logs}: the interrupt without its injection; the decision is not published`,
    ),
    ipi: assumed('5978 cycles', `${isca}: virtual IPI, from sender to receiver`),
  },
  stage2_page: published('2 MiB', `${logs}; superpages were on`),
  wfi: published(
    'trap',
    'Xen Project blog 2017 (Zynq UltraScale+): WFI is trapped by default, which adds about 3 us to an interrupt',
  ),
  footprint: {
    instructions: published(1420, logs),
    refills_solo: published(4.1, logs),
    refills_swept: published(118, `${logs}; mean of all benchmarks under interference`),
    traps_per_tick: published(1.0, logs),
  },
} as const satisfies HypervisorProfile;
