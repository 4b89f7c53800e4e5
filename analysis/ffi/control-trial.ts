/**
 * Negative controls: with the mechanism that should uphold a claim weakened in one path, the same programs must break it. A
 * control counts only when the weakened ECU is clean without an adversary, and when the shrunk program breaks the weakened ECU
 * and not the intact one. The mildest weakening that is refuted is the resolution of the claim.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { Program } from '../../scenarios/injection-points.ts';
import type { Mechanisms } from '../../scenarios/run.ts';
import type { Judgement } from './claim.ts';
import { shrunkFinding } from './counterexample.ts';
import type { ClaimPlan } from './plan.ts';
import { type Prepared, Trial } from './trial.ts';

export interface ControlResult {
  /** `path=value`. */
  readonly weakening: string;
  readonly outcome: 'refuted' | 'not_refuted' | 'unclean' | 'also_intact' | 'rejected';
  /** Why, in words; empty when refuted. */
  readonly reason: string;
  /** Number of the run that broke it, or -1. */
  readonly run: number;
  readonly program: Program;
  readonly judgement: Judgement | null;
  readonly ecuSeed: number;
}

const prefix = 'mechanisms.';

/** The mechanism that a path of the built description switches off; null for a path of the ECU file. */
export function mechanismsOf(weakening: string): Mechanisms | null {
  if (!weakening.startsWith(prefix)) return null;
  return { [weakening.slice(prefix.length, weakening.indexOf('='))]: false };
}

/** Overrides that take the claims' own lists of controls away: a path that was removed can no longer be named. */
export function withoutControls(ecu: EcuDescription): string[] {
  return ecu.claims.filter(({ control }) => control !== undefined).map(({ name }) => `claims.${name}.control=null`);
}

/** @param weakened the description with the path changed, or why it cannot be; for a mechanism the intact one */
export function tryControl(
  prepared: Prepared,
  intact: EcuDescription,
  weakened: EcuDescription | string,
  weakening: string,
  plan: ClaimPlan,
  mostRuns: number,
): ControlResult {
  const result = (outcome: ControlResult['outcome'], reason: string): ControlResult => ({
    weakening,
    outcome,
    reason,
    run: -1,
    program: [],
    judgement: null,
    ecuSeed: plan.ecuSeeds[0]!,
  });
  if (typeof weakened === 'string') return result('rejected', weakened);
  const mechanisms = mechanismsOf(weakening);
  const trial = new Trial(prepared, weakened, plan, mechanisms === null ? {} : { mechanisms });
  for (const seed of plan.ecuSeeds) {
    const still = trial.runner.judgeReference(seed);
    if (still.clause !== null) return result('unclean', `it is violated beside idle VMs: ${still.detail}`);
    const nominal = trial.runner.judge([], seed).judgement;
    if (nominal.clause !== null) return result('unclean', `it is violated by the nominal load: ${nominal.detail}`);
  }
  const { violation } = trial.batch(0, mostRuns);
  if (violation === null) return result('not_refuted', `${mostRuns} programs did not break it`);
  const { program, judgement } = shrunkFinding(trial, violation);
  const sound = new Trial(prepared, intact, plan).runner.judge(program, violation.seed);
  if (sound.judgement.clause !== null) return result('also_intact', 'the program breaks the intact ECU as well');
  return {
    weakening,
    outcome: 'refuted',
    reason: '',
    run: violation.index,
    program,
    judgement,
    ecuSeed: violation.seed,
  };
}
