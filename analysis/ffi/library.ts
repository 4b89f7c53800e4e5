/**
 * The library entry `bulkhead/ffi`: claims in a user's own test suite. An ECU comes as a text or a path's text, a claim by its id;
 * `refute` gives all facts, `describeRefutation` says them in a sentence. `fc` is the generator that adversaries are drawn with,
 * so a suite can mix properties of its own with these.
 */
import fc from 'fast-check';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { claims } from './claims.ts';
import { withoutControls } from './control-trial.ts';
import type { ClaimFacts } from './ffi-fact.ts';
import { refute as refuteClaim, type Subject } from './refute.ts';

export type { ClaimFacts } from './ffi-fact.ts';
export type { Subject } from './refute.ts';
export { claims, fc };

/** Longer than most periods, short enough for many runs. */
const longestDefaultPs = 250e9;

/**
 * Reads an ECU file's text.
 * @param overrides `path=value`, in order
 * @throws Error with every problem of the text
 */
export function ecuOf(text: string, overrides: readonly string[] = []): Subject {
  const described = (more: readonly string[]): EcuDescription | string => {
    const loaded = load({ main: { path: 'ecu.yaml', text }, read: () => null }, { overrides: [...overrides, ...more] });
    return loaded.ok ? loaded.ecu : loaded.problems.map(({ message, line }) => `${line}: ${message}`).join('\n');
  };
  const ecu = described([]);
  if (typeof ecu === 'string') throw new Error(ecu);
  const without = withoutControls(ecu);
  return { ecu, weaken: (paths) => described([...without, ...paths]) };
}

export interface RefuteWishes {
  /** Paired runs; default 300. */
  readonly runs?: number;
  /** Program seed of the first run; default: from the plan, so that it cannot be chosen. */
  readonly seed?: number;
  readonly horizonPs?: number;
}

/** Tries to break one claim of the ECU. @throws Error when there is no such claim */
export function refute(
  subject: Subject,
  claim: string,
  { runs = 300, seed, horizonPs }: RefuteWishes = {},
): ClaimFacts {
  const described = subject.ecu.claims.find(({ name }) => name === claim);
  if (described === undefined) throw new Error(`${subject.ecu.name} has no claim "${claim}"`);
  const defaultPs = Math.min(subject.ecu.run.horizonPs, longestDefaultPs);
  return refuteClaim(subject, described, { runs, seed: seed ?? null, horizonPs: horizonPs ?? defaultPs });
}

/** One sentence for a failing assertion. */
export function describeRefutation({ id, verdict, reason }: ClaimFacts): string {
  return `${id}: ${verdict.replaceAll('_', ' ')}: ${reason}`;
}
