/**
 * Soft affinity (Xen: `xl vcpu-pin`, docs/man/xl.1: "prefers to run on", while hard affinity is "allowed to run on"): a unit
 * goes to a preferred processor while one is free, to another allowed one otherwise.
 */
import { describe, expect, test } from 'vitest';
import { credit } from './policies/credit.ts';
import { credit2 } from './policies/credit2.ts';
import type { PolicyDefinition } from './policy.ts';
import { admissionOf, heldPs, hog, periodic, runToy, type ToyUnit } from './toy-machine.test-support.ts';

const ms = 1e9;

describe.each([credit, credit2] as PolicyDefinition[])('$name', (definition) => {
  const options = { soft_affinity: [2] };
  const life = periodic(5 * ms, 20 * ms, 3 * ms);
  const where = (units: ToyUnit[], processors = 3): number[] => {
    const { runs } = runToy(definition, units, { processors, horizonPs: 200 * ms });
    return [...new Set(runs.filter(({ unit }) => unit === 0).map(({ processor }) => processor))].sort();
  };

  test('an idle preferred processor is taken, without the wish another one', () => {
    expect(where([{ life, options, processors: [1, 2] }])).toEqual([2]);
    expect(where([{ life, processors: [0, 1] }]).includes(2)).toBe(false);
  });

  test('when the preferred one is busy and another idle, it runs there at once', () => {
    const busy: ToyUnit = { life: hog, processors: [2] };
    const { runs } = runToy(definition, [{ life, options }, busy], { processors: 3, horizonPs: 200 * ms });
    expect(heldPs(runs, 0, 0, 200 * ms)).toBe(30 * ms);
    const elsewhere = runs.filter(({ unit, processor }) => unit === 0 && processor !== 2);
    expect(elsewhere.length).toBeGreaterThan(8);
  });

  test('a processor that is not there is refused at its place', () => {
    const units = [{ life: hog }, { life: hog, options: { soft_affinity: [3, 9] } }];
    expect(admissionOf(definition, units, { processors: 4 })).toMatchObject([
      { unit: 1, key: 'soft_affinity.1', message: 'there is no processor 9' },
    ]);
  });

  test('hard affinity is never left', () => {
    const pinned: ToyUnit = { life: hog, processors: [1] };
    expect(where([pinned, { life: hog, processors: [1] }])).toEqual([1]);
  });
});
