/**
 * A FreeRTOS-like kernel: the highest ready priority runs, equals take turns at the tick (configUSE_TIME_SLICING), mutexes
 * inherit priority. "-like" because the rules are those of its documentation, not its code.
 *
 * Costs: TI MCU+ SDK datasheet, AM64x, FreeRTOS on Cortex-A53 at 1.0 GHz: switch by semaphore 1 541 ns; task to interrupt to
 * task 2 312 ns, of which 771 ns are taken as entry and exit of the interrupt (the difference).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { Level } from '../../scheduling/policy.ts';
import { leastQuantum } from '../../scheduling/slices.ts';
import { type KernelDefinition, noCosts } from '../kernel.ts';

const parameters = z.strictObject({
  tick: time({ min: 1e6, by: leastQuantum }).default(1e9).describe('configTICK_RATE_HZ 1000, the value of most ports'),
  switch_cost: time().default(1_541_000).describe('TI MCU+ SDK, AM64x A53: semaphore switch 1 541 ns'),
  interrupt_cost: time().default(771_000).describe('TI MCU+ SDK, AM64x A53: 2 312 ns task-ISR-task less the switch'),
});
type Parameters = z.output<typeof parameters>;

export const freertos = {
  name: 'freertos',
  origin: 'FreeRTOS kernel documentation, "FreeRTOS scheduling (single-core, AMP and SMP)"',
  summary: 'Fixed priorities, equals share time at the tick, priority inheritance.',
  parameters,
  taskPolicies: [],
  protocols: ['inheritance', 'none'],
  urgencyByDeadline: () => false,
  costs: ({ tick, switch_cost, interrupt_cost }: Parameters) => ({
    ...noCosts,
    switchPs: switch_cost,
    interruptPs: interrupt_cost,
    tickPs: tick,
  }),
  warnings: () => [],
  create(level: Level, _tasks, { tick }: Parameters) {
    const { 'fixed-priority': fixedPriority } = policies;
    return fixedPriority.create(level, fixedPriority.parameters.parse({ quantum: tick }));
  },
} as const satisfies KernelDefinition;
