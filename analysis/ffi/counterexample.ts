/**
 * From a violating run to the smallest one that violates the same clause, and the path of the command line that repeats it: each
 * action as an entry of `faults`.
 */
import { type Action, definitionOf, type Program } from '../../scenarios/injection-points.ts';
import type { Judgement } from './claim.ts';
import { shrink } from './shrink.ts';
import type { Finding, Trial } from './trial.ts';

export interface Counterexample {
  readonly program: Program;
  readonly ecuSeed: number;
  readonly horizonPs: number;
  readonly judgement: Judgement;
  readonly minimal: boolean;
  /** Pairs of runs that shrinking took. */
  readonly pairs: number;
  /** Run of the campaign that found it. */
  readonly foundAt: number;
}

const mostPairs = 600;

export function shrunkFinding(trial: Trial, finding: Finding): Counterexample {
  const { runner, plan } = trial;
  const { clause } = finding.judgement;
  const failed = finding.judgement.clause === null;
  const violates = (program: Program, horizonPs: number) => {
    const { judgement } = runner.judge(program, finding.seed, horizonPs);
    const same = failed ? runner.latest.failure !== null : judgement.clause === clause;
    return same ? { atPs: judgement.atPs } : null;
  };
  const least = ({ use }: Action) =>
    Object.fromEntries(Object.entries(definitionOf(use)!.ranges).map(([name, { min }]) => [name, min]));
  const { program, horizonPs, minimal, pairs } = shrink(finding.program, plan.horizonPs, violates, {
    mostPairs,
    least,
  });
  const judgement = runner.judge(program, finding.seed, horizonPs).judgement;
  return { program, ecuSeed: finding.seed, horizonPs, judgement, minimal, pairs, foundAt: finding.index };
}
