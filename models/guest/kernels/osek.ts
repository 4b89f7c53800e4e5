/**
 * An OSEK/VDX or AUTOSAR Classic OS: static priorities, basic tasks, mixed-preemptive scheduling (a task with
 * `preemptible: false` keeps the processor until it ends or waits), immediate priority ceiling for resources, category 1
 * handlers outside and category 2 handlers inside the OS.
 *
 * Source of the rules: OSEK/VDX Operating System 2.2.3, sections 4 (tasks), 6 (interrupts), 8 (resources).
 * The two costs have no published figure for this class of core; 1 us is of the order of a FreeRTOS task switch measured on
 * a Cortex-A53 at 1 GHz (TI MCU+ SDK, AM64x: semaphore switch 1 541 ns) and of a Cortex-R5F at 800 MHz (763 ns).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { Level } from '../../scheduling/policy.ts';
import { type KernelDefinition, noCosts } from '../kernel.ts';

const parameters = z.strictObject({
  switch_cost: time().default(1e6).describe('task switch; assumed, see TI MCU+ SDK AM64x for FreeRTOS'),
  interrupt_cost: time().default(1e6).describe('entry and exit of a category 2 handler or alarm; assumed'),
});
type Parameters = z.output<typeof parameters>;

export const osek = {
  name: 'osek',
  origin: 'OSEK/VDX Operating System 2.2.3; AUTOSAR Classic OS',
  summary: 'Static priorities, immediate priority ceiling, mixed-preemptive tasks, interrupt categories 1 and 2.',
  parameters,
  taskPolicies: [],
  protocols: ['ceiling', 'none'],
  urgencyByDeadline: () => false,
  costs: ({ switch_cost, interrupt_cost }: Parameters) => ({
    ...noCosts,
    switchPs: switch_cost,
    interruptPs: interrupt_cost,
  }),
  warnings: () => [],
  create(level: Level) {
    const fixedPriority = policies['fixed-priority'];
    // Tasks stay on the core that they are configured for: OSEK has no migration.
    return fixedPriority.create(level, fixedPriority.parameters.parse({ placement: 'partitioned' }));
  },
} as const satisfies KernelDefinition;
