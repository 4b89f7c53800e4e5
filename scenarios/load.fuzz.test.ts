/**
 * Broken files: one to three random edits of a sound one. Whatever comes in, the loader answers with a description or with
 * problems that have a place in the text and a readable message; it never throws. A file that still loads prints as a
 * file of the same digest. The seed is fixed, so a failure is the same everywhere.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { load } from './load.ts';
import { printEcu } from './print.ts';
import { overrideFile } from './reading/override.ts';

const sample = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const everything = sample('./samples/everything.yaml');
const cockpit = sample('./samples/mistakes.yaml');

/** Values that stand where something else belongs. */
const strangers = [
  '-1',
  '0',
  '1e400',
  '99999999999999999999 ms',
  '9007199254740993',
  '5 parsec',
  '5 Ms',
  '0 ms',
  '1.0000000000001 ps',
  ': [',
  '{',
  '[]',
  '[[[]]]',
  '{}',
  '{a: b}',
  '{a, b}',
  'null',
  '~',
  '""',
  '"a b"',
  '&anchor x',
  '*alias',
  '!!str x',
  '!tag x',
  'true',
  'no',
  '@bench',
  '5 ms @',
  '5 ms @nobody',
  '<<',
  'constructor',
  '__proto__',
  'toString',
  'hypervisor',
  'safe',
  'safe/first',
  'a/b/c',
  '.',
  'x.0',
  '\t',
  '# x',
  'é',
  '|',
];

const words = [...new Set(everything.match(/[A-Za-z_][A-Za-z0-9_./-]*/g))];
const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (share: number, length: number) => Math.floor(share * length);

/** Replaces the n-th place that matches `pattern`. */
function replaceAt(text: string, pattern: RegExp, share: number, replacement: string): string {
  const places = [...text.matchAll(pattern)];
  const place = places[at(share, places.length)];
  if (place === undefined) return text;
  return text.slice(0, place.index) + replacement + text.slice(place.index + place[0].length);
}

const word = fc.constantFrom(...words);
const edits: fc.Arbitrary<(text: string) => string>[] = [
  fc.tuple(position, fc.constantFrom(...strangers)).map(
    ([share, value]) =>
      (text) =>
        replaceAt(text, /(?<=: )[^,{}[\]\n]+/g, share, value),
  ),
  fc.tuple(position, word).map(
    ([share, value]) =>
      (text) =>
        replaceAt(text, /(?<=[:[,] )[A-Za-z][\w./-]*/g, share, value),
  ),
  fc.tuple(position, word).map(
    ([share, key]) =>
      (text) =>
        replaceAt(text, /[A-Za-z_][\w-]*(?=: )/g, share, key),
  ),
  fc.tuple(position, fc.constantFrom('x', '-', '_', '.', '/', ' ')).map(
    ([share, added]) =>
      (text) =>
        replaceAt(text, /(?<=[A-Za-z])(?=[\w-]*: )/g, share, added),
  ),
  fc.tuple(position, fc.constantFrom('Ms', 'ns', 'KB', '%', 'Hz', 'rpm', '', 'cycles')).map(
    ([share, unit]) =>
      (text) =>
        replaceAt(text, /(?<=\d )[A-Za-z%/]+/g, share, unit),
  ),
  fc.tuple(position).map(
    ([share]) =>
      (text) =>
        replaceAt(text, /^.*\n/gm, share, ''),
  ),
  fc.tuple(position, position).map(([from, to]) => (text) => {
    const line = text.split('\n')[at(from, text.split('\n').length)] ?? '';
    return replaceAt(text, /^(?=.)/gm, to, `${line}\n`);
  }),
  fc
    .tuple(position, fc.constantFrom('', ' ', '\t', '{', '}', '[', ']', ':', ',', '"', '\n', '&', '*'))
    .map(([share, added]) => (text) => {
      const index = at(share, text.length);
      return text.slice(0, index) + added + text.slice(index + 1);
    }),
  fc.tuple(position).map(
    ([share]) =>
      (text) =>
        text.slice(0, at(share, text.length)),
  ),
];
const mutation = fc
  .array(fc.oneof(...edits), { minLength: 1, maxLength: 3 })
  .map((list) => (text: string) => list.reduce((current, edit) => edit(current), text));

function checkAnswer(text: string, overrides: readonly string[] = []): void {
  const loaded = load({ main: 'ecu.yaml', read: () => text }, { overrides });
  if (loaded.ok) {
    const printed = printEcu(loaded.ecu);
    const again = load({ main: 'ecu.yaml', read: () => printed });
    expect(again.ok ? again.ecu.sha256 : again.problems).toBe(loaded.ecu.sha256);
    return;
  }
  expect(loaded.problems).not.toEqual([]);
  const lines = text.split(/\r?\n/);
  for (const { file, line, column, length, message, help, didYouMean } of loaded.problems) {
    const source = file === overrideFile ? overrides[line - 1] : lines[line - 1];
    expect(source, `line ${line} of ${file}`).toBeDefined();
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual(source!.length + 1);
    expect(length).toBeGreaterThanOrEqual(1);
    for (const one of [message, ...help, didYouMean ?? '']) expect(one).not.toMatch(/undefined|\[object|NaN|null,/);
    expect(message).not.toBe('');
  }
}

describe('a broken file gives problems with a place, and never an exception', () => {
  test('edits of a file that uses every key', () => {
    fc.assert(
      fc.property(mutation, (mutate) => checkAnswer(mutate(everything))),
      { seed: 20260101, numRuns: 150 },
    );
  });

  test('edits of the cockpit', () => {
    fc.assert(
      fc.property(mutation, (mutate) => checkAnswer(mutate(cockpit))),
      { seed: 20260101, numRuns: 25 },
    );
  });

  test('overrides of any path with any value', () => {
    const key = fc.oneof(
      fc.constantFrom('vms', 'safe', 'load', 'vcpus', 'main', 'app', '0', 'tasks', 'first', 'steps', 'budget'),
      word,
    );
    const override = fc
      .tuple(fc.array(key, { minLength: 1, maxLength: 6 }), fc.oneof(fc.constantFrom(...strangers), word))
      .map(([keys, value]) => `${keys.join('.')}=${value}`);
    fc.assert(
      fc.property(fc.array(override, { minLength: 1, maxLength: 2 }), (overrides) =>
        checkAnswer(everything, overrides),
      ),
      { seed: 20260101, numRuns: 80 },
    );
  });

  test.each(['', '\n', '---', '[]', 'x', '{', '\u0000', '\ufeffbulkhead: 1', '[[[[[[[[', '{a: {a: {a: '])(
    '%j',
    (text) => checkAnswer(text),
  );
});
