/**
 * seL4 with the CAmkES virtual machine monitor: the kernel only forwards, and a user-level monitor emulates the interrupt
 * controller, so that one guest tick takes 8.1 traps and 20 to 22 us. Its second stage maps 4 KiB pages only, which by
 * itself costs guests 1.5 to 1.7 %.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const logs =
  'Martins and Pinto, RTAS 2023, artifact ESRGv3/shedding-light-static-partitioning-hypervisors, experiments/mibench (ZCU104, Cortex-A53 1.2 GHz), raw logs';

export const sel4Camkes = {
  name: 'sel4-camkes',
  origin: 'seL4 and CAmkES VMM, snapshot of the RTAS 2023 artifact (March 2023)',
  summary: 'Microkernel with a user-level monitor: 8 traps of 2.6 us per guest tick, 4 KiB second stage.',
  policy: published('sel4-rr', 'seL4/seL4 without MCS: 256 priorities, round robin of 5 ticks of 2 ms inside one'),
  costs: {
    trap: published('2.6 us', `${logs}: 20 to 22 us per guest tick of 8.1 traps`),
    world_switch: assumed(
      '2.6 us',
      `assumed like a trap, which already is a switch from guest to monitor and back. ${logs}`,
    ),
    injection: published('21 us', `${logs}: 20 to 22 us per guest tick, which is one injection; the middle`),
    timer: assumed(
      '890 cycles',
      'assumed like an interrupt to its user-level handler, and on another core: seL4/website, _data/benchmarks.json, August 2026, TX1 Cortex-A57',
    ),
    ipi: assumed('2.6 us', `assumed like a trap. ${logs}`),
  },
  stage2_page: published('4 KiB', `${logs}; the monitor maps no larger pages`),
  wfi: assumed('trap', 'seL4 traps WFI unless KernelArmDisableWFIWFETraps is set; the artifact does not say'),
  footprint: {
    instructions: published(981, logs),
    refills_solo: published(1.3, logs),
    refills_swept: published(37, `${logs}; mean of all benchmarks under interference`),
    traps_per_tick: published(8.1, logs),
  },
} as const satisfies HypervisorProfile;
