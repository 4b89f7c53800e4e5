/**
 * Linux's completely fair scheduler, before 6.6: the least virtual runtime runs.
 *
 * Queues: one per processor, by virtual runtime (dt x 1024 / weight), ties by unit.
 * C1 Smallest virtual runtime first; slice = latency x weight share, not below the minimum granularity; a waker
 *    pre-empts when its advantage exceeds the wake-up granularity; sleepers are placed near the minimum (RECALLED: half a
 *    latency back).
 * C2 (RECALLED) Nice to weight is about 1.25 per step, nice 0 = 1024; here the neutral weight 256 is nice 0.
 *
 * Source: Linux `kernel/sched/fair.c` before 6.6: latency 6 ms, minimum granularity 0.75 ms, wake-up granularity 1 ms,
 * all times (1 + log2(min(processors, 8))).
 */
import { z } from 'zod';
import { weightProblems } from '../budget-checks.ts';
import { CompletelyFair, type CompletelyFairOptions, completelyFairParameters } from '../completely-fair.ts';
import type { Level, PolicyDefinition, UnitSpec } from '../policy.ts';
import { niceParameter } from '../weighted-clock.ts';

const unitParameters = z.object({ nice: niceParameter });

export const cfs = {
  name: 'cfs',
  origin: 'Linux kernel/sched/fair.c before 6.6',
  summary: 'Least virtual runtime runs; shares follow weights.',
  levels: ['hypervisor', 'guest'],
  workConserving: true,
  shares: { windowPs: 2e12, error: 0.02 },
  reads: { weight: '256 is nice 0', preemptible: 'false: keeps its processor until it blocks' },
  parameters: completelyFairParameters,
  unitParameters,
  admission: (units: readonly UnitSpec[]) => weightProblems(units, 1, 65536),
  create: (level: Level, options: CompletelyFairOptions) => new CompletelyFair(level, options),
} as const satisfies PolicyDefinition;
