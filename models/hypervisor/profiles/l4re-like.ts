/**
 * A microkernel hypervisor in the manner of L4Re with Fiasco. Its authors ask to review benchmark results before they are
 * published (kernkonzept/fiasco, BENCHMARKING); nothing here is one: all costs are assumptions about the class.
 *
 * What stands here is the class "microkernel with vCPUs as threads on a Cortex-A53", derived from what seL4 executes per trap in
 * the RTAS 2023 logs: 981 instructions at 0.5 per cycle and 1.3 refills at 100 ns, 1.77 us at 1.2 GHz.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const reasoning =
  'no public figure; assumed: 981 instructions (what seL4 executes per trap, RTAS 2023 artifact) at 0.5 per cycle and 1.3 refills at 100 ns on a Cortex-A53 at 1.2 GHz';

export const l4reLike = {
  name: 'l4re-like',
  origin: 'class of microkernel hypervisors; figures assumed',
  summary: 'A microkernel hypervisor with 256 fixed priorities; all costs assumed.',
  policy: published(
    'fiasco',
    'kernkonzept/fiasco, src/Kconfig: 256 fixed priorities with round robin (10 ms) is the default scheduler',
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
