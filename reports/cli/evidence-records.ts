/**
 * What the members of a pack say, as data: verification plan, specification and report with the fields of ISO 26262-8:2018
 * clause 9, results, controls, traceability, validity. Evidence holds integers and texts only.
 */
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { prepare, Trial } from '../../analysis/ffi/trial.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { faultText } from '../../scenarios/faults-of.ts';
import type { FfiOrder } from './ffi-run.ts';

/** Verification plan (ISO 26262-8:2018, 9.4.1). */
export function planOf(order: FfiOrder, facts: FfiFacts, version: string): unknown {
  return {
    objective: 'Freedom from interference between the guests of one ECU, in this model and under its assumptions',
    ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256 },
    methods: ['fault injection with generated adversaries in paired simulations', 'negative controls'],
    runs: order.runs,
    horizon_ps: order.horizonPs,
    seed: order.seed,
    claims: facts.claims.map(({ id, kind, plan, level }) => ({ id, kind, level, plan })),
    pass: 'not refuted in N effective runs, and a control refuted',
    fail: 'a program violates the claim, shrunk and repeated',
    environment: `bulkhead ${version}, simulation`,
    anomalies: 'a run that throws or does not end violates the claim "progress"; no run is dropped',
    regression: 'the same plan again: seeds follow from it',
  };
}

export function resolved(ecu: EcuDescription): unknown {
  const { origin: _origin, warnings: _warnings, ...rest } = ecu;
  return rest;
}

/** Verification specification (ISO 26262-8:2018, 9.4.2): one case per run that is kept, and per control. */
export function specification(order: FfiOrder, claim: ClaimFacts): unknown[] {
  const { ecu } = order.subject;
  const described = ecu.claims.find(({ name }) => name === claim.id)!;
  const prepared = prepare(ecu, described);
  if ('verdict' in prepared || claim.plan === null)
    return [{ id: claim.id, not_executed: claim.reason, claim: claim.kind }];
  const trial = new Trial(prepared, ecu, claim.plan);
  return claim.rows.map(({ index }) => {
    const { program, ecuSeed, seed } =
      index < 0 ? { program: [], ecuSeed: claim.plan!.ecuSeeds[0]!, seed: 0 } : trial.programAt(index);
    return {
      id: `${claim.id}/${index}`,
      claim: claim.kind,
      ecu: ecu.sha256,
      preconditions: { ecu_seed: ecuSeed, varied: claim.from },
      program: program.map(faultText),
      program_seed: seed,
      expected: `${claim.victim} ${claim.promise}`,
      tolerance_ps: 0,
    };
  });
}

export function resultsOf(claim: ClaimFacts): unknown[] {
  if (claim.rows.length === 0) return [{ id: claim.id, verdict: claim.verdict, reason: claim.reason }];
  return claim.rows.map(({ index, seed, effective, marginPs, clause, fingerprint, reference }) => ({
    id: `${claim.id}/${index}`,
    program_seed: seed,
    effective,
    margin_ps: marginPs,
    verdict: clause === null ? 'holds' : clause,
    fingerprint,
    reference,
  }));
}

export function controlsOf({ id, control, resolution, controls }: ClaimFacts): unknown {
  return {
    claim: id,
    control,
    resolution,
    tried: controls.map(({ weakening, outcome, reason, run, program, judgement }) => ({
      weakening,
      outcome,
      reason,
      run,
      program: program.map(faultText),
      detail: judgement?.detail ?? null,
    })),
  };
}

export function reportOf(claim: ClaimFacts): unknown {
  const { rows: _rows, coverage: _coverage, bound, effectCounts, counterexample, ...rest } = claim;
  return {
    ...rest,
    bound: bound === null ? null : ratioText(bound),
    effects_struck: Object.fromEntries(
      Object.entries(effectCounts).map(([effect, { runs, injected, bound: of }]) => [
        effect,
        { runs, injected, bound: ratioText(of) },
      ]),
    ),
    counterexample:
      counterexample === null ? null : { ...counterexample, program: counterexample.program.map(faultText) },
  };
}

export function textOfJoint({ joint }: FfiFacts): unknown {
  return joint === null ? null : { claims: joint.claims, bound: ratioText(joint.bound) };
}

/** Evidence holds integers and texts: a probability is written with six digits. */
function ratioText(value: number): string {
  return value.toPrecision(6);
}

/** Requirement, claim, fault effect, runs, verdict: one line each (RFC 4180). */
export function traceCsv({ claims: all }: FfiFacts): string {
  const rows = all.flatMap((claim) =>
    (claim.upholds.length === 0 ? [''] : claim.upholds).flatMap((requirement) => {
      const effects = claim.effects.length === 0 ? [''] : claim.effects;
      return effects.map((effect) =>
        [
          requirement,
          claim.id,
          claim.kind,
          effect,
          claim.effectCounts[effect]?.runs ?? 0,
          claim.effectCounts[effect]?.injected ?? 0,
          claim.verdict,
        ].join(','),
      );
    }),
  );
  return `requirement,claim,kind,fault_effect,effective_runs,strikes,verdict\r\n${rows.map((row) => `${row}\r\n`).join('')}`;
}

export function validityOf(ecu: EcuDescription): unknown {
  const grades = gradesOf(ecu);
  return {
    numbers: grades,
    sources: ecu.sources,
    not_executed: {
      'error of the model on this ECU': 'no measurement of the target is part of this pack',
      'validation tables': 'made by "npm run validate" of the same version; not part of this pack',
    },
    warnings: ecu.warnings,
  };
}

export function gradesOf(ecu: EcuDescription): Record<string, number> {
  const grades: Record<string, number> = { assumed: 0, measured: 0, published: 0 };
  for (const { grade } of ecu.provenance) grades[grade] = (grades[grade] ?? 0) + 1;
  return grades;
}

export function campaignRow({ runs, horizonPs, seed }: FfiOrder, facts: FfiFacts, version: string): unknown {
  return {
    bulkhead: version,
    ecu: facts.ecu.sha256,
    runs,
    horizon_ps: horizonPs,
    seed,
    verdicts: Object.fromEntries(
      facts.claims.map(({ id, verdict, effectiveRuns }) => [id, { verdict, n: effectiveRuns }]),
    ),
  };
}
