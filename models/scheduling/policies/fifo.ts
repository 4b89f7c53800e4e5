/**
 * First in, first out inside fixed priorities, without time slices: Linux's SCHED_FIFO.
 *
 * Queue: one per set of processors, by priority, then by the instant of becoming ready. A pre-empted unit stays at the
 * head of its priority; a yielding one goes to the tail. Waiting units are pulled by any allowed processor that would
 * otherwise run something less urgent, as Linux pushes and pulls real-time tasks.
 *
 * Source: Linux `kernel/sched/rt.c`, `include/linux/sched/rt.h` (rule F1). Priorities 1 to 99; 0 is none given, and counts as 1.
 */
import { z } from 'zod';
import { realTimePriority, realTimePriorityProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';
import { throttled, throttleParameter } from '../real-time-throttle.ts';

const parameters = z.object({ placement: placementParameter('global'), rt_runtime: throttleParameter() });
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Fifo extends RankedPolicy {
  readonly timerCount = 0;
  readonly keepsAccounts = false;

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -realTimePriority(this.level.units[u]!), nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }
}

export const fifo = {
  name: 'fifo',
  origin: 'Linux kernel/sched/rt.c, SCHED_FIFO',
  summary: 'The largest priority runs until it blocks or yields; equals in order of arrival.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: { priority: 'larger runs first', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => realTimePriorityProblems(units),
  create: (level: Level, options: Options) =>
    throttled(level, new Fifo(level, placesOf(level, options.placement)), options.rt_runtime),
} as const satisfies PolicyDefinition;
