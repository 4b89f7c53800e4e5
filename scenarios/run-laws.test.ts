/** The laws of runs, on generated ECUs and on every ECU of the shelf. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ms } from './ecu.test-support.ts';
import type { EcuDescription } from './ecu.ts';
import { shelfEcu, shelfNames } from './ecus/shelf.test-support.ts';
import { generatedEcu, generatedEcuUnder } from './generated-ecu.test-support.ts';
import { lookingPolicies, type RunLaw, RunUnderLaw, runLaws } from './run.laws.ts';

const speaksOf = (law: RunLaw, ecu: EcuDescription) => (law.exempts?.(ecu) ?? null) === null;

describe('laws of runs, on generated ECUs', () => {
  for (const law of runLaws) {
    it(law.name, () => {
      fc.assert(
        fc.property(
          generatedEcu.filter((ecu) => speaksOf(law, ecu)),
          fc.integer({ min: 0, max: 1000 }),
          (ecu, seed) => law.holds(new RunUnderLaw(ecu, { seed, horizonPs: 25 * ms })),
        ),
        { seed: 20260101, numRuns: 50 },
      );
    });
  }
});

describe.each(shelfNames)('laws of runs, on the ECU %s', (name) => {
  const ecu = shelfEcu(name);
  const subjects = [1, 20260101].map((seed) => new RunUnderLaw(ecu, { seed, horizonPs: 400 * ms }));
  for (const law of runLaws) {
    const exempt = law.exempts?.(ecu) ?? null;
    if (exempt !== null) it.skip(`${law.name} (${exempt})`);
    else
      it(law.name, () => {
        for (const subject of subjects) law.holds(subject);
      });
  }

  it('another seed has another fingerprint, where anything is left to chance', () => {
    const [one, other] = subjects.map(({ plain }) => plain.fingerprint);
    if (leavesToChance(ecu)) expect(other).not.toBe(one);
    else expect(other).toBe(one);
  });
});

/** Whether any execution, activation or jitter of the ECU is drawn. */
function leavesToChance(ecu: EcuDescription): boolean {
  return /"use":"(uniform|triangular|weibull|histogram|sporadic)"|"jitter":[1-9]/.test(JSON.stringify(ecu.vms));
}

describe('policies that the law of settling leaves out', () => {
  const settling = runLaws.find(({ exempts }) => exempts !== undefined)!;

  it('are these', () => expect([...lookingPolicies].sort()).toEqual(['aps', 'cfs-bandwidth']));

  it.each(lookingPolicies)('%s: looking more often does end a shared budget earlier', (policy) => {
    const found = fc.sample(generatedEcuUnder([policy]), { seed: 20260101, numRuns: 100 }).some((ecu) => {
      try {
        settling.holds(new RunUnderLaw(ecu, { seed: 1, horizonPs: 25 * ms }));
        return false;
      } catch {
        return true;
      }
    });
    expect(found).toBe(true);
  });

  for (const policy of lookingPolicies) {
    it.skip(`${settling.name}: ${policy} looks at a shared budget whenever time is charged`);
  }
});
