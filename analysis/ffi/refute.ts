/**
 * A whole campaign in this thread: every claim of an ECU, its runs, its controls, its counterexample. The command line does the
 * same with batches on many threads; both give the same facts, because a batch is a pure function of its range.
 */
import type { Claim, EcuDescription } from '../../scenarios/ecu.ts';
import { upperBound } from './chance-bound.ts';
import { type ControlResult, tryControl } from './control-trial.ts';
import { shrunkFinding } from './counterexample.ts';
import type { ClaimFacts, FfiFacts } from './ffi-fact.ts';
import { type ClaimPlan, planOf } from './plan.ts';
import { type BatchResult, type Prepared, prepare, Trial } from './trial.ts';
import { allEffects, claimFacts, countedBatches, untried } from './verdict-of-claim.ts';

export interface Subject {
  readonly ecu: EcuDescription;
  /** The same ECU with paths changed, or a sentence why that cannot be. */
  weaken(paths: readonly string[]): EcuDescription | string;
}

export interface RefuteOptions {
  readonly runs: number;
  readonly horizonPs: number;
  /** Chosen program seed of run 0; null: from the plan. */
  readonly seed: number | null;
  readonly keepRows?: boolean;
}

export const batchSize = 64;
/** A control is given up after this many programs, or all of the plan's if those are fewer. */
export const mostControlRuns = 1000;

export function refute(subject: Subject, claim: Claim, options: RefuteOptions): ClaimFacts {
  const { ecu } = subject;
  const prepared = prepare(ecu, claim);
  if ('verdict' in prepared) return untried(ecu, claim, prepared.verdict, prepared.reason);
  const plan = planOf(claim.name, ecu, options);
  const trial = new Trial(prepared, ecu, plan, { fingerprints: options.keepRows === true });
  const batches: BatchResult[] = [];
  const nominal = nominalViolation(trial);
  if (nominal !== null) batches.push(nominal);
  for (let from = 0; from < plan.runs && batches.at(-1)?.violation == null; from += batchSize)
    batches.push(trial.batch(from, Math.min(batchSize, plan.runs - from), options.keepRows === true));
  const violation = countedBatches(batches).at(-1)?.violation ?? null;
  const counterexample = violation === null ? null : shrunkFinding(trial, violation);
  const controls = counterexample === null ? triedControls(subject, prepared, plan) : { controls: [], paired: null };
  return claimFacts(ecu, prepared, {
    plan,
    batches,
    controls: controls.controls,
    pairedControl: controls.paired,
    counterexample,
    guided: null,
  });
}

/** The nominal load alone, before any fault: run number -1. */
export function nominalViolation(trial: Trial): BatchResult | null {
  for (const ecuSeed of trial.plan.ecuSeeds) {
    const { judgement } = trial.runner.judge([], ecuSeed);
    if (judgement.clause === null) continue;
    const violation = { index: -1, seed: ecuSeed, program: [], judgement };
    return { ...trial.batch(0, 0), from: -1, ran: 1, effective: 1, violation };
  }
  return null;
}

export function weakeningsOf({ claim, definition, context }: Prepared): readonly string[] {
  return [...new Set(claim.control ?? definition.controls(context))];
}

/** Mildest first; once one is refuted the coarser ones say nothing more about the resolution. */
export function triedControls(
  { ecu, weaken }: Subject,
  prepared: Prepared,
  plan: ClaimPlan,
): { readonly controls: readonly ControlResult[]; readonly paired: ControlResult | null } {
  const mostRuns = Math.min(plan.runs, mostControlRuns);
  const paths = weakeningsOf(prepared);
  const controls: ControlResult[] = [];
  for (const path of paths) {
    const weakened = path.startsWith('mechanisms.') ? ecu : weaken([path]);
    controls.push(tryControl(prepared, ecu, weakened, path, plan, mostRuns));
    if (controls.at(-1)!.outcome === 'refuted') return { controls, paired: null };
  }
  return { controls, paired: triedPairs({ ecu, weaken }, prepared, plan) };
}

/** Two paths together, where none alone was refuted: then a second mechanism holds the claim as well. */
export function triedPairs({ ecu, weaken }: Subject, prepared: Prepared, plan: ClaimPlan): ControlResult | null {
  const mostRuns = Math.min(plan.runs, mostControlRuns);
  const inFile = weakeningsOf(prepared).filter((path) => !path.startsWith('mechanisms.'));
  for (let first = 0; first < Math.min(inFile.length, 3); first += 1) {
    for (let second = first + 1; second < Math.min(inFile.length, 3); second += 1) {
      const pair = [inFile[first]!, inFile[second]!];
      const tried = tryControl(prepared, ecu, weaken(pair), pair.join(' and '), plan, mostRuns);
      if (tried.outcome === 'refuted') return tried;
    }
  }
  return null;
}

export function campaignFacts(ecu: EcuDescription, horizonPs: number, claims: readonly ClaimFacts[]): FfiFacts {
  const standing = claims.filter(({ verdict }) => verdict === 'not_refuted');
  const joint =
    standing.length === 0
      ? null
      : {
          claims: standing.length,
          bound: Math.max(...standing.map(({ effectiveRuns }) => upperBound(effectiveRuns, standing.length))),
        };
  return { ecu: { name: ecu.name, sha256: ecu.sha256 }, horizonPs, claims, faultEffects: allEffects(claims), joint };
}
