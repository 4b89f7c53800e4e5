/** Options that several commands share, so that they mean the same everywhere, and the reading of their values. */
import type { Options } from 'yargs';
import { parseDuration } from '../../scenarios/duration.ts';
import { type Format, media } from '../media.ts';
import { BadInput, notAmong } from './command.ts';

/** Artefacts that a run can write, in the order of the shelf `media/`. */
export const formats = Object.keys(media) as Format[];

export const setOption = {
  type: 'string',
  array: true,
  nargs: 1,
  describe: 'Change one value of the ECU file: path=value (again for more, last wins)',
} as const satisfies Options;

export const jsonOption = {
  type: 'boolean',
  describe: 'One JSON document on standard output and nothing else',
} as const satisfies Options;

export const noColorOption = { type: 'boolean', describe: 'No colour (also: NO_COLOR=1)' } as const satisfies Options;

export const ecuPositional = {
  type: 'string',
  demandOption: true,
  describe: 'Name on the shelf (bulkhead list ecus) or path of an ECU file; - reads standard input',
} as const satisfies Options;

/** A flag given twice means the last one. */
export function lastOf<T>(value: T | readonly T[] | undefined): T | undefined {
  return Array.isArray(value) ? (value.at(-1) as T | undefined) : (value as T | undefined);
}

/** @throws BadInput unless the text is a whole number from 0 to 2^53 - 1 */
export function readSeed(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seed))
    throw new BadInput(`--seed: expects a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, found "${text}"`);
  return seed;
}

/** Picoseconds. @throws BadInput unless the text is a time above 0 */
export function readHorizon(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const ps = parseDuration(text);
  if (typeof ps === 'number' && ps > 0) return ps;
  const { message, help } =
    typeof ps === 'number' ? { message: 'must be longer than 0', help: ['write for example "10s"'] } : ps;
  throw new BadInput([`--horizon: ${message}`, ...help.map((line) => `       ${line}`)].join('\n'));
}

/** Comma-separated words of a fixed list, in the order of the list. */
export function readWords<W extends string>(
  option: string,
  text: string | undefined,
  words: readonly W[],
): readonly W[] {
  if (text === undefined) return words;
  const given = text.split(',').map((word) => word.trim());
  for (const word of given) {
    if ((words as readonly string[]).includes(word)) continue;
    throw notAmong(`--${option}: unknown word "${word}"`, 'allowed', word, words);
  }
  return words.filter((word) => given.includes(word));
}
