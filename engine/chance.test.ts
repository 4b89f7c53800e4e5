import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generator, happens, stream } from './chance.ts';
import { InternalError } from './check.ts';
import { ratio } from './ratio.ts';

const hex = (words: Iterable<number>) => [...words].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

/** Sum of (observed - expected)^2 * cells / draws as a fraction of integers: chi-square times `draws`. */
function chiSquareTimesDraws(counts: readonly number[], draws: number): number {
  return counts.reduce((sum, count) => sum + (count * counts.length - draws) ** 2, 0) / counts.length;
}

/** Chi-square of 256 cells stays below 350 with p = 0.99993 (255 degrees of freedom: mean 255, deviation 22.6). */
const limit256 = 350;
const draws = 1 << 16;

function countsOf(byteAt: (n: number) => number): number[] {
  const counts = new Array<number>(256).fill(0);
  for (let n = 0; n < draws; n++) counts[byteAt(n)]!++;
  return counts;
}

describe('stream', () => {
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('is a pure function of seed, label and keys', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.string(), word, word, word, (seed, label, a, b, c) => {
        const one = stream(seed, label);
        const first = one.draw(a, b, c);
        one.draw(c, a, b);
        expect(one.draw(a, b, c)).toBe(first);
        expect(stream(seed, label).draw(a, b, c)).toBe(first);
        expect(first >>> 0).toBe(first);
      }),
      { seed: 20260101, numRuns: 200 },
    );
  });

  it('has not changed (the luck of every published result hangs on it)', () => {
    const lucky = stream(42, 'cluster/needle');
    expect(hex([lucky.draw(0, 0, 0), lucky.draw(1, 2, 3), stream(2 ** 40, 'ü').draw(0, 0, 1)])).toMatchInlineSnapshot(
      `"f4602b56 ffdb175a 1da45382"`,
    );
    expect(hex([generator(42, 'cluster/needle').next()])).toMatchInlineSnapshot(`"1ffd7dc0"`);
  });

  it('flips half of the output bits when one bit of any key flips', () => {
    const one = stream(7, 'avalanche');
    const samples = 64;
    for (let bit = 0; bit < 96; bit++) {
      const perBit = new Array<number>(32).fill(0);
      for (let n = 0; n < samples; n++) {
        const keys = [n, n * 3, n * 7];
        const before = one.draw(keys[0]!, keys[1]!, keys[2]!);
        keys[bit >> 5] = (keys[bit >> 5]! ^ (1 << (bit & 31))) >>> 0;
        let difference = before ^ one.draw(keys[0]!, keys[1]!, keys[2]!);
        for (let out = 0; out < 32; out++, difference >>>= 1) perBit[out]! += difference & 1;
      }
      const flips = perBit.reduce((sum, count) => sum + count, 0);
      // 2048 coin flips: mean 1024, deviation 22.6; six deviations.
      expect(Math.abs(flips - 1024), `key bit ${bit}`).toBeLessThan(136);
      for (const count of perBit) expect(count > 8 && count < 56, `key bit ${bit}: ${count}`).toBe(true);
    }
  });

  it('is uniform in every byte, along every key', () => {
    const one = stream(1, 'uniform');
    const along = [
      (n: number) => one.draw(n, 0, 0),
      (n: number) => one.draw(5, n, 1),
      (n: number) => one.draw(0, 0, n),
    ];
    for (const at of along) {
      const values = Uint32Array.from({ length: draws }, (_, n) => at(n));
      for (const shift of [0, 8, 16, 24]) {
        const counts = countsOf((n) => (values[n]! >>> shift) & 255);
        expect(chiSquareTimesDraws(counts, draws)).toBeLessThan(limit256 * draws);
      }
    }
  });

  it('is uniform across seeds', () => {
    const firstOf = Uint32Array.from({ length: draws >> 4 }, (_, seed) => stream(seed, 'uniform').draw(0, 0, 0));
    for (const shift of [0, 8, 16, 24]) {
      const counts = new Array<number>(256).fill(0);
      for (const value of firstOf) counts[(value >>> shift) & 255]!++;
      expect(chiSquareTimesDraws(counts, firstOf.length)).toBeLessThan(limit256 * firstOf.length);
    }
  });

  it('gives neighbours, streams and seeds that know nothing of each other', () => {
    const one = stream(1, 'a');
    const label = stream(1, 'b');
    const seed = stream(2, 'a');
    const pairs: readonly ((n: number) => readonly [number, number])[] = [
      (n) => [one.draw(n, 0, 0), one.draw(n + 1, 0, 0)],
      (n) => [one.draw(0, n, 0), one.draw(0, n, 1)],
      (n) => [one.draw(n, 1, 0), one.draw(1, n, 0)],
      (n) => [one.draw(n, 0, 0), label.draw(n, 0, 0)],
      (n) => [one.draw(n, 0, 0), seed.draw(n, 0, 0)],
    ];
    for (const pair of pairs) {
      for (const shift of [0, 28]) {
        const counts = countsOf((n) => {
          const [x, y] = pair(n + 2);
          return (((x >>> shift) & 15) << 4) | ((y >>> shift) & 15);
        });
        expect(chiSquareTimesDraws(counts, draws)).toBeLessThan(limit256 * draws);
      }
    }
  });

  it('refuses keys that are not 32-bit integers', () => {
    for (const key of [-1, 0.5, 2 ** 32, Number.NaN]) {
      expect(() => stream(0, '').draw(key, 0, 0)).toThrow(InternalError);
      expect(() => stream(0, '').draw(0, key, 0)).toThrow(InternalError);
      expect(() => stream(0, '').draw(0, 0, key)).toThrow(InternalError);
    }
    expect(() => stream(-1, '')).toThrow(InternalError);
  });
});

describe('generator', () => {
  it('repeats itself for the same seed and label, and only then', () => {
    const take = (seed: number, label: string) => {
      const one = generator(seed, label);
      return Array.from({ length: 8 }, () => one.next());
    };
    expect(take(1, 'a')).toEqual(take(1, 'a'));
    expect(take(1, 'a')).not.toEqual(take(1, 'b'));
    expect(take(1, 'a')).not.toEqual(take(2, 'a'));
  });
});

describe('happens', () => {
  it('is never for 0, always for 1, and splits the draws at the ratio', () => {
    expect(happens(0, ratio(0, 1))).toBe(false);
    expect(happens(2 ** 32 - 1, ratio(1, 1))).toBe(true);
    expect(happens(2 ** 31 - 1, ratio(1, 2))).toBe(true);
    expect(happens(2 ** 31, ratio(1, 2))).toBe(false);
  });
});
