/**
 * Linux. Scheduling classes in their order: deadline (SCHED_DEADLINE: runtime = `budget`, period = the task's period), real
 * time (SCHED_FIFO and SCHED_RR, larger priority first), fair (EEVDF since 6.6, CFS before). The stop class holds no tasks of
 * an ECU file. A tick interrupts every vCPU that is not idle (NO_HZ_IDLE). Fair tasks may have a nice value and may stand in
 * groups (cgroups) with weights and quotas (`models/scheduling/unit-groups.ts`).
 *
 * Interrupts: a handler is a debt of its vCPU, and its `softirq` work follows at once, before all tasks (softirqs on exit of
 * the handler), or in a fair thread with `softirq: ksoftirqd`, as under load (kernel/softirq.c: after 2 ms or 10 rounds).
 * With `preempt_rt` both run in a thread `irq-NAME` of the class fifo, priority 50 (kernel/irq/manage.c: sched_set_fifo,
 * MAX_RT_PRIO / 2), and only the entry (`interrupt_cost`) stays a debt; what the interrupt activates follows its thread.
 * RECALLED: PREEMPT_RT also makes spin locks sleep and inherit, so a resource with protocol `spin` is one of `inheritance`.
 *
 * Costs: lmbench on TI AM62P (4 x Cortex-A53, 1.4 GHz; Processor SDK 12.0 performance guide): context switch between 2
 * processes with 128 KiB of data 9.35 us, which includes their cache refill; the switch itself is taken as 3 us (assumed),
 * an interrupt as 2 us (assumed; `cyclictest` on the same board: 4 us minimum from timer to task).
 */
import { z } from 'zod';
import { count, time } from '../../parameter.ts';
import { policies } from '../../scheduling/policies.ts';
import type { AdmissionProblem, Level, PolicyDefinition, UnitSpec } from '../../scheduling/policy.ts';
import { throttled, throttleParameter } from '../../scheduling/real-time-throttle.ts';
import { leastQuantum } from '../../scheduling/slices.ts';
import { ClassStack, type SchedulingClass } from '../class-stack.ts';
import type { KernelDefinition, KernelTask } from '../kernel.ts';

const parameters = z.strictObject({
  preempt_rt: z.boolean().default(false).describe('CONFIG_PREEMPT_RT: interrupt handlers and softirqs run in threads'),
  irq_thread_priority: count(1, 99)
    .optional()
    .describe('with preempt_rt; absent: 50, kernel/irq/manage.c, MAX_RT_PRIO / 2'),
  softirq: z
    .enum(['inline', 'ksoftirqd'])
    .optional()
    .describe('without preempt_rt; absent: inline, at the exit of the handler'),
  idle: z.enum(['wfi', 'poll']).optional().describe('absent: wfi; poll: idle=poll, an idle vCPU keeps its core'),
  fair: z.enum(['eevdf', 'cfs']).default('eevdf').describe('eevdf: Linux 6.6 and newer; cfs: before'),
  tick: time({ min: 1e6, by: leastQuantum }).default(4e9).describe('HZ = 250, the default of arm64 defconfig'),
  rr_timeslice: time({ min: 1e9, by: 'Linux: sched_rr_timeslice_ms counts whole ms' })
    .default(100e9)
    .describe('include/linux/sched/rt.h, RR_TIMESLICE'),
  rt_runtime: throttleParameter(),
  spin_yield: time()
    .optional()
    .describe('paravirtual spin locks: the vCPU yields after spinning this long; absent: it never does'),
  switch_cost: time().default(3e6).describe('assumed: 3 us; lmbench on AM62P: 9.35 us with 128 KiB of data'),
  interrupt_cost: time().default(2e6).describe('assumed: 2 us; cyclictest on AM62P: 4 us from timer to task'),
});
type Parameters = z.output<typeof parameters>;

/** MAX_RT_PRIO / 2. */
const defaultIrqThreadPriority = 50;

/** Units of the tasks that name one of the classes; without a name a task is fair (`other`). */
function unitsOf(tasks: readonly KernelTask[], ...names: readonly (string | null)[]): number[] {
  return tasks.flatMap(({ policy }, unit) => (names.includes(policy) ? [unit] : []));
}

/** A class that is a policy of the shelf, with that policy's own defaults but for `options`. */
function shelfClass(
  definition: PolicyDefinition,
  tasks: readonly KernelTask[],
  units: readonly number[],
  options: Readonly<Record<string, unknown>> = {},
): SchedulingClass {
  return {
    units,
    options: (unit) => definition.unitParameters.parse(tasks[unit]!.perPolicy[definition.name] ?? {}),
    create: (level) => definition.create(level, definition.parameters.parse(options) as never),
  };
}

