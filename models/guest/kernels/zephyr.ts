/**
 * A Zephyr-like kernel: the most urgent ready thread runs; cooperative threads (`preemptible: false`) keep the processor until
 * they wait; mutexes inherit priority; tickless (timeouts program the timer). Equals run to completion unless `timeslice`
 * is set (CONFIG_TIMESLICING). "-like": written from its documentation, not its code.
 *
 * Costs: Zephyr's `latency_measure` sample: context switch 519 cycles, interrupt to thread 554 cycles, on a 120 MHz
 * microcontroller; the cycles are taken over to a core of 1 GHz (assumed), so 519 ns and 554 ns.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { Level } from '../../scheduling/policy.ts';
import { leastQuantum } from '../../scheduling/slices.ts';
import { type KernelDefinition, noCosts } from '../kernel.ts';

const parameters = z.strictObject({
  timeslice: time({ min: 1e6, by: leastQuantum }).optional().describe('CONFIG_TIMESLICE_SIZE; absent: no time slicing'),
  switch_cost: time().default(519_000).describe('latency_measure: 519 cycles, taken at 1 GHz'),
  interrupt_cost: time()
    .default(554_000)
    .describe('latency_measure: 554 cycles from interrupt to thread, taken at 1 GHz'),
});
type Parameters = z.output<typeof parameters>;

export const zephyr = {
  name: 'zephyr',
  origin: 'Zephyr documentation, kernel services: scheduling',
  summary: 'Priorities with cooperative threads, optional time slices, priority inheritance, tickless.',
  parameters,
  taskPolicies: [],
  protocols: ['inheritance', 'none'],
  urgencyByDeadline: () => false,
  costs: ({ switch_cost, interrupt_cost }: Parameters) => ({
    ...noCosts,
    switchPs: switch_cost,
    interruptPs: interrupt_cost,
  }),
  warnings: () => [],
  create(level: Level, _tasks, { timeslice }: Parameters) {
    const { 'fixed-priority': fixedPriority } = policies;
    return fixedPriority.create(
      level,
      fixedPriority.parameters.parse(timeslice === undefined ? {} : { quantum: timeslice }),
    );
  },
} as const satisfies KernelDefinition;
