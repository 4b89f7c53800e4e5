/**
 * Groups of the fair classes. Weights: Linux `Documentation/admin-guide/cgroup-v2.rst`, cpu.weight: siblings share by their
 * weights; nice values: sched_prio_to_weight (nice 5 : 2 : 0 = 335 : 655 : 1024, nice -3 : 0 = 1991 : 1024).
 */
import { describe, expect, test } from 'vitest';
import { cfs } from './policies/cfs.ts';
import { eevdf } from './policies/eevdf.ts';
import type { PolicyDefinition, UnitGroup } from './policy.ts';
import { heldPs, hog, runToy, type ToyUnit, waker } from './toy-machine.test-support.ts';

const ms = 1e9;
const group = (name: string, weight: number, quotaMs: number | null = null): UnitGroup => ({
  name,
  weight,
  quotaPs: quotaMs === null ? null : quotaMs * ms,
  periodPs: quotaMs === null ? null : 100 * ms,
});

describe.each([cfs, eevdf] as PolicyDefinition[])('$name', (definition) => {
  const shares = (units: ToyUnit[], processors = 1): number[] => {
    const { runs } = runToy(definition, units, { processors, horizonPs: 6000 * ms, options: { tick: '100 us' } });
    return units.map((_, u) => heldPs(runs, u, 1000 * ms, 6000 * ms) / (5000 * ms));
  };

  test('C2: nice values are weights of a table', () => {
    const nice = (value: number) => ({ life: hog, options: { nice: value } });
    const [one, two, three] = shares([nice(5), nice(2), nice(0)]);
    expect(one).toBeCloseTo(335 / 2014, 2);
    expect(two).toBeCloseTo(655 / 2014, 2);
    expect(three).toBeCloseTo(1024 / 2014, 2);
    expect(shares([nice(-3), nice(0)])[0]).toBeCloseTo(1991 / 3015, 2);
  });

  test('a group of many competes as one; its members share what it gets', () => {
    const many = [group('many', 256)];
    const found = shares([{ life: hog }, ...[1, 2, 3].map(() => ({ life: hog, groups: many }))]);
    expect(found[0]).toBeCloseTo(1 / 2, 2);
    for (const share of found.slice(1)) expect(share).toBeCloseTo(1 / 6, 2);
  });

  test('groups inside groups, by weight', () => {
    const outer = group('outer', 768);
    const units = [
      { life: hog },
      { life: hog, groups: [outer, group('small', 256)] },
      { life: hog, groups: [outer, group('large', 512)] },
    ];
    const [single, small, large] = shares(units);
    expect(single).toBeCloseTo(1 / 4, 2);
    expect(small).toBeCloseTo(1 / 4, 2);
    expect(large).toBeCloseTo(1 / 2, 2);
  });

  test('what a sleeping member does not use goes to the others of its group', () => {
    const pair = [group('pair', 256)];
    const found = shares([
      { life: hog },
      { life: hog, groups: pair },
      { life: waker(0, 90 * ms, 0.1 * ms), groups: pair },
    ]);
    expect(found[0]).toBeCloseTo(1 / 2, 1);
    expect(found[1]).toBeCloseTo(1 / 2, 1);
  });

  test('a quota holds for the group on all processors; a group inside cannot use more than its parent has', () => {
    const limited = [group('limited', 256, 30)];
    const found = shares(
      [{ life: hog, groups: limited }, { life: hog, groups: limited }, { life: hog }, { life: hog }],
      2,
    );
    expect(found[0]! + found[1]!).toBeCloseTo(0.3, 2);
    expect(found[2]! + found[3]!).toBeCloseTo(1.7, 2);
    const nested = [group('parent', 256, 20), group('child', 256, 50)];
    expect(shares([{ life: hog, groups: nested }, { life: hog }])[0]).toBeCloseTo(0.2, 2);
  });
});
