/**
 * Angle-synchronous releases of an engine: a four-stroke engine with c cylinders fires c times in two turns, so that at r
 * rpm a release comes every 120 / (r x c) s (Kramer, Ziegenbein, Hamann, WATERS 2015).
 *
 * The speed is piecewise linear: `speed` at instant 0, then straight lines through the points of `profile`, then constant.
 * Release n is the first picosecond at which the crank has turned n firing angles. It is computed from n in whole
 * numbers (rpm x ps), never summed up, so it does not drift: on a line from r0 to r1 over T, twice the phase after t is
 * c x (2 r0 t T + (r1 - r0) t^2) / T, and an engine that stands still releases nothing.
 */
import { z } from 'zod';
import { count, speed, time } from '../../parameter.ts';
import type { ActivationDefinition } from '../activation.ts';

/** Two turns (120 s x rpm) in ps x rpm, twice: the unit of phase below is half a ps x rpm. */
const firingPhase = 240_000_000_000_000n;

const parameters = z
  .strictObject({
    speed: speed().describe('speed at 0 s'),
    cylinders: count(1, 16).describe('of a four-stroke engine'),
    profile: z
      .array(z.strictObject({ at: time(), speed: speed() }))
      .default([])
      .describe('further points of the speed, in order of time; straight lines between them'),
  })
  .superRefine(({ profile }, context) => {
    profile.forEach(({ at }, i) => {
      if (at > (i === 0 ? 0 : profile[i - 1]!.at)) return;
      context.addIssue({ code: 'custom', path: ['profile', i, 'at'], message: 'must lie after the point before it' });
    });
  });
type Parameters = z.output<typeof parameters>;

/** One straight line of the speed; the last one has no end. */
interface Line {
  readonly startPs: bigint;
  readonly lengthPs: bigint | null;
  readonly startRpm: bigint;
  readonly endRpm: bigint;
  /** Twice the phase at its start, all cylinders counted. */
  readonly startPhase: bigint;
}

function linesOf({ speed: firstRpm, profile }: Parameters, cylinders: bigint): Line[] {
  const lines: Line[] = [];
  let startPs = 0n;
  let startRpm = BigInt(firstRpm);
  let startPhase = 0n;
  for (const point of profile) {
    const lengthPs = BigInt(point.at) - startPs;
    const endRpm = BigInt(point.speed);
    lines.push({ startPs, lengthPs, startRpm, endRpm, startPhase });
    startPhase += cylinders * (startRpm + endRpm) * lengthPs;
    startPs += lengthPs;
    startRpm = endRpm;
  }
  lines.push({ startPs, lengthPs: null, startRpm, endRpm: startRpm, startPhase });
  return lines;
}

/** First picosecond after the start of `line` at which twice the phase has grown by `phase`; null when it never does. */
function reach(line: Line, phase: bigint, cylinders: bigint): bigint | null {
  const { startRpm, endRpm, lengthPs } = line;
  if (phase === 0n) return 0n;
  if (lengthPs === null) {
    const perPs = 2n * cylinders * startRpm;
    return perPs === 0n ? null : (phase + perPs - 1n) / perPs;
  }
  const grown = (t: bigint) => cylinders * (2n * startRpm * t * lengthPs + (endRpm - startRpm) * t * t);
  let low = 0n;
  let high = lengthPs;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (grown(middle) >= phase * lengthPs) high = middle;
    else low = middle + 1n;
  }
  return low;
}

export const angle = {
  name: 'angle',
  origin: 'Kramer, Ziegenbein, Hamann, Real world automotive benchmarks for free, WATERS 2015',
  summary: 'Angle-synchronous: one release per firing of a four-stroke engine whose speed follows a profile.',
  parameters,
  /** The shortest distance, at the highest speed of the profile. */
  nominalPeriodPs({ speed: firstRpm, cylinders, profile }: Parameters) {
    const fastest = Math.max(firstRpm, ...profile.map((point) => point.speed));
    return fastest === 0 ? null : Math.floor(120e12 / (fastest * cylinders));
  },
  create(options: Parameters) {
    const cylinders = BigInt(options.cylinders);
    const lines = linesOf(options, cylinders);
    const at = (index: number) => {
      const phase = BigInt(index) * firingPhase;
      let line = lines.length - 1;
      while (line > 0 && lines[line]!.startPhase >= phase) line--;
      const afterPs = reach(lines[line]!, phase - lines[line]!.startPhase, cylinders);
      return afterPs === null ? null : Number(lines[line]!.startPs + afterPs);
    };
    return { kind: 'arrivals', arrivals: { at } };
  },
} as const satisfies ActivationDefinition;
