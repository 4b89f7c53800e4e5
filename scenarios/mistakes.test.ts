/**
 * What the loader says of files with mistakes: place, line, caret, what is allowed, what was meant. Every case says exactly
 * what is wrong, and nothing that only follows from it.
 */
import { expect, test } from 'vitest';
import { load } from './load.ts';
import { mistaken, mistakes, sound, withoutCounts } from './mistakes.test-data.ts';
import { renderProblem } from './problem.ts';

function problemsOf(text: string): string {
  const loaded = load({ main: 'cockpit.yaml', read: () => text });
  const lines = text.split('\n');
  return loaded.ok
    ? ''
    : loaded.problems.map((problem) => renderProblem(problem, lines[problem.line - 1] ?? '')).join('\n');
}

test('the file without mistakes has none', () => expect(problemsOf(sound)).toBe(''));

test.each(mistakes)('%s', (_name, edits, expected) => {
  expect(withoutCounts(`\n${problemsOf(mistaken(edits))}`)).toBe(expected);
});
