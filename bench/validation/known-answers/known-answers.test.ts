import { describe, expect, it } from 'vitest';
import { agrees } from '../comparison.ts';
import { responseTimes } from './known-answers.ts';

describe('known answers', () => {
  for (const { name, source, compare } of responseTimes) {
    it(`${name} (${source})`, () => {
      const wrong = compare().filter((row) => !agrees(row));
      expect(wrong).toEqual([]);
    });
  }
});
