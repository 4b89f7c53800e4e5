import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecu, fixed, ms, step, task, us, vcpu, vm } from '../../scenarios/ecu.test-support.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { hypervisorPolicies } from '../../scenarios/generated-ecu.test-support.ts';
import { policiesWithSupply } from '../response-time/supplies.ts';
import { boundableEcu } from './boundable-ecu.test-support.ts';
import { holdAgainstBounds, longestResponses } from './bounded-run.test-support.ts';
import { boundEcu } from './ecu-bounds.ts';

const withBound = hypervisorPolicies.filter((policy) => policiesWithSupply().includes(policy));

describe('simulated <= bound, overheads on, on generated ECUs', () => {
  it.each(withBound)('%s', (policy) => {
    let bounded = 0;
    let chains = 0;
    fc.assert(
      fc.property(boundableEcu(policy), fc.integer({ min: 1, max: 1000 }), (generated, seed) => {
        const held = holdAgainstBounds(generated, seed, 40 * ms);
        bounded += held.bounded;
        chains += held.chains;
        expect(held.broken).toBe(null);
      }),
      { seed: 20261125, numRuns: 25, endOnFailure: true },
    );
    // A law over nothing holds nothing.
    expect(bounded).toBeGreaterThan(5);
    if (bounded > 100) expect(chains).toBeGreaterThan(0);
  });

  it('policies without a known bound have none', () => {
    const without = hypervisorPolicies.filter((policy) => !policiesWithSupply().includes(policy));
    expect(without).toEqual(expect.arrayContaining(['bvt', 'cfs', 'credit', 'credit2', 'eevdf', 'iorr']));
    for (const policy of without) {
      const { tasks } = boundEcu(ecu({ policy, vms: [vm('a', { tasks: [task('t', { run: fixed(1 * ms) })] })] }));
      expect(tasks.get('a/t')).toEqual({ response: null, reason: `no supply bound is known for ${policy}` });
    }
  });
});

/** Two guests on one core under budgets, with costs, locks and an activation. */
function system(
  parts: { costPs?: number; jitterPs?: number; sectionPs?: number; budgetPs?: number; scale?: number } = {},
): EcuDescription {
  const { costPs = 900 * us, jitterPs = 0, sectionPs = 200 * us, budgetPs = 4 * ms, scale = 1 } = parts;
  const s = (ps: number) => ps * scale;
  const periodic = (period: number, jitter = 0) => ({
    use: 'periodic',
    period: s(period),
    offset: 0,
    jitter: s(jitter),
  });
  return ecu({
    policy: 'fixed-priority',
    hypervisor: {
      costs: {
        trapPs: s(2 * us),
        worldSwitchPs: s(3 * us),
        injectionPs: s(2 * us),
        timerPs: s(1 * us),
        ipiPs: s(1 * us),
      },
    },
    vms: [
      vm('a', {
        kernel: { use: 'osek', switch_cost: s(1 * us), interrupt_cost: s(1 * us) },
        vcpus: [vcpu('main', { budgetPs: s(budgetPs), periodPs: s(10 * ms), priority: 2 })],
        resources: [{ name: 'r', protocol: 'ceiling' }],
        tasks: [
          task('fast', {
            activation: periodic(20 * ms, jitterPs),
            steps: [step({ run: fixed(s(costPs)), hold: ['r'] })],
            priority: 3,
          }),
          task('next', {
            activation: { use: 'after', of: 'fast' },
            run: fixed(s(100 * us)),
            priority: 2,
            deadlinePs: null,
          }),
          task('slow', {
            activation: periodic(40 * ms),
            steps: [step({ run: fixed(s(1 * ms)) }), step({ run: fixed(s(sectionPs)), hold: ['r'] })],
            priority: 1,
          }),
        ],
      }),
      vm('b', {
        vcpus: [vcpu('main', { budgetPs: s(5 * ms), periodPs: s(20 * ms), priority: 1 })],
        tasks: [task('own', { activation: periodic(20 * ms), run: fixed(s(2 * ms)) })],
      }),
    ],
  });
}

function responses(described: EcuDescription): readonly number[] {
  return [...boundEcu(described).tasks.values()].map((result) => {
    if (result.response === null) throw new Error(result.reason);
    return result.response;
  });
}

