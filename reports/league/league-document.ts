/**
 * The document that `bulkhead compare --json` prints and `compare.json` holds: snake case, times in picoseconds, shares as
 * fractions, `null` for "none". Keys are an interface: they are added, never renamed.
 */
import type { LeagueFacts, LeagueRequirement, MetricSummary, PolicyFact } from '../../analysis/league/league-fact.ts';
import type { Replay } from '../medium.ts';

export type LeagueDocument = ReturnType<typeof leagueDocument>;

export function leagueDocument(facts: LeagueFacts, replay: Replay) {
  const { ecu } = facts;
  return {
    tool: { name: 'bulkhead', version: replay.version },
    ecu: { name: ecu.name, sha256: ecu.sha256, soc: ecu.soc, hypervisor: ecu.hypervisor },
    seeds: facts.seeds,
    horizon_ps: facts.horizonPs,
    complete: facts.isComplete,
    baseline: facts.baseline,
    fingerprint: facts.fingerprint,
    policies: facts.policies.map((policy) => policyObject(policy, facts.requirements)),
    comparisons: facts.comparisons.map((one) => ({
      metric: one.metric,
      statistic: one.statistic,
      a: one.a,
      b: one.b,
      n: one.n,
      median_difference: one.medianDifference,
      interval: one.interval,
      p_value: one.pValue,
      p_holm: one.adjustedP,
      effect: one.effect,
      test: one.test,
    })),
    ranks: facts.ranks,
    reasons: facts.reasons.map(({ requirement, policy, changes, ...reason }) => ({
      requirement,
      policy,
      statistic: reason.statistic,
      seeds: reason.seeds,
      difference_ps: reason.differencePs,
      explained_ps: reason.explainedPs,
      explained: reason.isExplained,
      changes: changes.map((change) => ({
        cause: change.cause,
        culprit: change.culprit,
        baseline_ps: change.baselinePs,
        policy_ps: change.policyPs,
        difference_ps: change.differencePs,
      })),
    })),
    choices: facts.choices,
    warnings: facts.warnings.map(({ path, message }) => ({ path, message })),
    replay: replay.line,
  };
}

function policyObject(policy: PolicyFact, requirements: readonly LeagueRequirement[]) {
  return {
    policy: policy.policy,
    sha256: policy.sha256,
    refused: policy.refused,
    seeds: policy.seeds,
    met: policy.met,
    metrics: Object.fromEntries(policy.metrics.map((metric) => [metric.name, metricObject(metric)])),
    overhead_share: policy.overheadShare,
    switches_per_second: policy.switchesPerSecond,
    requirements: policy.requirements.map((under, place) => ({
      id: under.id,
      limit: requirements[place]!.limit,
      unit: requirements[place]!.unit,
      met_seeds: under.metSeeds,
      violated_seeds: under.violatedSeeds,
      not_judged_seeds: under.notJudgedSeeds,
      worst: under.worst,
      worst_ratio: under.worstRatio,
    })),
    supply: policy.supply.map(({ vm, vcpu, windows }) => ({
      vm,
      vcpu,
      windows: windows.map(({ lengthPs, leastPs, mostPs }) => ({
        length_ps: lengthPs,
        least_ps: leastPs,
        most_ps: mostPs,
      })),
    })),
    failures: policy.failures,
    runs: policy.fingerprints,
  };
}

function metricObject({ unit, count, min, mean, p50, p90, p99, p999, max }: MetricSummary) {
  return { unit, count, min, mean, p50, p90, p99, p999, max };
}