function realTimeClass(
  tasks: readonly KernelTask[],
  sliceOfRr: number,
  runtimePs: number | undefined,
): SchedulingClass {
  const { 'fixed-priority': fixedPriority } = policies;
  return {
    units: unitsOf(tasks, 'fifo', 'rr'),
    options: (unit) => (tasks[unit]!.policy === 'rr' ? { quantum: sliceOfRr } : {}),
    create: (level) => throttled(level, fixedPriority.create(level, fixedPriority.parameters.parse({})), runtimePs),
  };
}

/** Problems of one class, at its tasks; what concerns all of them stands at the budget of the last one. */
function classProblems(
  definition: PolicyDefinition,
  units: readonly UnitSpec[],
  tasks: readonly KernelTask[],
  own: readonly number[],
  processorCount: number,
): AdmissionProblem[] {
  const specs = own.map((u) => ({
    ...units[u]!,
    options: definition.unitParameters.safeParse(tasks[u]!.perPolicy[definition.name] ?? {}).data ?? {},
  }));
  const options = definition.parameters.parse({}) as never;
  const problems = own.length === 0 ? [] : (definition.admission?.(specs, processorCount, options) ?? []);
  return problems.map((problem) => {
    if (problem.unit < 0) return { ...problem, unit: own.at(-1)!, key: 'budget' };
    if (problem.key === 'pcpus') return { ...problem, unit: own[problem.unit]!, key: 'on' };
    const isNeutral = ['budget', 'period', 'weight', 'priority'].includes(problem.key);
    const key = isNeutral ? problem.key : `per_policy.${definition.name}.${problem.key}`;
    return { ...problem, unit: own[problem.unit]!, key };
  });
}

export const linux = {
  name: 'linux',
  origin: 'Linux kernel/sched: deadline.c, rt.c, fair.c',
  summary: 'Deadline tasks first, then real-time tasks (fifo, rr) by priority, then fair tasks (EEVDF or CFS).',
  parameters,
  taskPolicies: ['other', 'deadline', 'fifo', 'rr'],
  protocols: ['inheritance', 'spin', 'none'],
  urgencyByDeadline: () => false,
  costs: ({ switch_cost, interrupt_cost, spin_yield, tick, idle }: Parameters) => ({
    switchPs: switch_cost,
    interruptPs: interrupt_cost,
    spinYieldPs: spin_yield ?? Number.POSITIVE_INFINITY,
    tickPs: tick,
    pollsIdle: idle === 'poll',
  }),
  handlerThread: ({ preempt_rt, irq_thread_priority }: Parameters) =>
    preempt_rt ? { policy: 'fifo', priority: irq_thread_priority ?? defaultIrqThreadPriority } : null,
  softirqThread: ({ softirq }: Parameters) => (softirq === 'ksoftirqd' ? { policy: 'other', priority: 0 } : null),
  spinLocksSleep: ({ preempt_rt }: Parameters) => preempt_rt,
  admission(units, tasks, processorCount, { fair }: Parameters): AdmissionProblem[] {
    const reserved = unitsOf(tasks, 'deadline');
    const unlimited = reserved.filter((u) => units[u]!.budgetPs === null || units[u]!.periodPs === null);
    return [
      ...unlimited.map((unit) => ({
        unit,
        key: 'policy',
        message: 'needs a budget and a period in the class deadline',
        help: 'sched_setattr wants runtime and period; write "budget", and a periodic or sporadic activation',
      })),
      ...classProblems(policies.deadline, units, tasks, reserved, processorCount),
      ...classProblems(policies.fifo, units, tasks, unitsOf(tasks, 'fifo', 'rr'), processorCount),
      ...classProblems(policies[fair], units, tasks, unitsOf(tasks, null, 'other'), processorCount),
    ];
  },
  warnings: () => [],
  create(level: Level, tasks, { rr_timeslice, rt_runtime, fair }: Parameters) {
    return new ClassStack(level, [
      shelfClass(policies.deadline, tasks, unitsOf(tasks, 'deadline')),
      realTimeClass(tasks, rr_timeslice, rt_runtime),
      shelfClass(policies[fair], tasks, unitsOf(tasks, null, 'other')),
    ]);
  },
} as const satisfies KernelDefinition;
