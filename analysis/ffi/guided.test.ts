/** Guided search: the same rounds give the same programs, it comes at least as close as it began, and what it finds violates. */
import { expect, test } from 'vitest';
import { guidedSearch } from './guided.ts';
import { planOf } from './plan.ts';
import { shelfSubject } from './subject.test-support.ts';
import { prepare, Trial } from './trial.ts';

const { ecu } = shelfSubject('ffi-good', ['claims.FFI-3.bound=3 ms']);
const claim = ecu.claims.find(({ name }) => name === 'FFI-3')!;

function trial(): Trial {
  const prepared = prepare(ecu, claim);
  if ('verdict' in prepared) throw new Error(prepared.reason);
  return new Trial(prepared, ecu, planOf(claim.name, ecu, { runs: 12, horizonPs: 100e9, seed: 1 }));
}

test('it repeats itself, comes closer, and what it finds is a violation', () => {
  const one = trial();
  const batches = [one.batch(0, 6), one.batch(6, 6)];
  const random = Math.min(...batches.map(({ worst }) => worst!.marginPs));
  expect(random).toBeGreaterThan(0);
  const found = guidedSearch(one, batches, 1)!;
  expect(guidedSearch(trial(), batches, 1)).toEqual(found);
  expect(found.facts.worstMarginPs!).toBeLessThanOrEqual(random);
  if (found.violation === null) return;
  const { program, seed, judgement } = found.violation;
  expect(trial().runner.judge(program, seed).judgement).toEqual(judgement);
});

test('without a distance there is nothing to follow', () => {
  const one = trial();
  expect(guidedSearch(one, [{ ...one.batch(0, 1), worst: null }], 3)).toBeNull();
});
