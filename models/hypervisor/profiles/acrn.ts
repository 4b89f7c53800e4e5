/**
 * ACRN on Intel. Its documentation gives orders of magnitude only: an exit takes "several us", an access to the interrupt
 * command register 3 to 4 us without posted interrupts. Values inside those words are assumed.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const docs = 'ACRN documentation (projectacrn.github.io)';

export const acrn = {
  name: 'acrn',
  origin: 'ACRN documentation',
  summary: 'Type 1 for IoT and cockpits on Intel: an exit of some microseconds.',
  policy: published(
    'bvt',
    'projectacrn/acrn-hypervisor ships bvt, iorr, prio and noop; SCHED_BVT is the default of its Kconfig (1.6.1: arch/x86/Kconfig, ACRN Scheduler)',
  ),
  costs: {
    trap: assumed('3 us', `${docs}: a VM exit takes "several us"; three is assumed`),
    world_switch: assumed('6 us', `assumed two exits of ${docs}`),
    injection: assumed('3 us', `assumed one exit of ${docs}; posted interrupts would avoid it`),
    timer: assumed('3 us', `assumed one exit of ${docs}`),
    ipi: published(
      '3.5 us',
      `${docs}: 3 to 4 us for an access to the interrupt command register without posted interrupts; the middle`,
    ),
  },
  stage2_page: assumed('2 MiB', 'ACRN maps guest memory with large pages where it can; no figure'),
  wfi: assumed('trap', 'HLT is taken to schedule another VM; with the noop scheduler it need not be'),
} as const satisfies HypervisorProfile;
