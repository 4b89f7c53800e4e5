/**
 * One claim under trial: who is protected and varied, what adversaries can do, and any range of its numbered runs. A batch is a
 * pure function of (description, claim, plan, range): whoever executes it, in whatever order, finds the same.
 */
import type fc from 'fast-check';
import type { Claim, EcuDescription } from '../../scenarios/ecu.ts';
import { EntityTable } from '../../scenarios/entity-table.ts';
import {
  type FaultEffect,
  faultEffects,
  type InjectionPoint,
  injectionPoints,
  type PointsOf,
  type Program,
} from '../../scenarios/injection-points.ts';
import type { Mechanisms } from '../../scenarios/run.ts';
import { anchorsOf } from './anchors.ts';
import type { ClaimDefinition, Judgement } from './claim.ts';
import { claims } from './claims.ts';
import { Coverage, type CoverageCounts } from './coverage.ts';
import { PairRunner } from './pair.ts';
import { type ClaimPlan, ecuSeedOf, programSeed } from './plan.ts';
import { programArbitrary, programOf } from './program-generator.ts';
import { type ClaimContext, contextOf } from './victim.ts';

export interface Finding {
  readonly index: number;
  readonly seed: number;
  readonly program: Program;
  readonly judgement: Judgement;
}

export interface EffectCount {
  /** Effective runs whose first action has the effect. */
  readonly runs: number;
  /** Actions of the effect that took effect or were refused by a mechanism. */
  readonly injected: number;
}

export interface BatchResult {
  readonly from: number;
  readonly ran: number;
  readonly effective: number;
  readonly violation: Finding | null;
  readonly worst: { readonly marginPs: number; readonly index: number } | null;
  readonly effects: Readonly<Partial<Record<FaultEffect, EffectCount>>>;
  readonly coverage: CoverageCounts;
  /** One row per run, when asked for. */
  readonly rows: readonly RunRow[];
}

export interface RunRow {
  readonly index: number;
  readonly seed: number;
  readonly effective: boolean;
  readonly marginPs: number | null;
  readonly clause: string | null;
  readonly fingerprint: string;
  /** Fingerprint of the run beside which it was judged: the varied VMs idle. */
  readonly reference: string;
}

export interface Prepared {
  readonly claim: Claim;
  readonly definition: ClaimDefinition;
  readonly context: ClaimContext;
  readonly points: PointsOf;
}

/** Everything about a claim that needs no run; a sentence when it cannot be tried, with the verdict that follows. */
export function prepare(
  ecu: EcuDescription,
  claim: Claim,
): Prepared | { readonly verdict: 'not_applicable' | 'not_executed'; readonly reason: string } {
  const definition = (claims as Readonly<Record<string, ClaimDefinition>>)[claim.use];
  if (definition === undefined) return { verdict: 'not_executed', reason: `no claim is called "${claim.use}"` };
  const context = contextOf(ecu, claim, new EntityTable(ecu).entities);
  if (typeof context === 'string') return { verdict: 'not_applicable', reason: context };
  const reason = definition.notApplicable(context);
  if (reason !== null) return { verdict: 'not_applicable', reason };
  const missing = definition.notExecuted?.(context) ?? null;
  if (missing !== null) return { verdict: 'not_executed', reason: missing };
  if (claim.level === 'A4')
    return {
      verdict: 'not_executed',
      reason: 'adversaries that react to what they observe (level A4) are not generated yet',
    };
  const wanted = (claim.effects ?? definition.effects) as readonly string[];
  const all = injectionPoints(ecu, {
    from: context.from,
    victimVm: context.victim.vm,
    withinContract: claim.level === 'A2',
    ...(context.victim.kind === 'channel' ? { channels: [context.victim.name] } : {}),
  });
  const points = claim.level === 'A1' ? [] : all.points.filter(({ effect }) => wanted.includes(effect));
  const missingEffects = Object.fromEntries(Object.entries(all.missing).filter(([effect]) => wanted.includes(effect)));
  if (points.length === 0) {
    const why = Object.entries(missingEffects)
      .map(([effect, words]) => `${effect}: ${words}`)
      .join('; ');
    return {
      verdict: 'not_applicable',
      reason: claim.level === 'A1' ? 'level A1 has one program only, the nominal one' : why,
    };
  }
  return { claim, definition, context, points: { points, missing: missingEffects } };
}

