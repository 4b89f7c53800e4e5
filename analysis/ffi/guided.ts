/**
 * Guided search: programs that came close to breaking a claim are changed further. Rounds have a fixed size and are merged in the
 * order of their numbers, so nothing depends on who executes. Guided runs may refute a claim; they are no independent draws and
 * never count for its bound.
 *
 * A child takes one of the eight closest programs and changes one thing: an instant, a number, an action more (from another of
 * the eight), an action less. Draws are keyed by (round, child, purpose).
 */
import { type Stream, stream } from '../../engine/chance.ts';
import { type Action, definitionOf, type Program } from '../../scenarios/injection-points.ts';
import type { GuidedFacts } from './ffi-fact.ts';
import { ecuSeedOf, programSeed } from './plan.ts';
import { mostActions } from './program-generator.ts';
import type { BatchResult, Finding, Trial } from './trial.ts';

export const guidedRound = 256;
const kept = 8;

interface Member {
  readonly program: Program;
  readonly ecuSeed: number;
  readonly marginPs: number;
}

export interface GuidedResult {
  readonly facts: GuidedFacts;
  readonly violation: Finding | null;
}

/** @param batches of the random runs: their closest programs are where the search begins */
export function guidedSearch(trial: Trial, batches: readonly BatchResult[], rounds: number): GuidedResult | null {
  let pool = firstPool(trial, batches);
  if (pool.length === 0) return null;
  const luck = stream(trial.plan.base, `guided:${trial.plan.claim}`);
  let runs = 0;
  for (let round = 0; round < rounds; round += 1) {
    const children: Member[] = [];
    for (let child = 0; child < guidedRound; child += 1) {
      const parent = pool[luck.draw(round, child, 0) % pool.length]!;
      const program = changed(parent.program, pool, luck, round, child, trial.plan.horizonPs);
      const { judgement } = trial.runner.judge(program, parent.ecuSeed);
      runs += 1;
      if (judgement.clause !== null) {
        const facts = { rounds: round + 1, runs, refuted: true, worstMarginPs: judgement.marginPs, program };
        return { facts, violation: { index: -1, seed: parent.ecuSeed, program, judgement } };
      }
      if (judgement.marginPs !== null)
        children.push({ program, ecuSeed: parent.ecuSeed, marginPs: judgement.marginPs });
    }
    pool = closest([...pool, ...children]);
  }
  const [best] = pool;
  return {
    facts: { rounds, runs, refuted: false, worstMarginPs: best!.marginPs, program: best!.program },
    violation: null,
  };
}

function firstPool(trial: Trial, batches: readonly BatchResult[]): Member[] {
  const members = batches.flatMap(({ worst }) => {
    if (worst === null || worst.index < 0) return [];
    const { program } = trial.programAt(worst.index);
    return [
      { program, ecuSeed: ecuSeedOf(trial.plan, programSeed(trial.plan, worst.index)), marginPs: worst.marginPs },
    ];
  });
  return closest(members);
}

/** By margin; of equal ones those that came first stay. */
function closest(members: readonly Member[]): Member[] {
  return members
    .map((member, place) => ({ member, place }))
    .sort((a, b) => a.member.marginPs - b.member.marginPs || a.place - b.place)
    .slice(0, kept)
    .map(({ member }) => member);
}

function changed(
  program: Program,
  pool: readonly Member[],
  luck: Stream,
  round: number,
  child: number,
  horizonPs: number,
): Program {
  const draw = (purpose: number, below: number): number => luck.draw(round, child, purpose) % below;
  const place = draw(1, program.length);
  const what = draw(2, 4);
  if (what === 0) return replaced(program, place, moved(program[place]!, draw(3, 2e9 + 1) - 1e9, horizonPs));
  if (what === 1) return replaced(program, place, rescaled(program[place]!, draw(3, 1_000_001)));
  if (what === 2 && program.length < mostActions) {
    const donor = pool[draw(3, pool.length)]!.program;
    return [...program, donor[draw(4, donor.length)]!];
  }
  return program.length > 1
    ? program.filter((_, at) => at !== place)
    : replaced(program, place, moved(program[place]!, draw(3, 2e9 + 1) - 1e9, horizonPs));
}

function replaced(program: Program, place: number, action: Action): Program {
  return program.map((one, at) => (at === place ? action : one));
}

function moved(action: Action, byPs: number, horizonPs: number): Action {
  return { ...action, atPs: Math.min(Math.max(0, action.atPs + byPs), horizonPs - 1), anchor: '' };
}

/** All numbers to one share of their ranges, in millionths. */
function rescaled(action: Action, share: number): Action {
  const args = Object.fromEntries(
    Object.entries(definitionOf(action.use)!.ranges).map(([name, { min, max }]) => {
      const span = max - min;
      return [name, min + Math.floor(span / 1e6) * share + Math.floor(((span % 1e6) * share) / 1e6)];
    }),
  );
  return { ...action, args };
}
