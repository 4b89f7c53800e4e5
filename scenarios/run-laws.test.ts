import fc from 'fast-check';
import { describe, it } from 'vitest';
import { ms } from './ecu.test-support.ts';
import { generatedEcu } from './generated-ecu.test-support.ts';
import { runLaws } from './run.laws.ts';

describe('laws of runs, on generated ECUs', () => {
  for (const law of runLaws) {
    it(law.name, () => {
      fc.assert(
        fc.property(generatedEcu, fc.integer({ min: 0, max: 1000 }), (ecu, seed) => {
          law.holds(ecu, { seed, horizonPs: 25 * ms });
        }),
        { seed: 20260101, numRuns: 50 },
      );
    });
  }
});
