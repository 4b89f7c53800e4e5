import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test('names that a shell leaves alone stay as they are', () => {
  expect(['out/cockpit/run.json', '/a/b-c_1.json', 'a~1'].map(shellWord)).toEqual([
    'out/cockpit/run.json',
    '/a/b-c_1.json',
    'a~1',
  ]);
});

test('the shell gives every word back', () => {
  const words = [
    'my results/cockpit/run.json',
    "it's",
    '$HOME',
    '~/x',
    'a"b',
    'a\\b',
    '*',
    'a;b',
    '',
    'ä ö',
    '`x`',
    'a\nb',
  ];
  const said = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' });
  expect(said.split('\0').slice(0, -1)).toEqual(words);
});
