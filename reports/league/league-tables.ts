/**
 * The tables of a comparison for other tools: snake case heads, times in integer picoseconds, empty for "none", LF line
 * ends; the last line is a comment that makes the league again.
 */
import { stringify } from 'csv-stringify/sync';
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import type { Artefact, Replay } from '../medium.ts';

type Line = Readonly<Record<string, string | number | boolean | null>>;

export function leagueTables(facts: LeagueFacts, replay: Replay): Artefact[] {
  return Object.entries(tables(facts)).map(([name, rows]) => ({
    name: `${name}.csv`,
    text: `${stringify([...rows], { header: true, columns: Object.keys(rows[0] ?? { empty: '' }), cast: { number: String, boolean: String } })}# ${replay.line}\n`,
  }));
}

function tables(facts: LeagueFacts): Readonly<Record<string, readonly Line[]>> {
  const { policies } = facts;
  return {
    policies: policies.map((policy) => ({
      policy: policy.policy,
      met: policy.met,
      requirements: facts.requirements.length,
      seeds: policy.seeds.length,
      failed: policy.failures.length,
      refused: policy.refused,
      worst_ratio: policy.thinnestRatio,
      overhead_share: policy.overheadShare,
      switches_per_second: policy.switchesPerSecond,
    })),
    requirements: policies.flatMap((policy) =>
      policy.requirements.map((under) => ({
        policy: policy.policy,
        requirement: under.id,
        met_seeds: under.metSeeds,
        violated_seeds: under.violatedSeeds,
        not_judged_seeds: under.notJudgedSeeds,
        worst: under.worst,
        worst_ratio: under.worstRatio,
      })),
    ),
    metrics: policies.flatMap((policy) =>
      policy.metrics.map(({ name, unit, count, min, mean, p50, p90, p99, p999, max }) => ({
        policy: policy.policy,
        metric: name,
        unit,
        count,
        min,
        mean,
        p50,
        p90,
        p99,
        p999,
        max,
      })),
    ),
    differences: facts.comparisons.map((one) => ({
      metric: one.metric,
      statistic: one.statistic,
      a: one.a,
      b: one.b,
      pairs: one.n,
      median_difference: one.medianDifference,
      interval_low: one.interval?.[0] ?? null,
      interval_high: one.interval?.[1] ?? null,
      p_value: one.pValue,
      p_holm: one.adjustedP,
      effect: one.effect,
      test: one.test,
    })),
    ranks: facts.ranks.map((rank) => ({ ...rank })),
    reasons: facts.reasons.flatMap(({ requirement, policy, changes, ...reason }) =>
      changes.map((change) => ({
        requirement,
        policy,
        compared_ps: reason.differencePs,
        explained_ps: reason.explainedPs,
        explained: reason.isExplained,
        cause: change.cause,
        culprit: change.culprit,
        baseline_ps: change.baselinePs,
        policy_ps: change.policyPs,
        difference_ps: change.differencePs,
      })),
    ),
    service: policies.flatMap((policy) =>
      policy.supply.flatMap(({ vm, vcpu, windows }) =>
        windows.map(({ lengthPs, leastPs, mostPs }) => ({
          policy: policy.policy,
          vm,
          vcpu,
          window_ps: lengthPs,
          least_ps: leastPs,
          most_ps: mostPs,
        })),
      ),
    ),
    runs: policies.flatMap((policy) => [
      ...policy.fingerprints.map(({ seed, fingerprint, replay }) => ({
        policy: policy.policy,
        seed,
        fingerprint,
        failure: null,
        replay,
      })),
      ...policy.failures.map(({ seed, message, replay }) => ({
        policy: policy.policy,
        seed,
        fingerprint: null,
        failure: message,
        replay,
      })),
    ]),
  };
}
