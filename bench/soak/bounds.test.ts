/**
 * `npm run soak`: simulated <= bound, under every policy that has a bound, over many more generated ECUs than the tests take:
 * `SOAK_RUNS` per policy (default 2 000), from `SOAK_SEED` on (default 1). A failure prints the path of fast-check that makes the
 * ECU again. The ordinary suite skips it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundableEcu } from '../../analysis/bound/boundable-ecu.test-support.ts';
import { holdAgainstBounds } from '../../analysis/bound/bounded-run.test-support.ts';
import { policiesWithSupply } from '../../analysis/response-time/supplies.ts';
import { hypervisorPolicies } from '../../scenarios/generated-ecu.test-support.ts';

const numRuns = Number(process.env.SOAK_RUNS ?? 2000);
const seed = Number(process.env.SOAK_SEED ?? 1);
const ms = 1e9;

describe.runIf(process.env.npm_lifecycle_event === 'soak')('simulated <= bound', () => {
  it.each(hypervisorPolicies.filter((policy) => policiesWithSupply().includes(policy)))('%s', (policy) => {
    let [rows, bounded, chains, closest] = [0, 0, 0, 0];
    fc.assert(
      fc.property(boundableEcu(policy), fc.integer({ min: 1, max: 1_000_000 }), (ecu, runSeed) => {
        const held = holdAgainstBounds(ecu, runSeed, 100 * ms);
        rows += held.rows;
        chains += held.chains;
        bounded += held.bounded;
        closest = Math.max(closest, held.closest);
        expect(held.broken).toBe(null);
      }),
      { seed, numRuns, endOnFailure: true },
    );
    console.log(
      `${policy}: ${numRuns} ECUs, ${bounded} of ${rows} rows with a bound, ${chains} of chains, closest ${closest.toFixed(3)}`,
    );
  });
});
