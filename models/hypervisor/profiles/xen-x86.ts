/**
 * Xen on x86 (hardware virtual machines). All costs here are of one paper, quoted from memory, and so graded assumed.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const isca =
  'recalled and not re-read in the paper, so graded assumed: Dall et al., ISCA 2016, table II, Xen 4.5 on Xeon E5-2450 2.1 GHz';

export const xenX86 = {
  name: 'xen-x86',
  origin: 'Xen 4.5, Dall et al., ISCA 2016',
  summary: 'Type 1 on x86: a hypercall of 1,228 cycles, a VM switch of 10,534.',
  policy: published('credit2', 'xen-project/xen, xen/common/sched/Kconfig: the default scheduler'),
  costs: {
    trap: assumed('1228 cycles', `${isca}: hypercall`),
    world_switch: assumed('10534 cycles', `${isca}: VM switch`),
    injection: assumed(
      '3198 cycles',
      `interrupt controller trap (1,734) and virtual interrupt completion (1,464) of ${isca}`,
    ),
    timer: assumed('1734 cycles', `assumed like an interrupt controller trap of ${isca}`),
    ipi: assumed('5562 cycles', `${isca}: virtual IPI, from sender to receiver`),
  },
  stage2_page: assumed('2 MiB', 'Xen maps superpages where memory is contiguous; no figure for automotive guests'),
  wfi: published('trap', 'Intel SDM volume 3: HLT exiting, which Xen uses to schedule another guest'),
} as const satisfies HypervisorProfile;
