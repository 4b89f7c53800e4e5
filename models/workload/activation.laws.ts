/**
 * Laws of the activation shelf: what every member must keep, for all legal parameters. A member is tried with parameters
 * as they stand in files, so its schema is under test as well.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Stream } from '../../engine/chance.ts';
import type { ActivationDefinition, Arrivals, Trigger } from './activation.ts';

const runs = { seed: 20260101, numRuns: 100 };
const horizon = 60;

/** A keyed stream without any library, so that a fault of the engine's stream cannot hide a fault of a member. */
export function keyedStream(seed: number): Stream {
  const mix = (hash: number, word: number) => {
    const h = Math.imul((hash ^ word) >>> 0, 0x9e3779b1);
    return Math.imul(h ^ (h >>> 15), 0x85ebca77) ^ (h >>> 13);
  };
  return { draw: (a, b, c) => mix(mix(mix(seed | 0, a), b + 0x1234), c + 0x5678) >>> 0 };
}

export function triggerOf(definition: ActivationDefinition, file: unknown, chance: Stream): Trigger {
  return definition.create(definition.parameters.parse(file) as never, chance);
}

export function arrivalsOf(definition: ActivationDefinition, file: unknown, chance: Stream): Arrivals | null {
  const trigger = triggerOf(definition, file, chance);
  return trigger.kind === 'arrivals' ? trigger.arrivals : null;
}

/** Registers the laws as tests of one member; `files` generates its parameters as they stand in files. */
export function activationLaws(definition: ActivationDefinition, files: fc.Arbitrary<unknown>): void {
  const law = (title: string, predicate: (file: unknown, seed: number) => void) =>
    it(title, () => fc.assert(fc.property(files, fc.integer(), predicate), runs));

  law('gives instants that are whole, not negative and never decrease', (file, seed) => {
    const arrivals = arrivalsOf(definition, file, keyedStream(seed));
    let last = 0;
    for (let n = 0; arrivals !== null && n < horizon; n++) {
      const atPs = arrivals.at(n);
      if (atPs === null) break;
      expect(Number.isSafeInteger(atPs)).toBe(true);
      expect(atPs).toBeGreaterThanOrEqual(last);
      last = atPs;
    }
  });

  law('is a function of the index: asking in another order changes nothing', (file, seed) => {
    const inOrder = arrivalsOf(definition, file, keyedStream(seed));
    const backwards = arrivalsOf(definition, file, keyedStream(seed));
    if (inOrder === null || backwards === null) return;
    const expected = Array.from({ length: horizon }, (_, n) => inOrder.at(n));
    const observed = Array.from({ length: horizon }, (_, k) => backwards.at(horizon - 1 - k)).reverse();
    expect(observed).toEqual(expected);
  });

  law('stays silent once it has ended', (file, seed) => {
    const arrivals = arrivalsOf(definition, file, keyedStream(seed));
    const ends = Array.from({ length: horizon }, (_, n) => arrivals?.at(n) === null);
    expect(ends).toEqual([...ends].sort((a, b) => Number(a) - Number(b)));
  });

  law('has a nominal period that is positive and whole, or none', (file) => {
    const period = definition.nominalPeriodPs(definition.parameters.parse(file) as never);
    if (period !== null) expect(Number.isSafeInteger(period) && period > 0).toBe(true);
  });

  it('refuses an unknown key', () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(definition.parameters.safeParse({ ...(file as object), colour: 'red' }).success).toBe(false);
      }),
      { ...runs, numRuns: 5 },
    );
  });
}
