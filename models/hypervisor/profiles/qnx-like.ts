/**
 * A hypervisor in the manner of QNX: a microkernel whose threads are the vCPUs, scheduled by fixed priority (adaptive
 * partitioning on top). The only public figure is a product page that says "typical < 2 %" without a method.
 *
 * What stands here is the class "microkernel with vCPUs as threads on a Cortex-A53", derived from what seL4 executes per trap in
 * the RTAS 2023 logs: 981 instructions at 0.5 per cycle and 1.3 refills at 100 ns, 1.77 us at 1.2 GHz.
 */
import { assumed } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const reasoning =
  'no public figure but "typical < 2 %" on a product page, without method; assumed: 981 instructions (what seL4 executes per trap, RTAS 2023 artifact) at 0.5 per cycle and 1.3 refills at 100 ns on a Cortex-A53 at 1.2 GHz';

export const qnxLike = {
  name: 'qnx-like',
  origin: 'class of microkernel hypervisors; figures assumed',
  summary: 'A microkernel hypervisor with fixed-priority vCPU threads; all costs assumed.',
  policy: assumed(
    'fixed-priority',
    'vCPUs are threads of a fixed-priority microkernel; adaptive partitioning (aps) is an option of the product',
  ),
  costs: {
    trap: assumed('1.77 us', reasoning),
    world_switch: assumed('3.54 us', `two traps: ${reasoning}`),
    injection: assumed('1.77 us', reasoning),
    timer: assumed('1.77 us', reasoning),
    ipi: assumed('1.77 us', reasoning),
  },
  stage2_page: assumed('2 MiB', 'static memory of guests allows superpages'),
  wfi: assumed('trap', 'an idle vCPU thread blocks so that another can run'),
} as const satisfies HypervisorProfile;
