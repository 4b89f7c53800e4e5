/**
 * Every file with mistakes, as a user meets it: through the whole command line. Exit code 2, the place and the whole message
 * on standard error, the same for machines, and not one file written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mistaken, mistakes, sound, withoutCounts } from '../../scenarios/mistakes.test-data.ts';
import { cli } from './cli.ts';
import { commands } from './commands.ts';
import { testHost } from './host.test-support.ts';

const path = 'cockpit.yaml';

async function call(words: readonly string[], text: string) {
  const host = testHost({ input: text });
  writeFileSync(join(host.cwd, path), text);
  const code = await cli(words, host, commands);
  expect(readdirSync(host.cwd), 'nothing is written').toEqual([path]);
  expect(readFileSync(join(host.cwd, path), 'utf8')).toBe(text);
  return { code, ...host.said };
}

test('the file without mistakes is valid', async () => {
  expect((await call(['validate', path], sound)).code).toBe(0);
});

test.each(mistakes)('%s', async (_name, edits, expected) => {
  const text = mistaken(edits);
  const { code, out, err } = await call(['run', path, '--json'], text);
  expect(code).toBe(2);
  // On standard error the word "error" follows the place, and every character at fault is underlined.
  const said = withoutCounts(err).replace(/^(\S+:\d+:\d+) error /gm, '$1: ');
  // A terminal gets no tabs.
  for (const line of expected.trim().replaceAll('\t', ' ').split('\n')) expect(said).toContain(line);
  const { problems } = JSON.parse(out) as {
    problems: { file: string; line: number; column: number; message: string }[];
  };
  const places = [...expected.matchAll(/^(cockpit\.yaml:\d+:\d+): (.*)$/gm)].map(
    ([, place, message]) => `${place} ${message}`,
  );
  expect(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual(places);
  expect(err.trimEnd().split('\n').at(-1)).toMatch(/ errors?; nothing was run, nothing was written {3}exit 2$/);
});

test('on standard input the place is stdin, and machines get the whole list', async () => {
  const text = sound.replace('soc: am62p', 'soc: am62');
  const { code, out } = await call(['validate', '-', '--json'], text);
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({
    problems: [{ file: 'stdin', did_you_mean: 'am62p', allowed: expect.arrayContaining(['zcu104', 'jetson-tx2']) }],
  });
});

test.each([
  ['', /^no ECU: its name is empty\n {7}shelf: [a-z0-9, -]*cockpit, /],
  ['-', /^stdin: nothing came on standard input\n/],
])('an ECU that is named %j', async (name, why) => {
  const host = testHost();
  expect(await cli(['run', name], host, commands)).toBe(2);
  expect(host.said.err).toMatch(why);
});

test('a sound file on standard input runs', async () => {
  const host = testHost({ input: readFileSync(new URL('../../scenarios/ecus/minimal.yaml', import.meta.url), 'utf8') });
  expect(await cli(['run', '-', '--horizon', '100ms', '--format', 'json'], host, commands)).toBe(0);
  expect(readdirSync(join(host.cwd, 'out', 'stdin'))).toEqual(['run.json']);
});

test('a file that is not there: the one beside it that was meant', async () => {
  const { code, err } = await call(['run', './cockpti.yml'], sound);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^\.\/cockpti\.yml: cannot be read: there is no such file\n {7}did you mean "\.\/cockpit\.yaml"\?\n/,
  );
});
