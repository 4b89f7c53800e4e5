import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threefry, threefryKey } from './threefry.ts';

type Words = readonly [number, number, number, number];

function answer(key: Words, counter: Words): number[] {
  const out = new Int32Array(4);
  threefry(threefryKey(...key), ...counter, out);
  return [...out].map((word) => word >>> 0);
}

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join(' ');

/** Rotation distances of the paper's table 2, "4x32", by round modulo 8, for the first and the second pair of words. */
const distances = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const;

/** The naive twin: the paper's algorithm round by round, in integers of any size. */
function twin(key: Words, counter: Words): number[] {
  const modulus = 1n << 32n;
  const words = (list: readonly number[]) => list.map((word) => BigInt(word >>> 0));
  const schedule = words(key);
  schedule.push(schedule.reduce((parity, word) => parity ^ word, 0x1bd11bdan));
  const inject = (state: bigint[], group: number) =>
    state.map((word, index) => (word + schedule[(group + index) % 5]! + (index === 3 ? BigInt(group) : 0n)) % modulus);
  const rotate = (word: bigint, bits: number) => ((word << BigInt(bits)) | (word >> BigInt(32 - bits))) % modulus;
  let state = inject(words(counter), 0);
  for (let round = 0; round < 20; round += 1) {
    const [first, second] = distances[round % 8]!;
    // Even rounds mix (0, 1) and (2, 3); odd ones (0, 3) and (2, 1).
    const [partner, other] = round % 2 === 0 ? [1, 3] : [3, 1];
    state[0] = (state[0]! + state[partner]!) % modulus;
    state[partner] = rotate(state[partner]!, first) ^ state[0];
    state[2] = (state[2]! + state[other]!) % modulus;
    state[other] = rotate(state[other]!, second) ^ state[2];
    if (round % 4 === 3) state = inject(state, (round + 1) / 4);
  }
  return state.map(Number);
}

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const words = fc.tuple(word, word, word, word);
const settings = { seed: 20260101, numRuns: 1000 };

describe('threefry', () => {
  // Known answers: kat_vectors of the Random123 distribution (D. E. Shaw Research), "threefry4x32 20".
  it.each<readonly [string, Words, Words, string]>([
    ['zeros', [0, 0, 0, 0], [0, 0, 0, 0], '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
    ['ones', [-1, -1, -1, -1], [-1, -1, -1, -1], '2a881696 57012287 f6c7446e a16a6732'],
    [
      'pi',
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89],
      '59cd1dbb b8879579 86b5d00c ac8b6d84',
    ],
  ])('gives the published answer for %s', (_, counter, key, published) => {
    expect(hex(answer(key, counter))).toBe(published);
    expect(hex(twin(key, counter))).toBe(published);
  });

  it('equals its naive twin', () => {
    fc.assert(
      fc.property(words, words, (key, counter) => {
        expect(answer(key, counter)).toEqual(twin(key, counter));
      }),
      settings,
    );
  });

  it('takes every word modulo 2^32', () => {
    fc.assert(
      fc.property(words, words, (key, counter) => {
        const signed = (list: Words) => list.map((one) => one | 0) as unknown as Words;
        expect(answer(signed(key), signed(counter))).toEqual(answer(key, counter));
      }),
      settings,
    );
  });

  it('changes about half of the 128 bits when one bit of the counter or the key changes', () => {
    let changed = 0;
    fc.assert(
      fc.property(words, words, fc.nat(3), fc.nat(31), fc.boolean(), (key, counter, at, bit, inKey) => {
        const flipped = (list: Words) =>
          list.map((one, index) => (index === at ? one ^ (1 << bit) : one)) as unknown as Words;
        const before = answer(key, counter);
        const after = inKey ? answer(flipped(key), counter) : answer(key, flipped(counter));
        before.forEach((one, index) => {
          for (let rest = (one ^ after[index]!) >>> 0; rest !== 0; rest &= rest - 1) changed += 1;
        });
      }),
      settings,
    );
    // Binomial with 128 000 fair bits: mean 64 000, deviation 179.
    expect(changed).toBeGreaterThan(64_000 - 5 * 179);
    expect(changed).toBeLessThan(64_000 + 5 * 179);
  });
});
