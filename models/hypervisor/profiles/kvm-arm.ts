/**
 * KVM on Armv8.0 (no virtualisation host extensions): a trap switches the whole world to the host kernel and back, which is
 * why it costs ten times a static partitioner's trap. Never share one trap cost between these classes.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const juno = 'kvm-unit-tests micro-bench, kvm mailing list, February 2020, Juno r2 Cortex-A53, pinned, GICv2';
const arndale = 'chazy/kvmperf, results/asplos-v3.10 (Arndale, Cortex-A15, Linux 3.10), raw results';

export const kvmArm = {
  name: 'kvm-arm',
  origin: 'KVM without VHE: Juno r2 (2020) and Arndale (2013)',
  summary: 'The host kernel as hypervisor on Armv8.0: 4.5 us per trap on a Cortex-A53.',
  policy: published(
    'eevdf',
    'a vCPU is a host thread of the fair class: torvalds/linux, kernel/sched/fair.c, EEVDF since 6.6 (hosts before: cfs)',
  ),
  costs: {
    trap: published('4530 ns', `${juno}: hvc`),
    world_switch: published(
      '6862 cycles',
      `${arndale}: world switch 3,362 to 3,642 cycles (SMP), and lmbench 2p/0K 2.40 us (UP) at 1.4 GHz for the host thread switch`,
    ),
    injection: assumed(
      '7053 ns',
      `assumed like a trapped access to the virtual interrupt controller: ${juno}, mmio_read_vgic`,
    ),
    timer: assumed('4530 ns', `assumed like a trap: a host timer interrupt leaves and re-enters the guest. ${juno}`),
    ipi: assumed('9060 ns', `two exits, of the sender and of the receiver. ${juno}`),
  },
  stage2_page: assumed('4 KiB', 'anonymous memory of a host without huge pages; 2 MiB with transparent huge pages'),
  wfi: published('trap', 'torvalds/linux, arch/arm64/kvm: HCR_EL2.TWI is set, the vCPU thread blocks'),
} as const satisfies HypervisorProfile;
