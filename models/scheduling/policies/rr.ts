/**
 * Round robin inside fixed priorities: Linux's SCHED_RR.
 *
 * Queue: one per set of processors, by priority, then by turn. A unit whose slice ends goes to the tail of its priority
 * and gets a new slice; a pre-empted unit stays at the head and keeps the rest of its slice.
 *
 * Source: Linux `include/linux/sched/rt.h`: RR_TIMESLICE 100 ms (rule F1). Priorities 1 to 99; 0 is none given, and counts as 1.
 */
import { z } from 'zod';
import { time } from '../../parameter.ts';
import { realTimePriority, realTimePriorityProblems } from '../budget-checks.ts';
import { placementParameter, placesOf } from '../placement.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { behind, RankedPolicy } from '../ranked-policy.ts';
import { throttled, throttleParameter } from '../real-time-throttle.ts';
import { Slices } from '../slices.ts';

const parameters = z.object({
  timeslice: time({ min: 1e9, by: 'Linux: sched_rr_timeslice_ms counts whole ms' })
    .default(100e9)
    .describe('100 ms: Linux include/linux/sched/rt.h, RR_TIMESLICE'),
  placement: placementParameter('global'),
  rt_runtime: throttleParameter(),
});
const unitParameters = z.object({});
type Options = z.output<typeof parameters>;

class Rr extends RankedPolicy {
  readonly timerCount = 0;
  private readonly slices: Slices;

  constructor(level: Level, options: Options) {
    super(level, placesOf(level, options.placement));
    this.slices = new Slices(level.units.map(() => options.timeslice));
  }

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -realTimePriority(this.level.units[u]!), nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }

  protected override limitAtPs(u: number, nowPs: number): number {
    return this.slices.endAtPs(u, nowPs);
  }

  protected override spend(u: number, heldPs: number, _suppliedPs: number, nowPs: number): void {
    if (this.slices.burn(u, heldPs) && this.awake[u])
      this.rank(u, -realTimePriority(this.level.units[u]!), behind(this.slices.beganAtPs(u, nowPs)));
  }
}

export const rr = {
  name: 'rr',
  origin: 'Linux kernel/sched/rt.c, SCHED_RR',
  summary: 'The largest priority runs; equals take turns of a time slice.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  reads: { priority: 'larger runs first', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => realTimePriorityProblems(units),
  create: (level: Level, options: Options) => throttled(level, new Rr(level, options), options.rt_runtime),
} as const satisfies PolicyDefinition;
