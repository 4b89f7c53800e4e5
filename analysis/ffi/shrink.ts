/**
 * The smallest adversary that still does it: fewer actions, smaller numbers, a shorter run. A candidate counts only when it
 * violates the same clause of the claim, each tried as a full pair of runs. The result is 1-minimal when every single action
 * was left out once and none of that violates any more. Deterministic: the order of candidates follows from the program.
 */
import type { Action, Program } from '../../scenarios/injection-points.ts';

export interface Shrunk {
  readonly program: Program;
  readonly horizonPs: number;
  /** Every removal of one action was tried, and fails. */
  readonly minimal: boolean;
  /** Pairs of runs that it took. */
  readonly pairs: number;
}

/** @param violates does the program violate the same clause within the horizon, and where? null: no */
export function shrink(
  program: Program,
  horizonPs: number,
  violates: (program: Program, horizonPs: number) => { readonly atPs: number | null } | null,
  limits: { readonly mostPairs: number; least(action: Action): Readonly<Record<string, number>> },
): Shrunk {
  let pairs = 0;
  let best = program;
  let endPs = horizonPs;
  const holds = (candidate: Program, untilPs = endPs): boolean => {
    if (pairs >= limits.mostPairs) return false;
    pairs += 1;
    return violates(candidate, untilPs) !== null;
  };
  // Halves, then quarters, ... then single actions, until nothing more can go.
  for (let size = Math.ceil(best.length / 2); size >= 1; ) {
    let isSmaller = false;
    for (let from = 0; from < best.length; ) {
      const candidate = [...best.slice(0, from), ...best.slice(from + size)];
      if (candidate.length < best.length && holds(candidate)) {
        best = candidate;
        isSmaller = true;
      } else from += size;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (!isSmaller) break;
  }
  const minimal = pairs < limits.mostPairs;
  best = withSmallNumbers(best, holds, limits.least);
  // A run that ends soon after the violation shows as much.
  for (const share of [8, 4, 2]) {
    const shorterPs = Math.ceil(horizonPs / share);
    if (best.every(({ atPs }) => atPs < shorterPs) && holds(best, shorterPs)) {
      endPs = shorterPs;
      break;
    }
  }
  return { program: best, horizonPs: endPs, minimal, pairs };
}

/** Each number down to its least, else halfway there as often as it helps. */
function withSmallNumbers(
  program: Program,
  holds: (candidate: Program) => boolean,
  least: (action: Action) => Readonly<Record<string, number>>,
): Program {
  let best = program;
  for (let index = 0; index < best.length; index += 1) {
    const floors = least(best[index]!);
    for (const name of Object.keys(floors).sort()) {
      for (let round = 0; round < 24; round += 1) {
        const action = best[index]!;
        const floor = floors[name]!;
        const value = action.args[name]!;
        if (value <= floor) break;
        const wanted = round === 0 ? floor : floor + Math.floor((value - floor) / 2);
        const candidate = best.map((one, at) =>
          at === index ? { ...one, args: { ...one.args, [name]: wanted } } : one,
        );
        if (holds(candidate)) best = candidate;
        else if (round > 0) break;
      }
    }
  }
  return best;
}
