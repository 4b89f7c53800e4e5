/**
 * What the others are measured by when nobody wished for a policy: the file's own when it is compared, else the first given
 * under which most of what is compared has values on all seeds. A policy that starves a task of all service has no
 * differences to show. What no policy could judge (the boot, which a comparison does not simulate) counts for none.
 */
import type { LeagueRun } from './league-run.ts';
import { goodRuns, type PolicyRuns } from './policy-summary.ts';
import { metricOfRequirement } from './requirement-metric.ts';

/**
 * @param policies in the order of the user, at least one of them not refused
 * @param own the policy of the file
 */
export function usualBaseline(policies: readonly PolicyRuns[], own: string): string {
  const running = policies.filter(({ refused }) => refused === null);
  if (running.some(({ policy }) => policy === own)) return own;
  const kept = running.map((policy) => ({
    policy: policy.policy,
    values: valuesOf(policy),
    metrics: metricsOf(policy),
  }));
  const most = kept.reduce((best, one) =>
    one.values > best.values || (one.values === best.values && one.metrics > best.metrics) ? one : best,
  );
  return most.policy;
}

/** Requirements that every run judged, and whose metric has a value in every run. */
function valuesOf(policy: PolicyRuns): number {
  return everywhere(policy, (run) =>
    run.requirements
      .filter((one) => one.verdict !== 'not_judged' && hasItems(run, metricOfRequirement(one)))
      .map(({ id }) => id),
  );
}

/** Metrics of any kind that have a value in every run. */
function metricsOf(policy: PolicyRuns): number {
  return everywhere(policy, (run) => run.metrics.filter(({ count }) => count > 0).map(({ name }) => name));
}

/** How many names all runs have; 0 when a run failed. */
function everywhere(policy: PolicyRuns, namesOf: (run: LeagueRun) => readonly string[]): number {
  const runs = goodRuns(policy);
  if (runs.length < policy.runs.length) return 0;
  const [first, ...others] = runs.map(({ run }) => new Set(namesOf(run)));
  return [...(first ?? [])].filter((name) => others.every((names) => names.has(name))).length;
}

function hasItems({ metrics }: LeagueRun, name: string): boolean {
  return (metrics.find((metric) => metric.name === name)?.count ?? 0) > 0;
}
