/**
 * From the batches and controls of one claim to its verdict. Not refuted needs three things: no violation in N effective runs,
 * at least half of the runs effective, and a control that was refuted. Anything less is vacuous, never passed.
 */

import type { Claim, EcuDescription } from '../../scenarios/ecu.ts';
import { type FaultEffect, faultEffects } from '../../scenarios/injection-points.ts';
import { upperBound } from './chance-bound.ts';
import type { ClaimDefinition } from './claim.ts';
import { claims } from './claims.ts';
import type { ControlResult } from './control-trial.ts';
import type { Counterexample } from './counterexample.ts';
import { Coverage, coverageFacts } from './coverage.ts';
import { inMicroseconds } from './exact-time.ts';
import type { ClaimFacts, FfiVerdict, GuidedFacts } from './ffi-fact.ts';
import type { ClaimPlan } from './plan.ts';
import type { BatchResult, Prepared } from './trial.ts';

export interface ClaimEvidence {
  readonly plan: ClaimPlan;
  /** In the order of their first runs. */
  readonly batches: readonly BatchResult[];
  readonly controls: readonly ControlResult[];
  /** Two paths weakened together, tried when none alone was refuted. */
  readonly pairedControl: ControlResult | null;
  readonly counterexample: Counterexample | null;
  readonly guided: GuidedFacts | null;
}

function basics(ecu: EcuDescription, claim: Claim, prepared: Prepared | null) {
  const definition = (claims as Readonly<Record<string, ClaimDefinition>>)[claim.use];
  return {
    id: claim.name,
    kind: claim.use,
    promise: definition?.promise ?? '',
    basis: definition?.basis ?? '',
    limits: definition?.limits ?? '',
    asil: prepared?.context.victim.asil ?? null,
    victim: claim.victim ?? prepared?.context.victim.name ?? '',
    from: prepared?.context.from ?? claim.from ?? [],
    level: claim.level ?? 'A3',
    fttiPs: claim.ftti ?? null,
    rationale: claim.rationale,
    upholds: claim.upholds.filter((id) => ecu.requirements.some((one) => one.id === id)),
    effects: (claim.effects ?? definition?.effects ?? []) as readonly string[],
  };
}

/** A claim that was not tried. */
export function untried(ecu: EcuDescription, claim: Claim, verdict: FfiVerdict, reason: string): ClaimFacts {
  return {
    ...basics(ecu, claim, null),
    verdict,
    reason,
    runs: 0,
    effectiveRuns: 0,
    bound: null,
    effectCounts: {},
    missingEffects: {},
    worstMarginPs: null,
    worstRun: null,
    control: 'not_refuted',
    controls: [],
    resolution: null,
    counterexample: null,
    plan: null,
    coverage: null,
    guided: null,
    rows: [],
  };
}

export function claimFacts(ecu: EcuDescription, prepared: Prepared, evidence: ClaimEvidence): ClaimFacts {
  const { plan, batches, controls, counterexample, guided } = evidence;
  const counted = countedBatches(batches);
  const runs = counted.reduce((sum, { ran }) => sum + ran, 0);
  const effectiveRuns = counted.reduce((sum, { effective }) => sum + effective, 0);
  const { verdict, reason } = judge(evidence, runs, effectiveRuns);
  const worst = counted.reduce<BatchResult['worst']>(
    (least, batch) =>
      batch.worst !== null && (least === null || batch.worst.marginPs < least.marginPs) ? batch.worst : least,
    null,
  );
  const coverage = new Coverage();
  for (const batch of counted) coverage.add(batch.coverage);
  return {
    ...basics(ecu, prepared.claim, prepared),
    verdict,
    reason,
    runs,
    effectiveRuns,
    bound: verdict === 'not_refuted' ? upperBound(effectiveRuns) : null,
    effectCounts: effectCounts(counted),
    missingEffects: prepared.points.missing,
    worstMarginPs: worst?.marginPs ?? null,
    worstRun: worst?.index ?? null,
    control: controls.some(({ outcome }) => outcome === 'refuted') ? 'refuted' : 'not_refuted',
    controls,
    resolution: controls.find(({ outcome }) => outcome === 'refuted')?.weakening ?? null,
    counterexample,
    plan,
    coverage: coverageFacts(coverage.counts(), prepared.points.points, prepared.context),
    guided,
    rows: counted.flatMap(({ rows }) => rows),
  };
}

