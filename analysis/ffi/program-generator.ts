/**
 * Adversary programs, drawn by fast-check so that they shrink: 1 to 24 actions, the first of a given fault effect, the others of
 * any. Each action has a point (what, by whom, on what), an instant (beside an anchor, or anywhere), and its numbers, which
 * lean to the small end. All draws are unbiased and of full size, so one seed gives one program and seeds are independent.
 *
 * Weights: three of four instants lie within a millisecond around an anchor. A number is min + (max - min) u^2 for a uniform u.
 */
import fc from 'fast-check';
import type { Action, InjectionPoint, Program } from '../../scenarios/injection-points.ts';
import type { Anchor } from './anchors.ts';
import { inMicroseconds } from './exact-time.ts';

/** Written into every plan: another version draws other programs from the same seeds. */
export const generatorVersion = 1;
export const mostActions = 24;
const reachPs = 1e9;
const steps = 1_000_000;

interface ActionDraw {
  readonly point: number;
  readonly isAnchored: number;
  readonly anchor: number;
  readonly offsetPs: number;
  readonly atPs: number;
  readonly numbers: readonly number[];
}

export interface ProgramSource {
  /** Points of the effect that the first action has. */
  readonly first: readonly InjectionPoint[];
  readonly all: readonly InjectionPoint[];
  readonly anchors: readonly Anchor[];
  readonly horizonPs: number;
}

export function programArbitrary({ first, all, anchors, horizonPs }: ProgramSource): fc.Arbitrary<Program> {
  const action = (points: readonly InjectionPoint[]): fc.Arbitrary<Action> =>
    fc
      .record<ActionDraw>({
        point: fc.nat(points.length - 1),
        isAnchored: fc.nat(3),
        anchor: fc.nat(anchors.length - 1),
        offsetPs: fc.integer({ min: -reachPs, max: reachPs }),
        atPs: fc.nat(horizonPs - 1),
        numbers: fc.tuple(fc.nat(steps), fc.nat(steps), fc.nat(steps)),
      })
      .map((draw) => actionOf(draw, points[draw.point]!, anchors, horizonPs));
  return fc
    .tuple(action(first), fc.array(action(all), { minLength: 0, maxLength: mostActions - 1, size: 'max' }))
    .map(([one, others]) => [one, ...others]);
}

function actionOf(draw: ActionDraw, point: InjectionPoint, anchors: readonly Anchor[], horizonPs: number): Action {
  const anchor = anchors[draw.anchor]!;
  const isAnchored = draw.isAnchored !== 3;
  const wantedPs = isAnchored ? anchor.atPs + draw.offsetPs : draw.atPs;
  const atPs = Math.min(Math.max(0, wantedPs), horizonPs - 1);
  const { use, vm, target, into, ranges } = point;
  const args: Record<string, number> = {};
  Object.entries(ranges).forEach(([name, { min, max }], place) => {
    const number = draw.numbers[place % 3]!;
    // u^2 in integers: below 2^53, since both factors stay below 1e6.
    const share = Math.floor((number * number) / steps);
    args[name] = min + Math.floor((max - min) / steps) * share + Math.floor((((max - min) % steps) * share) / steps);
  });
  const offset = draw.offsetPs < 0 ? `- ${inMicroseconds(-draw.offsetPs)}` : `+ ${inMicroseconds(draw.offsetPs)}`;
  return { use, vm, target, into, atPs, anchor: isAnchored ? `${anchor.words} ${offset}` : '', args };
}

/** The program of one seed. */
export function programOf(arbitrary: fc.Arbitrary<Program>, seed: number): Program {
  return fc.sample(arbitrary, { seed: seed | 0, numRuns: 1, unbiased: true } as never)[0]!;
}
