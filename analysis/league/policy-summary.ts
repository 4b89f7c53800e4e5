/** One policy over all its seeds: pooled metrics, verdicts of every run, and the envelope of its service windows. */

import { type Multiset, nearestRank } from '../response-time/order-statistics.ts';
import type { LeagueRequirement, MetricSummary, PolicyFact, RequirementUnderPolicy } from './league-fact.ts';
import type { LeagueRun, RunMetric } from './league-run.ts';
import type { ServiceWindow } from './service-window.ts';

/** How one run of a policy ended; a seed without an entry was not run. */
export type SeedRun = { readonly seed: number; readonly replay: string } & (
  | { readonly run: LeagueRun }
  | { readonly failure: string }
);

export interface PolicyRuns {
  readonly policy: string;
  readonly sha256: string | null;
  readonly refused: string | null;
  readonly runs: readonly SeedRun[];
}

export function goodRuns({ runs }: PolicyRuns): { readonly seed: number; readonly run: LeagueRun }[] {
  return runs.flatMap((one) => ('run' in one ? [{ seed: one.seed, run: one.run }] : []));
}

export function summarisePolicy(policy: PolicyRuns, requirements: readonly LeagueRequirement[]): PolicyFact {
  const good = goodRuns(policy);
  const runs = good.map(({ run }) => run);
  const metrics = (runs[0]?.metrics ?? []).map((metric, place) =>
    pooled(
      metric,
      runs.map((run) => run.metrics[place]!),
    ),
  );
  const under = requirements.map((requirement) => underPolicy(requirement.id, runs));
  const hasFailed = policy.runs.length > good.length;
  const ratios = under.flatMap(({ worstRatio }) => (worstRatio === null ? [] : [worstRatio]));
  const meanOf = (name: string): number | null => metrics.find((metric) => metric.name === name)?.mean ?? null;
  return {
    policy: policy.policy,
    sha256: policy.sha256,
    refused: policy.refused,
    seeds: good.map(({ seed }) => seed),
    failures: policy.runs.flatMap((one) =>
      'failure' in one ? [{ seed: one.seed, message: one.failure, replay: one.replay }] : [],
    ),
    fingerprints: policy.runs.flatMap((one) =>
      'run' in one ? [{ seed: one.seed, fingerprint: one.run.fingerprint, replay: one.replay }] : [],
    ),
    metrics,
    requirements: under,
    met: hasFailed ? 0 : under.filter(isMet).length,
    thinnestRatio: ratios.length === 0 ? null : Math.max(...ratios),
    overheadShare: meanOf('overhead'),
    switchesPerSecond: meanOf('switches'),
    supply: (runs[0]?.supply ?? []).map(({ vm, vcpu }, place) => ({
      vm,
      vcpu,
      windows: envelope(runs.map((run) => run.supply[place]!.windows)),
    })),
  };
}

/** Judged and kept by every run. */
export function isMet({ metSeeds, violatedSeeds, notJudgedSeeds }: RequirementUnderPolicy): boolean {
  return metSeeds > 0 && violatedSeeds === 0 && notJudgedSeeds === 0;
}

function pooled({ name, unit }: RunMetric, metrics: readonly RunMetric[]): MetricSummary {
  const filled = metrics.filter(({ count }) => count > 0);
  const count = filled.reduce((sum, metric) => sum + metric.count, 0);
  const items = pooledItems(filled, count);
  const extreme = (of: (...values: number[]) => number, pick: (metric: RunMetric) => number | null): number | null =>
    filled.length === 0 ? null : of(...filled.map((metric) => pick(metric)!));
  return {
    name,
    unit,
    count,
    min: extreme(Math.min, ({ min }) => min),
    mean: count === 0 ? null : filled.reduce((sum, metric) => sum + metric.mean! * (metric.count / count), 0),
    p50: nearestRank(items, 50, 100),
    p90: nearestRank(items, 90, 100),
    p99: nearestRank(items, 99, 100),
    p999: nearestRank(items, 999, 1000),
    max: extreme(Math.max, ({ max }) => max),
  };
}

/** Items of all runs as their exceedance curves tell them: those between two points count as the lower one. */
function pooledItems(metrics: readonly RunMetric[], count: number): Multiset {
  const counts = new Map<number, number>();
  for (const { exceedance, count: items } of metrics) {
    exceedance.forEach(([value, share], place) => {
      const beyond = Math.round((exceedance[place + 1]?.[1] ?? 0) * items);
      counts.set(value, (counts.get(value) ?? 0) + Math.round(share * items) - beyond);
    });
  }
  const entries = [...counts].sort(([a], [b]) => a - b);
  return { values: entries.map(([value]) => value), counts: entries.map(([, n]) => n), count };
}

function underPolicy(id: string, runs: readonly LeagueRun[]): RequirementUnderPolicy {
  const facts = runs.map((run) => run.requirements.find((one) => one.id === id)!);
  const count = (verdict: string): number => facts.filter((fact) => fact.verdict === verdict).length;
  const judged = facts.filter(({ ratio }) => ratio !== null);
  const worst = judged.reduce<(typeof judged)[number] | null>(
    (worst, fact) => (worst === null || fact.ratio! > worst.ratio! ? fact : worst),
    null,
  );
  return {
    id,
    metSeeds: count('met'),
    violatedSeeds: count('violated'),
    notJudgedSeeds: count('not_judged'),
    worst: worst?.observed ?? null,
    worstRatio: worst?.ratio ?? null,
  };
}

function envelope(curves: readonly (readonly ServiceWindow[])[]): ServiceWindow[] {
  return (curves[0] ?? []).map(({ lengthPs }, place) => {
    const windows = curves.map((curve) => curve[place]!);
    const least = windows.flatMap(({ leastPs }) => (leastPs === null ? [] : [leastPs]));
    return {
      lengthPs,
      leastPs: least.length === 0 ? null : Math.min(...least),
      mostPs: Math.max(...windows.map(({ mostPs }) => mostPs)),
    };
  });
}
