/**
 * An interrupt line of a guest. Injected: the hypervisor takes the physical interrupt, then the guest's handler runs as a
 * debt of its vCPU. Direct (pass-through): the hypervisor pays nothing while that vCPU is on a core. Category 1 handlers
 * bypass the guest's kernel and cannot activate tasks; category 2 handlers pay its entry and exit (OSEK OS 2.2.3, 6).
 */
import type { Stream } from '../../engine/chance.ts';
import type { Task, Work } from '../guest/task.ts';
import type { Vcpu } from '../hypervisor/vcpu.ts';
import type { Source } from '../workload/source.ts';

export interface InterruptSource {
  /** Entity id. */
  readonly id: number;
  readonly source: Source;
  readonly vcpu: Vcpu;
  readonly direct: boolean;
  readonly category: 1 | 2;
  /** Handler work by core type. */
  readonly handler: readonly Work[];
  readonly chance: Stream;
  /** Tasks that it activates. */
  readonly tasks: Task[];
  count: number;
  /** What the end of the handler costs where it traps, ps; absent: nothing. */
  readonly endPs?: number;
}
