/**
 * What holds for every policy of the shelf, whatever it decides: properties over random machines, run by
 * `policies.test.ts` over the whole registry so that no member can be forgotten.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';
import type { PolicyDefinition } from './policy.ts';
import {
  admissionOf,
  heldPs,
  hog,
  jobs,
  periodic,
  runToy,
  type ToyOptions,
  type ToyResult,
  type ToyUnit,
  waker,
} from './toy-machine.test-support.ts';

const ms = 1e9;
const us = 1e6;
const seed = 20260101;

export interface Law {
  readonly name: string;
  /** Absent: all policies. */
  readonly concerns?: (definition: PolicyDefinition) => boolean;
  readonly check: (definition: PolicyDefinition) => void;
}

const life = fc.oneof(
  fc.constant(hog),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 120 }))
    .map(([phase, period, work]) => periodic(phase * ms, period * ms, work * 100 * us)),
  fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 80 }))
    .map(([phase, sleep, work]) => waker(phase * ms, sleep * 100 * us, work * 100 * us)),
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 9 })), { maxLength: 6 })
    .map((list) => jobs(list.sort((a, b) => a[0] - b[0]).map(([at, work]) => [at * ms, work * ms] as const))),
);

/** Budgets that every policy admits together: at most 6 units of at most 15 % on one processor. */
const unit = (processors: number) =>
  fc
    .record({
      life,
      budget: fc.integer({ min: 1, max: 15 }),
      periodPs: fc.constantFrom(5 * ms, 10 * ms, 20 * ms, 25 * ms),
      weight: fc.constantFrom(128, 256, 512, 1024),
      priority: fc.integer({ min: 0, max: 5 }),
      processors: fc.oneof(
        { weight: 3, arbitrary: fc.constant(Array.from({ length: processors }, (_, p) => p)) },
        {
          weight: 1,
          arbitrary: fc.subarray(
            Array.from({ length: processors }, (_, p) => p),
            { minLength: 1 },
          ),
        },
      ),
      preemptible: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      group: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ budget, ...rest }) => ({ ...rest, budgetPs: (rest.periodPs * budget) / 100 }));

export const machine = fc.integer({ min: 1, max: 3 }).chain((processors) =>
  fc.record({
    processors: fc.constant(processors),
    units: fc.array(unit(processors), { minLength: 1, maxLength: 6 }),
  }),
);

function forAllMachines(numRuns: number, body: (units: ToyUnit[], toy: ToyOptions) => void): void {
  fc.assert(
    fc.property(machine, ({ processors, units }) => {
      body(units, { processors, horizonPs: 120 * ms });
    }),
    { seed, numRuns },
  );
}

/** Everything that a policy decided, as text. */
function decisions({ runs, finishesPs }: ToyResult): string[] {
  const text = runs.map((r) => `${r.unit} on ${r.processor} ${r.startPs}-${r.endPs}${r.extraTime ? ' extra' : ''}`);
  return [...text, ...finishesPs.map((list) => list.join())];
}

function sameDecisions(
  change: (units: ToyUnit[], toy: ToyOptions) => [ToyUnit[], ToyOptions],
): (definition: PolicyDefinition) => void {
  return (definition) =>
    forAllMachines(25, (units, toy) => {
      const [otherUnits, otherToy] = change(units, toy);
      const expected = decisions(runToy(definition, units, toy));
      const found = decisions(runToy(definition, otherUnits, otherToy));
      const first = found.findIndex((line, i) => line !== expected[i]);
      expect(first < 0 ? null : `${found[first]} instead of ${expected[first]}`).toBe(null);
    });
}