const settings = { seed: 20261125, numRuns: 100 };
const longer = fc
  .tuple(fc.integer({ min: 100, max: 900 }), fc.integer({ min: 0, max: 300 }))
  .map(([base, more]) => [base * us, (base + more) * us] as const);

describe('bounds of an ECU', () => {
  it('a budget that no period spends delays nobody, one that may be spent delays by what is left of the period', () => {
    const [light] = responses(system());
    const [heavy] = responses(system({ costPs: 2900 * us }));
    const gapPs = 10 * ms - 4 * ms;
    expect(light).toBeLessThan(gapPs);
    expect(heavy).toBeGreaterThan(gapPs + 2900 * us);
    expect(longestResponses(system(), 1, 400 * ms).get('a/fast')).toBeLessThanOrEqual(light!);
  });

  it('grow with execution, with jitter and with blocking, and shrink with budget', () => {
    const atMost = (less: readonly number[], more: readonly number[]): void => {
      expect(less.filter((ps, index) => ps > more[index]!)).toEqual([]);
    };
    fc.assert(
      fc.property(longer, ([less, more]) =>
        atMost(responses(system({ costPs: less })), responses(system({ costPs: more }))),
      ),
      settings,
    );
    fc.assert(
      fc.property(longer, ([less, more]) =>
        atMost(responses(system({ jitterPs: less })), responses(system({ jitterPs: more }))),
      ),
      settings,
    );
    fc.assert(
      fc.property(longer, ([less, more]) =>
        atMost(responses(system({ sectionPs: less })), responses(system({ sectionPs: more }))),
      ),
      settings,
    );
    fc.assert(
      fc.property(longer, ([less, more]) =>
        // b waits for a's budget, so only a's own tasks gain.
        atMost(
          responses(system({ budgetPs: 3 * ms + more })).slice(0, 3),
          responses(system({ budgetPs: 3 * ms + less })).slice(0, 3),
        ),
      ),
      settings,
    );
  });

  it('scale with all times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), (scale) => {
        expect(responses(system({ scale }))).toEqual(responses(system()).map((ps) => ps * scale));
      }),
      settings,
    );
  });

  it('have terms that add up', () => {
    fc.assert(
      fc.property(boundableEcu('fixed-priority'), (generated) => {
        for (const result of boundEcu(generated).tasks.values()) {
          if (result.response === null) continue;
          expect(result.terms.reduce((sum, { amount }) => sum + amount, 0)).toBe(result.response);
          expect(result.terms.filter(({ of }) => of === 'rounding')).toEqual([]);
        }
      }),
      { seed: 20261125, numRuns: 60 },
    );
  });

  it('are met at the critical instant where theory says that they are tight', () => {
    const sets = fc.array(fc.tuple(fc.constantFrom(4, 5, 8, 10, 20), fc.integer({ min: 50, max: 240 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(sets, (drawn) => {
        const tasks = drawn.map(([period, permille], index) =>
          task(`t${index}`, { period: period * ms, run: fixed(period * permille * us), priority: 9 - index }),
        );
        const described = ecu({ vms: [vm('a', { tasks })] });
        const simulated = longestResponses(described, 1, 120 * ms);
        for (const [name, { response }] of boundEcu(described).tasks) {
          // A busy window that outlives the run is not seen whole.
          if (response !== null && response < 40 * ms) expect(simulated.get(name), name).toBe(response);
        }
      }),
      settings,
    );
  });

  it('name what is in the way', () => {
    const reason = (
      tasks: Parameters<typeof vm>[1]['tasks'],
      kernel = { use: 'bare', policy: 'fixed-priority', preemptive: true },
    ) =>
      [...boundEcu(ecu({ vms: [vm('a', { kernel, tasks: tasks! })] })).tasks.values()].map((result) =>
        result.response === null ? result.reason : 'bounded',
      );
    expect(reason([task('hog', { activation: { use: 'always', pause: 0, offset: 0 } })])).toEqual([
      'it runs without end',
    ]);
    expect(reason([task('much', { run: fixed(11 * ms) })])).toEqual([
      'more is asked than can be supplied: the busy window does not end',
    ]);
    const served = vm('a', {
      tasks: [task('t', { run: fixed(1 * ms) })],
      devices: [{ name: 'd', use: 'console', backend: 'hypervisor' }],
    });
    expect([...boundEcu(ecu({ vms: [served] })).tasks.values()]).toEqual([
      { response: null, reason: 'what its core owes to the hypervisor has no bound: a uses devices' },
    ]);
    expect(reason([task('net', { run: fixed(1 * ms), activation: { use: 'device', of: 'eth' } })])[0]).toMatch(
      'device',
    );
    expect(reason([task('t', { run: fixed(1 * ms) })], { use: 'unheard', policy: '', preemptive: true })).toEqual([
      'nothing is known of kernel unheard here',
    ]);
  });
});

/** Longest simulated response and bound of one task. */
function both(described: EcuDescription, name: string, horizonPs: number): readonly [number, number] {
  const result = boundEcu(described).tasks.get(name)!;
  if (result.response === null) throw new Error(result.reason);
  return [longestResponses(described, 1, horizonPs).get(name)!, result.response];
}

describe('runs that need every part of a bound', () => {
  const free = { trapPs: 0, worldSwitchPs: 0, injectionPs: 0, timerPs: 0, ipiPs: 0 };

  it('world switches and traps of a vCPU that wakes often', () => {
    const described = ecu({
      policy: 'fixed-priority',
      hypervisor: { costs: { ...free, trapPs: 20 * us, worldSwitchPs: 50 * us } },
      vms: [
        vm('a', {
          vcpus: [vcpu('main', { priority: 2 })],
          tasks: [task('t', { period: 1 * ms, run: fixed(10 * us) })],
        }),
        vm('b', {
          vcpus: [vcpu('main', { priority: 1 })],
          tasks: [task('u', { period: 100 * ms, run: fixed(10 * ms) })],
        }),
      ],
    });
    const [simulated, bound] = both(described, 'b/u', 200 * ms);
    // Twelve wake-ups of 130 us each, where the work of t alone would be a twelfth of a millisecond.
    expect(simulated).toBeGreaterThan(11.4 * ms);
    expect(bound).toBeGreaterThanOrEqual(simulated);
    expect(bound).toBeLessThan(1.05 * simulated);
  });

  it('a budget that was given early, and comes late the next time', () => {
    const described = ecu({
      policy: 'fixed-priority',
      vms: [
        vm('high', {
          vcpus: [vcpu('main', { priority: 2 })],
          tasks: [
            task('h', {
              activation: { use: 'periodic', period: 10 * ms, offset: 10 * ms, jitter: 0 },
              run: fixed(3 * ms),
            }),
          ],
        }),
        vm('low', {
          vcpus: [vcpu('main', { priority: 1, budgetPs: 4 * ms, periodPs: 10 * ms })],
          tasks: [
            task('early', { period: 200 * ms, run: fixed(4 * ms), priority: 1 }),
            task('late', {
              activation: { use: 'periodic', period: 200 * ms, offset: 4 * ms, jitter: 0 },
              run: fixed(1 * ms),
              priority: 2,
            }),
          ],
        }),
      ],
    });
    expect(both(described, 'low/late', 200 * ms)).toEqual([10 * ms, 10 * ms]);
  });

  it('a more urgent task that comes back late from an accelerator', () => {
    const gpu = { name: 'gpu', clockHz: 1e9, sheetClockHz: 1e9, callCostPs: 0, policy: 'fifo' as const };
    const described = ecu({
      cores: 2,
      accelerators: [gpu],
      vms: [
        vm('a', {
          tasks: [
            task('h', {
              period: 10 * ms,
              priority: 2,
              steps: [
                step({ name: 'x', run: fixed(100 * us) }),
                step({ name: 'g', run: fixed(100 * us), accelerator: 'gpu' }),
                step({ name: 'y', run: fixed(4 * ms) }),
              ],
            }),
            task('l', {
              activation: { use: 'periodic', period: 100 * ms, offset: 5.2 * ms, jitter: 0 },
              run: fixed(1050 * us),
              priority: 1,
            }),
          ],
        }),
        vm('b', {
          vcpus: [vcpu('main', { pcpus: [1] })],
          tasks: [
            task('g', { period: 100 * ms, steps: [step({ name: 'g', run: fixed(5 * ms), accelerator: 'gpu' })] }),
          ],
        }),
      ],
    });
    const [simulated, bound] = both(described, 'a/l', 100 * ms);
    // One period of h, twice its work.
    expect(simulated).toBeGreaterThan(9 * ms);
    expect(bound).toBeGreaterThanOrEqual(simulated);
  });
});
