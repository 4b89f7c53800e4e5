/**
 * Where units may be picked: everywhere their affinity allows (`global`), or on one processor each that never changes
 * (`partitioned`). Partitioning takes units in declared order and gives each to the allowed processor with the least
 * utilisation so far (budget/period, or 1 without a budget), ties to the lower processor: worst fit.
 */
import { z } from 'zod';
import type { Level, UnitSpec } from './policy.ts';

/** Parameter `placement` of policies that can do both. */
export const placementParameter = (byDefault: 'global' | 'partitioned') =>
  z
    .enum(['global', 'partitioned'])
    .default(byDefault)
    .describe('global: a unit runs on any processor that it is allowed on; partitioned: on one, chosen by worst fit');

export function utilizationOf(unit: UnitSpec): number {
  return unit.budgetPs === null || unit.periodPs === null ? 1 : unit.budgetPs / unit.periodPs;
}

/** Home processor of each unit. */
export function partition(units: readonly UnitSpec[], processorCount: number): number[] {
  const load: number[] = Array.from({ length: processorCount }, () => 0);
  return units.map((unit) => {
    let home = unit.processors[0]!;
    for (const p of unit.processors) if (load[p]! < load[home]!) home = p;
    load[home]! += utilizationOf(unit);
    return home;
  });
}

/** Processors on which each unit may be picked. */
export function placesOf(level: Level, placement: 'global' | 'partitioned'): (readonly number[])[] {
  if (placement === 'global') return level.units.map((unit) => unit.processors);
  return partition(level.units, level.processorCount).map((home) => [home]);
}
