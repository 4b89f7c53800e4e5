/**
 * Chance: named streams. A stream belongs to one component (its label is the component's name) and every draw is keyed by
 * what it is for, never by the order of calls: an extra draw of one component or job moves no other one's luck, and two
 * runs that differ in one thing share the luck of everything else.
 *
 * A draw is Threefry-4x32-20 of the counter (a, b, c, 0) under the key SHA-256(seed, label): a pure function of
 * (seed, label, a, b, c). Uniform 32-bit integers only; quantile functions (`quantile.ts`) turn them into times.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { check } from './check.ts';
import type { Ratio } from './ratio.ts';
import { type ThreefryKey, threefry, threefryKey } from './threefry.ts';
import { mulDivFloor } from './time.ts';

export { histogram, type Quantile, triangular, uniform, weibull } from './quantile.ts';

/** Named, keyed random numbers. */
export interface Stream {
  /**
   * Uniform integer in 0..2^32-1, a pure function of (seed, stream label, a, b, c), each an integer in 0..2^32-1: say
   * task, job index, purpose. `InternalError` when a key is not.
   */
  draw(a: number, b: number, c: number): number;
}

/** The stream of (seed, label). `seed` is an integer from 0 to 2^53 - 1, `label` any text. */
export function stream(seed: number, label: string): Stream {
  const key = `${seed} ${label}`;
  let known = streams.get(key);
  if (known === undefined) {
    known = new KeyedStream(digestWords(seed, label));
    // Campaigns make the same few streams again and again, each of them a pure function of its name.
    if (streams.size >= mostStreams) streams.clear();
    streams.set(key, known);
  }
  return known;
}

const streams = new Map<string, Stream>();
const mostStreams = 4096;

/**
 * A sequential generator for jobs where the order of draws is fixed anyway (generating a system before a run): xoroshiro128+
 * of pure-rand, its 128-bit state taken from the same digest. `next()` gives a signed 32-bit integer.
 */
export function generator(seed: number, label: string): RandomGenerator {
  const words = digestWords(seed, label);
  // The words that the keyed draws of the same label do not use; the state must not be zero.
  return xoroshiro128plusFromState([words[4]! | 1, words[5]!, words[6]!, words[7]!]);
}

/** Whether something of probability `ratio` (0 to 1) happens on this draw, exact to 2^-32. */
export function happens(draw: number, ratio: Ratio): boolean {
  return draw < mulDivFloor(2 ** 32, ratio.numerator, ratio.denominator);
}

class KeyedStream implements Stream {
  private readonly key: ThreefryKey;
  private readonly out = new Int32Array(4);

  constructor(words: readonly number[]) {
    this.key = threefryKey(words[0]!, words[1]!, words[2]!, words[3]!);
  }

  draw(a: number, b: number, c: number): number {
    check(a >>> 0 === a && b >>> 0 === b && c >>> 0 === c, 'keys of a draw are integers from 0 to 2^32 - 1');
    threefry(this.key, a, b, c, 0, this.out);
    return this.out[0]! >>> 0;
  }
}

/** SHA-256 of the seed (8 bytes, little endian) and the label (UTF-8), as eight int32, little endian. */
function digestWords(seed: number, label: string): readonly number[] {
  check(Number.isSafeInteger(seed) && seed >= 0, 'a seed is an integer from 0 to 2^53 - 1');
  const text = new TextEncoder().encode(label);
  const bytes = new Uint8Array(8 + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, seed % 2 ** 32, true);
  view.setUint32(4, Math.floor(seed / 2 ** 32), true);
  bytes.set(text, 8);
  const digest = sha256(bytes);
  const digestView = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  return Array.from({ length: 8 }, (_, word) => digestView.getInt32(word * 4, true));
}
