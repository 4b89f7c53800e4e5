import { describe, expect, it } from 'vitest';
import { agrees } from '../comparison.ts';
import { canBounds } from './can-bounds.ts';
import { compositionBounds } from './composition-bounds.ts';
import { extremeValues } from './extreme-values.ts';
import { letChains } from './let-chains.ts';
import { responseTimeBounds } from './response-time-bounds.ts';

describe('known bounds', () => {
  for (const { name, source, compare } of [
    ...responseTimeBounds,
    ...canBounds,
    ...compositionBounds,
    ...letChains,
    ...extremeValues,
  ]) {
    it(`${name} (${source})`, () => {
      const rows = compare();
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => !agrees(row))).toEqual([]);
    });
  }
});
