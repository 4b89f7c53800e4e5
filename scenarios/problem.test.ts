import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, listOf, meant, renderProblem } from './problem.ts';

describe('distance between words', () => {
  test.each([
    ['', '', 0],
    ['budget', 'budget', 0],
    ['budget', 'bugdet', 1],
    ['drvier', 'driver', 1],
    ['exection', 'execution', 1],
    ['credit3', 'edf', 5],
    // Optimal string alignment, not the full Damerau distance (2): no edit inside a swapped pair.
    ['ca', 'abc', 3],
  ])('%s -> %s is %i', (a, b, expected) => expect(editDistance(a, b)).toBe(expected));

  test('is symmetric, zero only for equal words, and never above the longer length', () => {
    const word = fc.string({ minLength: 0, maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
      { seed: 20260101, numRuns: 300 },
    );
  });
});

describe('what was meant', () => {
  test.each([
    ['regulator', ['fidelity', 'regulators'], 'regulators'],
    ['inhouse', ['agl', 'in-house'], 'in-house'],
    ['credit3', ['credit2', 'credit'], 'credit'],
    ['E', ['QM', 'A', 'B'], undefined],
    ['4', ['0', '1'], undefined],
    ['elephant', ['needle', 'render'], undefined],
    ['x', [], undefined],
  ])('%s', (found, words, expected) => expect(meant(found, words)).toBe(expected));
});

describe('lists', () => {
  const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`);

  test('up to twelve words stand in the given order', () => {
    expect(listOf('known', 'word3', ['word9', 'word3'])).toBe('known: word9, word3');
    expect(listOf('known', 'word11', words(12)).split(', ')).toHaveLength(12);
  });

  test('of more the twelve nearest are listed, nearest first', () => {
    const list = listOf('allowed', 'word7', words(20));
    expect(list).toMatch(/^allowed: word7, /);
    expect(list).toMatch(/ and 8 more$/);
    expect(list.split(', ')).toHaveLength(12);
  });
});

test('the caret stands under the place, also for long line numbers', () => {
  const problem = {
    file: 'a.yaml',
    line: 1234567,
    column: 3,
    length: 4,
    message: 'is wrong',
    help: ['do it right'],
    didYouMean: 'false',
  };
  expect(renderProblem(problem, 'ab cdef')).toBe(
    [
      'a.yaml:1234567:3: is wrong',
      '1234567 | ab cdef',
      '        |   ^',
      '        do it right',
      '        did you mean false?',
    ].join('\n'),
  );
});
