/**
 * What every kind of requirement must obey, run over the whole shelf so that none can be forgotten: a kind answers for
 * every subject (a missing one included), its verdict only gets better with a laxer limit, and nothing observed is
 * never met.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EcuDescription } from '../scenarios/ecu.ts';
import { comparisonOf, type ObservedRun, type RequirementDefinition } from './requirement.ts';
import { syntheticRequirement } from './synthetic-ecu.ts';
import { judge } from './verdict.ts';

const seed = 20260101;

export interface RequirementCase {
  readonly ecu: EcuDescription;
  /** A run in which each subject has something to judge. */
  readonly full: ObservedRun;
  /** The same ECU, and nothing happened. */
  readonly empty: ObservedRun;
  /** Subject per kind of subject. */
  readonly subjects: Readonly<Record<RequirementDefinition['subject'], string>>;
}

export function requirementLaws(name: string, definition: RequirementDefinition, given: RequirementCase): void {
  const of = given.subjects[definition.subject];
  const scale = definition.unit === 'ps' ? 1 : 100;

  function verdict(run: ObservedRun, subject: string, limits: { max?: number; min?: number }) {
    const requirement = syntheticRequirement(name, subject, limits);
    const limit = definition.limit(requirement, given.ecu);
    return judge(definition.observe(requirement, run), limit, comparisonOf(requirement), 'max').verdict;
  }

  describe(`requirement ${name}`, () => {
    test('is named as it is registered', () => expect(definition.name).toBe(name));

    test('a laxer limit never turns met into violated', () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }), (one, other) => {
          const [low, high] = one < other ? [one / scale, other / scale] : [other / scale, one / scale];
          if (verdict(given.full, of, { max: low }) === 'met')
            expect(verdict(given.full, of, { max: high })).toBe('met');
          if (verdict(given.full, of, { min: high }) === 'met')
            expect(verdict(given.full, of, { min: low })).toBe('met');
        }),
        { seed, numRuns: 50 },
      );
    });

    test('can be met and violated, or is not judged whatever the limit', () => {
      const lax = verdict(given.full, of, { max: 10_000 });
      const strict = verdict(given.full, of, { max: 1e-6 });
      expect([lax, strict]).toEqual(definition.subject === 'boot' ? ['not_judged', 'not_judged'] : ['met', 'violated']);
    });

    test('a subject that does not exist is not judged', () => {
      expect(verdict(given.full, 'nobody/nothing', { max: 10_000 })).toBe('not_judged');
    });

    test('nothing observed is never met', () => {
      const nothing = verdict(given.empty, of, { max: 10_000 });
      // An unused processor is a fact about it, 0 jobs are none about a task.
      expect(nothing).toBe(definition.subject === 'processor' ? 'met' : 'not_judged');
    });
  });
}
