/**
 * KVM on x86 (VMX). The raw results of the 2013 measurements are public; later kernels shortened the timer path.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const laptop = 'chazy/kvmperf, results/asplos-v3.10 (x86 laptop 2.6 GHz, Linux 3.10), raw results';
const fastPath = 'kvm mailing list 2020, after the timer fast path';
const isca =
  'recalled and not re-read in the paper, so graded assumed: Dall et al., ISCA 2016, table II, KVM on Xeon E5-2450 2.1 GHz';

export const kvmX86 = {
  name: 'kvm-x86',
  origin: 'KVM on x86: kvmperf raw results (2013), kvm-unit-tests (2020)',
  summary: 'The host kernel as hypervisor on x86: 1,320 cycles per world switch and back.',
  policy: published(
    'eevdf',
    'a vCPU is a host thread of the fair class: torvalds/linux, kernel/sched/fair.c, EEVDF since 6.6 (hosts before: cfs)',
  ),
  costs: {
    trap: published('1320 cycles', `${laptop}: world switch 1,312 to 1,329 cycles`),
    world_switch: published(
      '3010 cycles',
      `${laptop}: world switch 1,320 cycles, and lmbench 2p/0K 0.65 us (UP) for the host thread switch`,
    ),
    injection: published('2495 cycles', `${fastPath}: tscdeadline_immed 2,494.75 cycles`),
    timer: assumed(
      '1320 cycles',
      `assumed like a trap: a host timer interrupt leaves and re-enters the guest. ${laptop}`,
    ),
    ipi: assumed('5230 cycles', `${isca}: virtual IPI, from sender to receiver`),
  },
  stage2_page: assumed('4 KiB', 'anonymous memory of a host without huge pages; 2 MiB with transparent huge pages'),
  wfi: published('trap', 'torvalds/linux, arch/x86/kvm: HLT exits to the host, the vCPU thread blocks'),
} as const satisfies HypervisorProfile;
