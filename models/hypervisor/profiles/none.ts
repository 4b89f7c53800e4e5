/**
 * No hypervisor: one guest owns the machine, and nothing stands between it and the cores. Every cost is zero by definition,
 * so a run under `none` is the base line that each hypervisor is compared with.
 */
import { assumed, published } from '../../parameter.ts';
import type { HypervisorProfile } from '../profile.ts';

const definition = 'by definition: there is no hypervisor';

export const none = {
  name: 'none',
  origin: 'bare metal',
  summary: 'The guest runs on bare metal: all costs are zero.',
  policy: published('static', definition),
  costs: {
    trap: published('0 ps', definition),
    world_switch: published('0 ps', definition),
    injection: published('0 ps', definition),
    timer: published('0 ps', definition),
    ipi: published('0 ps', definition),
  },
  stage2_page: published('2 MiB', `${definition}, hence no second stage: the number is not used`),
  wfi: assumed(
    'trap',
    'costs nothing here; a guest that waits leaves its core, so that several guests can be studied without costs',
  ),
} as const satisfies HypervisorProfile;
