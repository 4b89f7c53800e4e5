/**
 * ACRN's PRIO: strict priorities on each processor, without budgets or timers.
 *
 * Queue: one per processor. P1: the higher number goes first, first in first out among equals; a busy unit of high
 * priority starves the others. Units do not move between processors.
 *
 * Source: projectacrn/acrn-hypervisor `hypervisor/common/sched_prio.c`. No parameters.
 */
import { z } from 'zod';
import { placesOf } from '../placement.ts';
import type { Level, PolicyDefinition } from '../policy.ts';
import { RankedPolicy } from '../ranked-policy.ts';

const parameters = z.object({});
const unitParameters = z.object({});

class Prio extends RankedPolicy {
  readonly timerCount = 0;

  protected arrive(u: number, _why: unknown, nowPs: number): void {
    this.rank(u, -this.level.units[u]!.priority, nowPs);
  }

  protected override boostedKey(ownKey: number, urgency: number): number {
    return Math.min(ownKey, -urgency);
  }
}

export const prio = {
  name: 'prio',
  origin: 'projectacrn/acrn-hypervisor hypervisor/common/sched_prio.c',
  summary: 'Strict priorities per processor, no budgets.',
  levels: ['hypervisor'],
  workConserving: false,
  reads: { priority: 'larger runs first', preemptible: 'false: keeps its processor until it blocks' },
  parameters,
  unitParameters,
  create: (level: Level) => new Prio(level, placesOf(level, 'partitioned')),
} as const satisfies PolicyDefinition;
