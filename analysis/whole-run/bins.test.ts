import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexRun } from '../run-index.ts';
import { syntheticEcu, syntheticVm } from '../synthetic-ecu.ts';
import { binsMax, WholeRunBins } from './bins.ts';

const seed = 20260101;
const index = indexRun(syntheticEcu([syntheticVm('a', 0, []), syntheticVm('b', 0, [])], {}, 1), []);

describe('the whole run in bins', () => {
  test('holds every picosecond once, in its bin and row', () => {
    const stretches = fc.array(
      fc.tuple(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 90 }), fc.integer({ min: -1, max: 1 })),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(stretches, fc.integer({ min: 1, max: 900 }), (all, horizonPs) => {
        const bins = new WholeRunBins(index, horizonPs);
        const owner = new Array<number>(horizonPs).fill(Number.NaN);
        let atPs = 0;
        for (const [idle, length, vcpu] of all) {
          const startPs = Math.min(atPs + idle, horizonPs);
          atPs = Math.min(startPs + length, horizonPs);
          if (startPs < atPs) bins.spent(0, vcpu, 0, startPs, atPs);
          owner.fill(vcpu < 0 ? 2 : vcpu, startPs, atPs);
        }
        const shares = bins.facts()[0]!.shares;
        expect(shares).toHaveLength(3);
        expect(shares[0]!.length).toBe(Math.ceil(horizonPs / bins.binPs));
        expect(shares[0]!.length).toBeLessThanOrEqual(binsMax);
        shares.forEach((row, who) => {
          row.forEach((share, bin) => {
            const part = owner.slice(bin * bins.binPs, (bin + 1) * bins.binPs);
            expect(share).toBe(part.filter((of) => of === who).length / part.length);
          });
        });
      }),
      { seed, numRuns: 50 },
    );
  });
});
