/**
 * Places: on every seed the policies are ranked by a metric, 1 is best, equal values share the mean of their places
 * (as in Friedman's test, JASA 32, 1937); a policy without a value on a seed comes last there. Only seeds count that
 * every ranked policy has.
 */
import type { LeagueMetric, LeagueRank } from './league-fact.ts';

/** Value of a metric per seed; a missing seed was not run, null means that nothing finished. */
export type ValuesBySeed = ReadonlyMap<number, number | null>;

export function ranksOf(metric: LeagueMetric, values: ReadonlyMap<string, ValuesBySeed>): LeagueRank[] {
  const policies = [...values.keys()].filter((policy) => values.get(policy)!.size > 0);
  const seeds = [...(values.get(policies[0] ?? '')?.keys() ?? [])].filter((seed) =>
    policies.every((policy) => values.get(policy)!.has(seed)),
  );
  if (seeds.length === 0) return [];
  const places = seeds.map((seed) =>
    placesOf(policies.map((policy) => badness(metric, values.get(policy)!.get(seed)))),
  );
  return policies.map((policy, column) => {
    const own = places.map((row) => row[column]!);
    return {
      metric: metric.name,
      statistic: metric.statistic,
      policy,
      mean: own.reduce((sum, place) => sum + place, 0) / own.length,
      best: Math.min(...own),
      worst: Math.max(...own),
    };
  });
}

/** Ascends from good to bad. */
function badness({ better }: LeagueMetric, value: number | null | undefined): number {
  if (value === null || value === undefined) return Number.POSITIVE_INFINITY;
  return better === 'lower' ? value : -value;
}

function placesOf(badnesses: readonly number[]): number[] {
  return badnesses.map((own) => {
    const better = badnesses.filter((other) => other < own).length;
    const same = badnesses.filter((other) => other === own).length;
    return better + (same + 1) / 2;
  });
}
