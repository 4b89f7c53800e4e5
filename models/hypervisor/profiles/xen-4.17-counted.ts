/**
 * Xen 4.17 on an emulated arm64 board where every instruction takes exactly 1 ns and there are no caches and no stalls (QEMU
 * `virt`, Cortex-A57, `-icount shift=0`, GICv3). Good for comparing decisions with schedules recorded there, and for nothing
 * else: these are instruction counts dressed as times; do not carry them to real silicon.
 *
 * Measured between two guests under credit2: 4.64 us when the first was pre-empted (median of 1,998 switches of three
 * always-runnable guests), 3.98 us when it waited for an interrupt (median of 183). How much of it is the interrupt, the
 * trap and the switch itself cannot be seen from inside the guests; the split is assumed, its sums are not.
 */
import { assumed, measured, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const recording = 'guest-side recording of Xen 4.17 (credit2) in QEMU virt, -icount shift=0';

export const xen417Counted = {
  name: 'xen-4.17-counted',
  origin: 'Xen 4.17, schedules recorded in an instruction-counting emulator',
  summary: 'Xen 4.17 at 1 ns per instruction: for comparing schedules with recordings, not for real hardware.',
  policy: published('credit2', 'xen-project/xen, xen/common/sched/Kconfig: the default scheduler'),
  costs: {
    trap: assumed('380 ns', `WFI to the next guest 3.98 us less the switch. ${recording}`),
    world_switch: measured(
      '3.6 us',
      `${recording}: 4.64 us after a pre-emption and 3.98 us after WFI, medians, less the assumed interrupt and trap`,
    ),
    injection: assumed('1040 ns', `assumed like a timer interrupt. ${recording}`),
    timer: assumed('1040 ns', `pre-emption to the next guest 4.64 us less the switch. ${recording}`),
    ipi: assumed('1040 ns', `assumed like a timer interrupt. ${recording}`),
  },
  stage2_page: assumed('2 MiB', 'without caches and TLB costs the number changes nothing'),
  wfi: published('trap', 'Xen traps WFI by default (vwfi=trap)'),
} as const satisfies HypervisorProfile;
