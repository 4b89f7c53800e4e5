/** Programs follow from their seed alone, have the effect that they are asked for first, and stay inside their ranges. */
import { expect, test } from 'vitest';
import { definitionOf } from '../../scenarios/injection-points.ts';
import { planOf, programSeed } from './plan.ts';
import { mostActions } from './program-generator.ts';
import { shelfSubject } from './subject.test-support.ts';
import { prepare, Trial } from './trial.ts';

const { ecu } = shelfSubject('ffi-good');
const claim = ecu.claims.find(({ name }) => name === 'FFI-2')!;
const plan = planOf(claim.name, ecu, { runs: 10, horizonPs: 100e9, seed: null });

function trial(): Trial {
  const prepared = prepare(ecu, claim);
  if ('verdict' in prepared) throw new Error(prepared.reason);
  return new Trial(prepared, ecu, plan);
}

test('run i has one program, whatever was drawn before', () => {
  const [one, other] = [trial(), trial()];
  for (const index of [5, 0, 3]) other.programAt(index);
  for (let index = 0; index < 8; index += 1) expect(other.programAt(index)).toEqual(one.programAt(index));
});

test('the first effect goes round, numbers and instants stay inside', () => {
  const one = trial();
  const lengths = new Set<number>();
  for (let index = 0; index < 200; index += 1) {
    const { program } = one.programAt(index);
    lengths.add(program.length);
    expect(one.effectOf(program[0]!.use)).toBe(one.stratumOf(index));
    for (const { use, atPs, args } of program) {
      expect(atPs).toBeGreaterThanOrEqual(0);
      expect(atPs).toBeLessThan(plan.horizonPs);
      for (const [name, { min, max }] of Object.entries(definitionOf(use)!.ranges)) {
        expect(Number.isInteger(args[name])).toBe(true);
        expect(args[name]).toBeGreaterThanOrEqual(min);
        expect(args[name]).toBeLessThanOrEqual(max);
      }
    }
  }
  // Lengths are spread over the whole range, not over its small end.
  expect(Math.max(...lengths)).toBeGreaterThan(mostActions - 4);
  expect(lengths.size).toBeGreaterThan(15);
});

test('seeds follow from the plan, and wrap', () => {
  expect(plan.seedOrigin).toBe('plan');
  expect(planOf(claim.name, ecu, { runs: 10, horizonPs: 100e9, seed: null }).base).toBe(plan.base);
  expect(planOf(claim.name, ecu, { runs: 11, horizonPs: 100e9, seed: null }).base).not.toBe(plan.base);
  expect(programSeed({ ...plan, base: 2 ** 32 - 1 }, 1)).toBe(0);
});