/** Least and most time that the unit got in any window of a length, its starts and ends taken at the corners of runs. */
function extremes(
  result: ToyResult,
  u: number,
  windowPs: number,
  horizonPs: number,
): { leastPs: number; mostPs: number } {
  let leastPs = Number.POSITIVE_INFINITY;
  let mostPs = 0;
  const corners = result.runs
    .filter((run) => run.unit === u)
    .flatMap((run) => [run.startPs, run.endPs, run.startPs - windowPs, run.endPs - windowPs]);
  for (const start of [0, ...corners]) {
    if (start < 0 || start + windowPs > horizonPs) continue;
    const ps = heldPs(result.runs, u, start, start + windowPs, false);
    leastPs = Math.min(leastPs, ps);
    mostPs = Math.max(mostPs, ps);
  }
  return { leastPs, mostPs };
}

export const laws: readonly Law[] = [
  {
    name: 'a picked unit is runnable, allowed there, eligible or in extra time, and nowhere else; time charged is time run',
    check: (definition) =>
      forAllMachines(60, (units, toy) => {
        const result = runToy(definition, units, toy);
        units.forEach((_, u) => {
          expect(result.chargedPs[u]).toBe(heldPs(result.runs, u));
        });
      }),
  },
  {
    name: 'a work-conserving policy never idles a processor beside a runnable, eligible unit that is allowed there',
    concerns: (definition) => definition.workConserving,
    check: (definition) =>
      forAllMachines(80, (units, toy) => {
        runToy(definition, units, { ...toy, watchIdle: true });
      }),
  },
  { name: 'waking twice is waking once', check: sameDecisions((units, toy) => [units, { ...toy, wakeTwice: true }]) },
  {
    name: 'timers that come without reason change nothing',
    check: sameDecisions((units, toy) => [units, { ...toy, staleTimers: true }]),
  },
  {
    name: 'the order of wake-ups inside an instant changes nothing',
    check: sameDecisions((units, toy) => [units, { ...toy, reverseWakes: true }]),
  },
  { name: 'the same calls give the same picks', check: sameDecisions((units, toy) => [units, toy]) },
  {
    name: 'renaming units changes nothing but names',
    check: sameDecisions((units, toy) => [
      units.map((unit, u) => ({ ...unit, name: `renamed${units.length - u}` })),
      toy,
    ]),
  },
  {
    name: 'no budget is overrun by more than the policy declares',
    check: (definition) =>
      forAllMachines(60, (units, toy) => {
        runToy(definition, units, { ...toy, watchOverrunPs: definition.overrunPs ?? 0 });
      }),
  },
  {
    name: 'shares follow weights within the declared error over the declared window',
    concerns: (definition) => definition.shares !== undefined,
    check: (definition) => {
      const { windowPs, error } = definition.shares!;
      fc.assert(
        fc.property(fc.array(fc.constantFrom(256, 512, 768, 1024), { minLength: 2, maxLength: 4 }), (weights) => {
          const horizonPs = 3 * windowPs;
          const result = runToy(
            definition,
            weights.map((weight) => ({ life: hog, weight })),
            { horizonPs },
          );
          const sum = weights.reduce((a, b) => a + b, 0);
          weights.forEach((weight, u) => {
            const share = heldPs(result.runs, u, windowPs, 2 * windowPs) / windowPs;
            expect(
              Math.abs(share - weight / sum),
              `weights ${weights.join()}: unit ${u} got ${share}`,
            ).toBeLessThanOrEqual(error);
          });
        }),
        { seed, numRuns: 12 },
      );
    },
  },
  {
    name: 'a server gives every window at least its supply bound and at most its budgets plus overrun',
    concerns: (definition) => definition.supply !== undefined,
    check: (definition) => {
      const server = fc.record({
        budget: fc.integer({ min: 1, max: 4 }),
        period: fc.constantFrom(10, 20, 40),
        priority: fc.constant(0),
      });
      fc.assert(
        fc.property(
          fc.array(server, { minLength: 1, maxLength: 3 }),
          fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 3, maxLength: 3 }),
          (servers, windows) => {
            const units = servers.map(({ budget, period }) => ({
              life: hog,
              budgetPs: budget * ms,
              periodPs: period * ms,
              priority: -period,
              options: definition.supply!.unitOptions ?? {},
            }));
            if (servers.reduce((sum, { budget, period }) => sum + budget / period, 0) > 0.6) return;
            const horizonPs = 300 * ms;
            const result = runToy(definition, units, { horizonPs });
            units.forEach(({ budgetPs, periodPs }, u) => {
              for (const window of windows) {
                const { leastPs, mostPs } = extremes(result, u, window * ms, horizonPs);
                expect(leastPs).toBeGreaterThanOrEqual(definition.supply!.leastPs(budgetPs, periodPs, window * ms));
                expect(mostPs).toBeLessThanOrEqual(
                  definition.supply!.mostPs(budgetPs, periodPs, window * ms) + (definition.overrunPs ?? 0),
                );
              }
            });
          },
        ),
        { seed, numRuns: 25 },
      );
    },
  },
  {
    name: 'a budget larger than its period, or a weight of 0, is reported if the policy reads it',
    check: (definition) => {
      if (definition.reads.budget !== undefined && definition.reads.period !== undefined) {
        const problems = admissionOf(definition, [{ life: hog, budgetPs: 20 * ms, periodPs: 10 * ms }]);
        expect(problems.map((problem) => [problem.unit, problem.key])).toContainEqual([0, 'budget']);
      }
      if (definition.reads.weight !== undefined) {
        const problems = admissionOf(definition, [{ life: hog }, { life: hog, weight: 0 }]);
        expect(problems.map((problem) => [problem.unit, problem.key])).toContainEqual([1, 'weight']);
      }
    },
  },
  {
    name: 'a time parameter of 0 is refused at its place with what is allowed, or the policy runs with it',
    check: (definition) => {
      for (const [where, schema] of [
        ['policy', definition.parameters],
        ['unit', definition.unitParameters],
      ] as const) {
        for (const key of timeKeys(schema)) {
          const { error } = schema.safeParse({ [key]: '0 ms' });
          if (error === undefined) runsWithZero(definition, where, key);
          else
            expect(error.issues, key).toMatchObject([
              {
                path: [key],
                message: expect.stringMatching(/^must be at least .*, found 0$/),
                params: { help: [expect.stringMatching(/^allowed: /)] },
              },
            ]);
        }
      }
    },
  },
  {
    name: 'a window of length 0 is refused at its place',
    concerns: (definition) => 'windows' in definition.parameters.shape,
    check: (definition) => {
      const { error } = definition.parameters.safeParse({ windows: [{ of: 'vm0', partition: 1, length: '0 ms' }] });
      expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['windows.0.length']);
    },
  },
];

