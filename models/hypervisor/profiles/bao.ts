/**
 * Bao: static partitioning, one vCPU per pCPU, no scheduler. The traps that remain are interrupts that it takes and injects
 * (GICv2 has no direct delivery).
 *
 * What is published is what a trap executes (188 instructions, 1.7 last-level refills) and an upper bound of what a guest
 * tick loses (1.5 us); costs here follow from those and stay below it. Assumed for that: 0.5 instructions per cycle for
 * hypervisor code on the in-order A53, and 100 ns per refill that hits no cache (the logs' extra TLB refills cost 103 ns in
 * the median). The same two assumptions give 2.8 us for Xen, whose logs say 2.0 to 3.5 us.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const logs =
  'Martins and Pinto, RTAS 2023, artifact ESRGv3/shedding-light-static-partitioning-hypervisors, experiments/mibench (ZCU104, Cortex-A53 1.2 GHz), raw logs';
const derived = `derived from ${logs}: 188 instructions at an assumed 0.5 per cycle, 1.7 refills at an assumed 100 ns`;

export const bao = {
  name: 'bao',
  origin: 'Bao, snapshot of the RTAS 2023 artifact (March 2023)',
  summary: 'Static partitioning: one vCPU per pCPU, no scheduler, 188 instructions per trap.',
  policy: published('static', 'bao-project/bao-hypervisor: vCPUs are bound to cores when the configuration is built'),
  costs: {
    trap: assumed('483 ns', derived),
    world_switch: assumed('966 ns', `never happens under the default policy; assumed twice a trap. ${derived}`),
    injection: assumed(
      '483 ns',
      `${derived}; a guest tick is one trap that injects, and loses at most 1.5 us in the same logs`,
    ),
    timer: assumed('483 ns', `Bao arms no timer of its own; assumed like a trap. ${derived}`),
    ipi: assumed('483 ns', `assumed like an injection. ${derived}`),
  },
  stage2_page: published('2 MiB', `${logs}; superpages were on`),
  wfi: assumed('native', 'no WFI trap is known of Bao; with one vCPU per core a trap would gain nothing'),
  footprint: {
    instructions: published(188, logs),
    refills_solo: published(1.7, logs),
    refills_swept: published(35, `${logs}; mean of all benchmarks under interference`),
    traps_per_tick: published(1.0, logs),
  },
} as const satisfies HypervisorProfile;
