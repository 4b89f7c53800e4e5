/** The document of `bulkhead bound --json`: plain data, snake case, times in integer picoseconds, null for "none". */
import type { BoundFacts, BoundRow } from '../../analysis/bound/bound-fact.ts';
import type { Replay } from '../medium.ts';

export function boundDocument(facts: BoundFacts, { line, version }: Replay) {
  return {
    tool: { name: 'bulkhead', version },
    ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256, policy: facts.ecu.policy },
    seeds: facts.seeds,
    horizon_ps: facts.horizonPs,
    left_out: facts.leftOut.map(({ part, why, see }) => ({ part, why, see })),
    bounded_without_contention: facts.boundedWithoutContention,
    rows: facts.rows.map(rowDocument),
    loads: facts.loads.map(({ of, level, share, budgetShare }) => ({ of, level, share, budget_share: budgetShare })),
    supplies: facts.supplies.map(({ vm, vcpu, supply, share, points }) => ({
      vm,
      vcpu,
      supply,
      share,
      points: points.map(({ windowPs, leastPs, demandPs }) => [windowPs, leastPs, demandPs]),
    })),
    sensitivity: facts.sensitivity.map(({ of, kind, factor, first }) => ({ of, kind, factor, first })),
    tails: facts.tails.map(({ task, estimate, boundPs }) => ({
      task,
      method: estimate.method,
      samples: estimate.samples,
      extremes: estimate.extremes,
      tests: estimate.tests.map(({ name, passed, value, limit }) => ({ name, passed, value, limit })),
      refused: estimate.refused,
      shape: estimate.shape,
      levels: estimate.levels.map(({ probability, value, low, high }) => ({
        probability,
        ps: value,
        low_ps: low,
        high_ps: high,
      })),
      bound_ps: boundPs,
    })),
    replay: line,
  };
}

function rowDocument(row: BoundRow) {
  const { simulatedPs, boundPs, deadlinePs } = row;
  return {
    subject: row.subject,
    kind: row.kind,
    simulated_max_ps: simulatedPs,
    bound_ps: boundPs,
    reason: row.reason,
    without: row.without ?? null,
    ratio: simulatedPs === null || boundPs === null ? null : simulatedPs / boundPs,
    deadline_ps: deadlinePs,
    judged: row.judged,
    slack_ps: boundPs === null || deadlinePs === null ? null : deadlinePs - boundPs,
    limiting: row.limiting === null ? null : { kind: row.limiting.kind, of: row.limiting.of, ps: row.limiting.amount },
    terms: row.terms.map(({ kind, of, amount, count }) => ({ kind, of, ps: amount, count: count ?? null })),
    critical_instant: row.criticalInstant,
  };
}