/** Keys of times, through defaults and options. */
function timeKeys(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    let inner = value as z.ZodType;
    while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional) inner = inner.unwrap() as z.ZodType;
    return inner.meta()?.quantity === 'time' ? [key] : [];
  });
}

/** Its admission says where the 0 is wrong, or a busy machine comes to its horizon. */
function runsWithZero(definition: PolicyDefinition, where: 'policy' | 'unit', key: string): void {
  const zero = { [key]: '0 ms' };
  const units = [hog, periodic(0, 5 * ms, ms), waker(ms, 300 * us, 200 * us)].map(
    (unitLife): ToyUnit => ({
      life: unitLife,
      budgetPs: 2 * ms,
      periodPs: 10 * ms,
      ...(where === 'unit' ? { options: zero } : {}),
    }),
  );
  const toy = { processors: 1, horizonPs: 40 * ms, ...(where === 'policy' ? { options: zero } : {}) };
  const problems = admissionOf(definition, units, toy);
  if (problems.length > 0) {
    expect(problems.map((problem) => problem.key)).toContain(key);
    return;
  }
  let instants = 0;
  const { runs } = runToy(definition, units, {
    ...toy,
    observe: () => expect(++instants, `${key} = 0: time hardly moves`).toBeLessThan(10_000),
  });
  expect(runs.length, key).toBeGreaterThan(0);
}
