import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PendingUnits } from './pending-units.ts';

test('units come out in order, each once, however many and in whatever order they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 300 }), (added) => {
      const pending = new PendingUnits(100, (a, b) => (a * 37) % 101 < (b * 37) % 101);
      for (let round = 0; round < 2; round++) {
        for (const u of added) pending.add(u, round);
        const found = Array.from({ length: pending.take() }, (_, i) => pending.at(i));
        expect(found).toEqual([...new Set(added)].sort((a, b) => ((a * 37) % 101) - ((b * 37) % 101)));
      }
    }),
    { seed: 20260101, numRuns: 200 },
  );
});
