/** Miss curves of eviction by chance, held against a cache that evicts by chance, line by line. */
import { describe, expect, it } from 'vitest';
import { checkCurve, one } from '../../../models/memory/rate/demand.ts';
import { accessesBetween, chanceCurve, chanceMisses, type Reuse, survives } from './chance-curve.ts';

/** A generator of Park and Miller: any fixed sequence will do. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** Miss ratio of `accesses` in a cache of `size` places that evicts by chance, after a first pass that fills it. */
function missRatio(accesses: readonly number[], size: number): number {
  const roll = dice(20260101);
  const places: number[] = [];
  const placeOf = new Map<number, number>();
  let misses = 0;
  for (const [pass, lines] of [accesses, accesses].entries()) {
    for (const line of lines) {
      if (placeOf.has(line)) continue;
      if (pass === 1) misses += 1;
      const place = places.length < size ? places.length : roll(size);
      if (places[place] !== undefined) placeOf.delete(places[place]);
      places[place] = line;
      placeOf.set(line, place);
    }
  }
  return misses / accesses.length;
}

/** Stack distances of the second pass over `accesses`, counted from an explicit list. */
function reuseOf(accesses: readonly number[]): Reuse {
  const stack: number[] = [];
  const counts = new Map<number, number>();
  for (const [pass, lines] of [accesses, accesses].entries()) {
    for (const line of lines) {
      const at = stack.indexOf(line);
      if (at >= 0) stack.splice(at, 1);
      stack.unshift(line);
      if (pass === 1) counts.set(at + 1, (counts.get(at + 1) ?? 0) + 1);
    }
  }
  const distances = [...counts.keys()].sort((a, b) => a - b);
  return { distances, counts: distances.map((distance) => counts.get(distance)!), never: 0 };
}

describe('survives', () => {
  it('is a power, also between whole numbers and at the ends', () => {
    expect(survives(4, 2)).toBe(0.5625);
    expect(survives(4, 0)).toBe(1);
    expect(survives(1, 1)).toBe(0);
    expect(survives(4, Number.POSITIVE_INFINITY)).toBe(0);
    expect(survives(16384, 16384)).toBeCloseTo(1 / Math.E, 4);
    expect(survives(4, 2.5)).toBeCloseTo((0.5625 + 0.421875) / 2, 12);
  });
});

describe('misses', () => {
  it('of a walk in a circle, a little larger than its share: all of it by age, a part by chance', () => {
    const circle = Array.from({ length: 24_000 }, (_, i) => i % 600);
    const ours = chanceMisses({ distances: [600], counts: [1], never: 0 }, 512);
    expect(ours).toBeCloseTo(missRatio(circle, 512), 1);
    expect(Math.abs(ours / missRatio(circle, 512) - 1)).toBeLessThan(0.05);
    expect(ours).toBeLessThan(0.5);
  });

  it('of touches with near and far reuse, from their stack distances', () => {
    const roll = dice(7);
    const accesses = Array.from({ length: 12_000 }, () => (roll(3) > 0 ? roll(60) : 60 + roll(400)));
    const reuse = reuseOf(accesses);
    for (const size of [40, 100, 250]) {
      const simulated = missRatio(accesses, size);
      expect(Math.abs(chanceMisses(reuse, size) / simulated - 1), `${size} lines`).toBeLessThan(0.08);
    }
  });

  it('never fall below what never comes back', () => {
    expect(chanceMisses({ distances: [2], counts: [90], never: 10 }, 100_000)).toBeGreaterThanOrEqual(0.1);
  });

  it('lie so many accesses apart as it takes to touch the lines between', () => {
    // Half of the accesses come back at distance 1: two accesses for each new line.
    expect(accessesBetween({ distances: [1, 11], counts: [50, 50], never: 0 })).toEqual([1, 21]);
  });
});

it('a curve is one of the rate level', () => {
  const curve = chanceCurve({ distances: [8, 100], counts: [50, 30], never: 20 }, 16, 256);
  checkCurve(curve);
  expect(curve.misses[0]).toBeGreaterThan(0.95 * one);
  expect(curve.misses.at(-1)).toBeGreaterThan(0.2 * one);
  expect(() => chanceCurve({ distances: [8, 4], counts: [1, 1], never: 0 }, 16, 32)).toThrow('distances ascend');
});
