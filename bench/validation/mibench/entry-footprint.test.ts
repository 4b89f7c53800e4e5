/** What an entry of a kernel fetches again, at the ends where it can be said by hand, and in between by order. */
import { describe, expect, it } from 'vitest';
import { displacedBy, refillsOfEntry } from './entry-footprint.ts';

const path = { lines: 100, kept: 0.75 };
const quiet = { privateLines: 1024, privateFills: 0, sharedLines: 16384, sharedFills: 0 };

describe('an entry', () => {
  it('refetches what collides with itself, and from memory nothing, when nobody else ran', () => {
    expect(refillsOfEntry(path, quiet)).toEqual({ intoPrivate: 25, fromMemory: 0 });
  });

  it('refetches all of its lines when the program used all of the private caches', () => {
    const { intoPrivate, fromMemory } = refillsOfEntry(path, { ...quiet, privateFills: 1e6 });
    expect(intoPrivate).toBeCloseTo(100, 9);
    expect(fromMemory).toBe(0);
  });

  it('goes to memory for them when others used all of the shared cache', () => {
    const { fromMemory } = refillsOfEntry(path, { ...quiet, privateFills: 1e6, sharedFills: 1e7 });
    expect(fromMemory).toBeCloseTo(100, 9);
  });

  it('never gets cheaper by more fills of either cache', () => {
    let last = -1;
    for (const fills of [0, 10, 100, 1000, 10_000]) {
      const { fromMemory } = refillsOfEntry(path, { ...quiet, privateFills: fills, sharedFills: 16 * fills });
      expect(fromMemory).toBeGreaterThan(last);
      last = fromMemory;
    }
  });
});

describe('the interrupted program', () => {
  it('loses no more lines than it has in use, nor more than the entry brought in', () => {
    const entry = { intoPrivate: 25, fromMemory: 0 };
    const { intoPrivate } = displacedBy(entry, 4096, quiet);
    expect(intoPrivate).toBeLessThanOrEqual(25);
    expect(intoPrivate).toBeGreaterThan(24);
    expect(displacedBy(entry, 4, quiet).intoPrivate).toBeLessThan(0.1);
    expect(displacedBy({ intoPrivate: 0, fromMemory: 0 }, 1024, quiet).intoPrivate).toBe(0);
  });
});