export class Trial {
  readonly prepared: Prepared;
  readonly plan: ClaimPlan;
  readonly runner: PairRunner;
  readonly strata: readonly FaultEffect[];
  readonly #arbitraries = new Map<string, fc.Arbitrary<Program>>();
  readonly #effectOf: ReadonlyMap<string, FaultEffect>;

  /** @param ecu what runs: the claim's own description, or a weakened one */
  constructor(
    prepared: Prepared,
    ecu: EcuDescription,
    plan: ClaimPlan,
    options: { mechanisms?: Mechanisms; fingerprints?: boolean } = {},
  ) {
    const { definition, context, points } = prepared;
    this.prepared = prepared;
    this.plan = plan;
    this.runner = new PairRunner(ecu, definition, context, { horizonPs: plan.horizonPs, ...options });
    this.strata = faultEffects.filter((effect) => points.points.some((point) => point.effect === effect));
    this.#effectOf = new Map(points.points.map(({ use, effect }) => [use, effect]));
  }

  effectOf(use: string): FaultEffect {
    return this.#effectOf.get(use)!;
  }

  stratumOf(index: number): FaultEffect {
    return this.strata[index % this.strata.length]!;
  }

  /** Program and ECU seed of run `index`. */
  programAt(index: number): { readonly program: Program; readonly ecuSeed: number; readonly seed: number } {
    const seed = programSeed(this.plan, index);
    const ecuSeed = ecuSeedOf(this.plan, seed);
    return { program: programOf(this.arbitrary(this.stratumOf(index), ecuSeed), seed), ecuSeed, seed };
  }

  arbitrary(effect: FaultEffect, ecuSeed: number): fc.Arbitrary<Program> {
    const key = `${effect} ${ecuSeed}`;
    let arbitrary = this.#arbitraries.get(key);
    if (arbitrary === undefined) {
      const all: readonly InjectionPoint[] = this.prepared.points.points;
      arbitrary = programArbitrary({
        first: all.filter((point) => point.effect === effect),
        all,
        anchors: anchorsOf(this.runner.reference(ecuSeed), this.prepared.context),
        horizonPs: this.plan.horizonPs,
      });
      this.#arbitraries.set(key, arbitrary);
    }
    return arbitrary;
  }

  /** Runs `from` to `from + count - 1`; ends early at the first violation. */
  batch(from: number, count: number, keepRows = false): BatchResult {
    const coverage = new Coverage();
    const effects: Partial<Record<FaultEffect, { runs: number; injected: number }>> = {};
    const rows: RunRow[] = [];
    let effective = 0;
    let ran = 0;
    let worst: BatchResult['worst'] = null;
    let violation: Finding | null = null;
    for (let index = from; index < from + count && violation === null; index += 1) {
      const { program, ecuSeed, seed } = this.programAt(index);
      const result = this.runner.judge(program, ecuSeed);
      const { judgement } = result;
      ran += 1;
      if (result.effective) effective += 1;
      this.#count(effects, index, program, result);
      coverage.see(this.runner.latest, program, (use) => this.effectOf(use), this.prepared.context);
      const { marginPs, clause } = judgement;
      if (marginPs !== null && (worst === null || marginPs < worst.marginPs)) worst = { marginPs, index };
      if (keepRows)
        rows.push({
          index,
          seed,
          effective: result.effective,
          marginPs,
          clause,
          fingerprint: result.fingerprint,
          reference: result.reference,
        });
      if (clause !== null || this.runner.latest.failure !== null)
        violation = { index, seed: ecuSeed, program, judgement };
    }
    return { from, ran, effective, violation, worst, effects, coverage: coverage.counts(), rows };
  }

  #count(
    effects: Partial<Record<FaultEffect, { runs: number; injected: number }>>,
    index: number,
    program: Program,
    { strikes, effective }: { readonly strikes: readonly number[]; readonly effective: boolean },
  ): void {
    const of = (effect: FaultEffect) => (effects[effect] ??= { runs: 0, injected: 0 });
    if (effective) of(this.stratumOf(index)).runs += 1;
    program.forEach(({ use }, place) => {
      if (strikes[place]! <= 1) of(this.effectOf(use)).injected += 1;
    });
  }
}