/** Batches up to the first violation: what ran beyond it depends on who executed, so it is left out. */
export function countedBatches(batches: readonly BatchResult[]): readonly BatchResult[] {
  const first = batches.findIndex(({ violation }) => violation !== null);
  return first === -1 ? batches : batches.slice(0, first + 1);
}

function judge(
  { controls, pairedControl, counterexample, guided }: ClaimEvidence,
  runs: number,
  effectiveRuns: number,
): { verdict: FfiVerdict; reason: string } {
  if (counterexample !== null) {
    const { program, judgement, foundAt } = counterexample;
    const actions = program.length === 1 ? '1 action' : `${program.length} actions`;
    const by = guided?.refuted === true ? 'by the guided search' : `in run ${foundAt}`;
    return { verdict: 'refuted', reason: `${judgement.detail} (${actions}; found ${by})` };
  }
  if (effectiveRuns * 2 < runs)
    return {
      verdict: 'vacuous',
      reason: `only ${effectiveRuns} of ${runs} runs were effective: the faults struck nothing`,
    };
  if (controls.some(({ outcome }) => outcome === 'refuted'))
    return { verdict: 'not_refuted', reason: `${effectiveRuns} effective runs, and the control was refuted` };
  if (pairedControl?.outcome === 'refuted')
    return { verdict: 'masked', reason: `weakened alone nothing breaks it; ${pairedControl.weakening} together do` };
  if (controls.length === 0)
    return { verdict: 'vacuous', reason: 'no path of the ECU that could be weakened upholds it' };
  const told = controls.map(({ weakening, outcome, reason }) => `${weakening}: ${reason || outcome}`).join('; ');
  const invalid = controls.every(({ outcome }) => outcome !== 'not_refuted');
  return { verdict: invalid ? 'invalid_control' : 'vacuous', reason: `no control was refuted (${told})` };
}

function effectCounts(batches: readonly BatchResult[]): ClaimFacts['effectCounts'] {
  const counts: Record<string, { runs: number; injected: number; bound: number }> = {};
  for (const effect of faultEffects) {
    let runs = 0;
    let injected = 0;
    for (const batch of batches) {
      runs += batch.effects[effect]?.runs ?? 0;
      injected += batch.effects[effect]?.injected ?? 0;
    }
    if (runs + injected > 0) counts[effect] = { runs, injected, bound: upperBound(runs) };
  }
  return counts;
}

/** All 19 effects over all claims. */
export function allEffects(
  facts: readonly ClaimFacts[],
): Record<FaultEffect, { runs: number; injected: number; reason: string }> {
  return Object.fromEntries(
    faultEffects.map((effect) => {
      const counts = facts.map(({ effectCounts }) => effectCounts[effect]);
      const runs = counts.reduce((sum, one) => sum + (one?.runs ?? 0), 0);
      const injected = counts.reduce((sum, one) => sum + (one?.injected ?? 0), 0);
      const missing = facts.map(({ missingEffects }) => missingEffects[effect]).find((one) => one !== undefined);
      const about = facts.some(({ effects }) => effects.includes(effect));
      const reason =
        injected > 0
          ? ''
          : (missing ?? (about ? 'no action of this effect struck' : 'no claim of this ECU speaks about it'));
      return [effect, { runs, injected, reason }];
    }),
  ) as Record<FaultEffect, { runs: number; injected: number; reason: string }>;
}

export function marginWords(marginPs: number | null): string {
  return marginPs === null ? 'no distance' : inMicroseconds(marginPs);
}
