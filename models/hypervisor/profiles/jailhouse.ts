/**
 * Jailhouse: static partitioning by cells, one vCPU per pCPU, no scheduler.
 *
 * Published is what a trap executes (226 instructions, 1.4 last-level refills) and an upper bound of what a guest tick
 * loses (1.2 us); costs follow with 0.5 instructions per cycle and 100 ns per refill, both assumed (see `bao.ts` for why
 * these two). Its own documentation gives 2.1 to 2.6 us from timer to handler on a ZCU102, with the guest's own part in it.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const logs =
  'Martins and Pinto, RTAS 2023, artifact ESRGv3/shedding-light-static-partitioning-hypervisors, experiments/mibench (ZCU104, Cortex-A53 1.2 GHz), raw logs';
const derived = `derived from ${logs}: 226 instructions at an assumed 0.5 per cycle, 1.4 refills at an assumed 100 ns`;

export const jailhouse = {
  name: 'jailhouse',
  origin: 'Jailhouse, snapshot of the RTAS 2023 artifact (March 2023)',
  summary: 'Static partitioning by cells: one vCPU per pCPU, no scheduler, 226 instructions per trap.',
  policy: published('static', 'siemens/jailhouse: a cell owns its cores'),
  costs: {
    trap: assumed('517 ns', derived),
    world_switch: assumed('1034 ns', `never happens under the default policy; assumed twice a trap. ${derived}`),
    injection: assumed(
      '517 ns',
      `${derived}; a guest tick is one trap that injects, and loses at most 1.2 us in the same logs`,
    ),
    timer: assumed('517 ns', `Jailhouse arms no timer of its own; assumed like a trap. ${derived}`),
    ipi: assumed('517 ns', `assumed like an injection. ${derived}`),
  },
  stage2_page: published('2 MiB', `${logs}; superpages were on`),
  wfi: assumed('native', 'no WFI trap is known of Jailhouse; with one vCPU per core a trap would gain nothing'),
  footprint: {
    instructions: published(226, logs),
    refills_solo: published(1.4, logs),
    refills_swept: published(33, `${logs}; mean of all benchmarks under interference`),
    traps_per_tick: published(1.0, logs),
  },
} as const satisfies HypervisorProfile;
