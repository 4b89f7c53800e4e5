/**
 * Linux: a real-time class (SCHED_FIFO, SCHED_RR; larger priority first) above a fair class.
 *
 * In this slice the fair class is a stand-in, round robin with a fixed slice, and every report says so; CFS and EEVDF come
 * with the shelf of schedulers. `preempt_rt` changes nothing yet: there is no softirq work that it could defer.
 *
 * Costs: lmbench on TI AM62P (4 x Cortex-A53, 1.4 GHz; Processor SDK 12.0 performance guide): context switch between 2
 * processes with 128 KiB of data 9.35 us, which includes their cache refill; the switch itself is taken as 3 us (assumed),
 * an interrupt as 2 us (assumed; `cyclictest` on the same board: 4 us minimum from timer to task).
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { Level } from '../../scheduling/policy.ts';
import { ClassStack } from '../class-stack.ts';
import type { KernelDefinition, KernelTask } from '../kernel.ts';

const parameters = z.strictObject({
  preempt_rt: z.boolean().default(false),
  tick: time().default(4e9).describe('HZ = 250, the default of arm64 defconfig'),
  rr_timeslice: time().default(100e9).describe('include/linux/sched/rt.h, RR_TIMESLICE'),
  fair_slice: time().default(3e9).describe('slice of the stand-in; base slice of EEVDF with 4 CPUs is 2.1 ms'),
  spin_yield: time()
    .optional()
    .describe('paravirtual spin locks: the vCPU yields after spinning this long; absent: it never does'),
  switch_cost: time().default(3e6),
  interrupt_cost: time().default(2e6),
});
type Parameters = z.output<typeof parameters>;

/** Unit numbers of the tasks that name one of the classes; without a name a task is fair (`other`). */
function unitsOf(tasks: readonly KernelTask[], ...names: readonly (string | null)[]): number[] {
  return tasks.flatMap(({ policy }, unit) => (names.includes(policy) ? [unit] : []));
}

export const linux = {
  name: 'linux',
  origin: 'Linux kernel/sched: rt.c, fair.c',
  summary: 'Real-time tasks (fifo, rr) by priority, above fair tasks.',
  parameters,
  taskPolicies: ['other', 'fifo', 'rr'],
  protocols: ['inheritance', 'spin', 'none'],
  urgencyByDeadline: () => false,
  costs: ({ switch_cost, interrupt_cost, spin_yield }: Parameters) => ({
    switchPs: switch_cost,
    interruptPs: interrupt_cost,
    spinYieldPs: spin_yield ?? Number.POSITIVE_INFINITY,
  }),
  warnings: () => ['the fair class of kernel "linux" is a stand-in: round robin, without weights'],
  create(level: Level, tasks, { rr_timeslice, fair_slice }: Parameters) {
    const { 'fixed-priority': fixedPriority, 'round-robin': roundRobin } = policies;
    return new ClassStack(level, [
      {
        units: unitsOf(tasks, 'fifo', 'rr'),
        create: (inner) => fixedPriority.create(inner, fixedPriority.parameters.parse({ quantum: rr_timeslice })),
      },
      {
        units: unitsOf(tasks, null, 'other'),
        create: (inner) => roundRobin.create(inner, roundRobin.parameters.parse({ quantum: fair_slice })),
      },
    ]);
  },
} as const satisfies KernelDefinition;
