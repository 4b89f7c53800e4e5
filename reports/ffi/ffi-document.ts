/** The document of `bulkhead ffi --json`: verdicts with what they rest on, in snake case; times are integer picoseconds. */
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import type { Replay } from '../medium.ts';

export function ffiDocument(facts: FfiFacts, { line, version }: Replay): unknown {
  return {
    format: 1,
    bulkhead: version,
    ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256 },
    horizon_ps: facts.horizonPs,
    claims: facts.claims.map(claimOf),
    fault_effects: facts.faultEffects,
    joint: facts.joint,
    replay: line,
  };
}

function claimOf(claim: ClaimFacts): unknown {
  const { counterexample, coverage, plan } = claim;
  return {
    id: claim.id,
    kind: claim.kind,
    verdict: claim.verdict,
    reason: claim.reason,
    level: claim.level,
    asil: claim.asil,
    victim: claim.victim,
    from: claim.from,
    runs: claim.runs,
    n_effective: claim.effectiveRuns,
    bound: claim.bound,
    worst_margin: claim.worstMarginPs,
    worst_run: claim.worstRun,
    control: claim.control,
    resolution: claim.resolution,
    controls: claim.controls.map(({ weakening, outcome, reason, run, program, judgement }) => ({
      weakening,
      outcome,
      reason,
      run,
      program,
      detail: judgement?.detail ?? null,
    })),
    counterexample:
      counterexample === null
        ? null
        : {
            program: counterexample.program,
            ecu_seed: counterexample.ecuSeed,
            horizon_ps: counterexample.horizonPs,
            detail: counterexample.judgement.detail,
            minimal: counterexample.minimal,
            pairs: counterexample.pairs,
            found_at: counterexample.foundAt,
          },
    fault_effects: claim.effectCounts,
    missing_effects: claim.missingEffects,
    coverage:
      coverage === null
        ? null
        : { pairs: coverage.pairs, triples: coverage.triples, bins: coverage.bins, infeasible: coverage.infeasible },
    plan:
      plan === null
        ? null
        : { base: plan.base, seed_origin: plan.seedOrigin, ecu_seeds: plan.ecuSeeds, generator: plan.generator },
    guided: claim.guided,
  };
}
