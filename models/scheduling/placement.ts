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

const mostUnions = 4096;

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

/** A set of processors whose units ask for more than is admitted there. */
export interface Overload {
  readonly processors: readonly number[];
  /** In units of one processor. */
  readonly utilization: number;
  /** The last unit that is confined to these processors. */
  readonly unit: number;
}

/**
 * Where the units with budgets ask for more than `most` of each processor: on one of them when they are partitioned, else
 * in a set of processors that confines them. The sets looked at are unions of affinities, smallest first; those that hold
 * an overloaded one are left out, so each mistake is told once. Any set that is overloaded contains such a union.
 */
export function overloads(
  units: readonly UnitSpec[],
  processorCount: number,
  placement: 'global' | 'partitioned',
  most: number,
): Overload[] {
  const homes = placement === 'partitioned' ? partition(units, processorCount) : null;
  const reserved = units.flatMap((unit, u) => {
    if (unit.budgetPs === null || unit.periodPs === null || unit.periodPs <= 0) return [];
    return [{ unit: u, share: unit.budgetPs / unit.periodPs, places: homes === null ? unit.processors : [homes[u]!] }];
  });
  const found: Overload[] = [];
  for (const processors of unionsOf(reserved.map(({ places }) => places))) {
    if (found.some((known) => isWithin(known.processors, processors))) continue;
    const confined = reserved.filter(({ places }) => isWithin(places, processors));
    const utilization = confined.reduce((sum, { share }) => sum + share, 0);
    if (utilization > most * processors.length + 1e-9)
      found.push({ processors, utilization, unit: confined.at(-1)!.unit });
  }
  return found;
}

const isWithin = (inner: readonly number[], outer: readonly number[]) => inner.every((p) => outer.includes(p));

/** All unions of the sets, each once, by size, then by their processors. At most 2^12 are looked at. */
function unionsOf(sets: readonly (readonly number[])[]): (readonly number[])[] {
  const unions = new Map<string, readonly number[]>();
  for (const set of new Map(sets.map((one) => [one.join(), one])).values()) {
    for (const known of [[], ...unions.values()]) {
      if (unions.size >= mostUnions) break;
      const union = [...new Set([...known, ...set])].sort((a, b) => a - b);
      unions.set(union.join(), union);
    }
  }
  return [...unions.values()].sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
}

/** Processors on which each unit may be picked. */
export function placesOf(level: Level, placement: 'global' | 'partitioned'): (readonly number[])[] {
  if (placement === 'global') return level.units.map((unit) => unit.processors);
  return partition(level.units, level.processorCount).map((home) => [home]);
}
