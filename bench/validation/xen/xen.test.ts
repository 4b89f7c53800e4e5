import { describe, expect, it } from 'vitest';
import { agrees } from '../comparison.ts';
import { compareScenario } from './compare.ts';
import { scenarios } from './scenarios.ts';

describe('schedules of a real Xen 4.17', () => {
  for (const scenario of scenarios) {
    it(scenario.name, () => {
      const { rows, agreeing, recorded, divergence } = compareScenario(scenario);
      const wrong = rows.filter((row) => !agrees(row)).map(({ what }) => what);
      expect(wrong).toEqual(scenario.differing ?? []);
      expect(agreeing).toBeGreaterThanOrEqual(scenario.agreeing);
      // Whoever parts from the recording has a reason, and whoever has a reason parts.
      expect(divergence !== null && agreeing < recorded).toBe(scenario.divergence !== undefined);
    });
  }
});
