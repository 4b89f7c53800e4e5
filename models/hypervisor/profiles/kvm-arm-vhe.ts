/**
 * KVM on Armv8.1 and newer with the host kernel in EL2 (VHE): no world switch on a trap. Figures are of a server core
 * (Neoverse N1) and are kept as times; on a small automotive core they are optimistic.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const altra = 'kvm-unit-tests micro-bench, kvm mailing list, October 2024, Ampere Altra (Neoverse N1), Linux 6.12-rc1';

export const kvmArmVhe = {
  name: 'kvm-arm-vhe',
  origin: 'KVM with VHE: Ampere Altra, Linux 6.12 (2024)',
  summary: 'The host kernel in EL2: 0.3 us per trap on a Neoverse N1.',
  policy: published(
    'eevdf',
    'a vCPU is a host thread of the fair class: torvalds/linux, kernel/sched/fair.c, EEVDF since 6.6 (hosts before: cfs)',
  ),
  costs: {
    trap: published('306 ns', `${altra}: hvc`),
    world_switch: assumed(
      '1.5 us',
      `a trap of 306 ns (${altra}) and a host thread switch, of which no figure for this machine was found`,
    ),
    injection: published('902 ns', `${altra}: timer_10ms, from expiry to the guest's handler`),
    timer: assumed(
      '451 ns',
      `assumed like a trapped access to the virtual interrupt controller: ${altra}, mmio_read_vgic`,
    ),
    ipi: published('1926 ns', `${altra}: ipi`),
  },
  stage2_page: assumed('4 KiB', 'anonymous memory of a host without huge pages; 2 MiB with transparent huge pages'),
  wfi: published('trap', 'torvalds/linux, arch/arm64/kvm: HCR_EL2.TWI is set, the vCPU thread blocks'),
} as const satisfies HypervisorProfile;
