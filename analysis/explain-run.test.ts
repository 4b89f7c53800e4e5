import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCharge, type Recording, recordKinds } from '../models/records.ts';
import { ecu, fixed, ms, resource, step, task, uniform, us, vcpu, vm } from '../scenarios/ecu.test-support.ts';
import type { EcuDescription } from '../scenarios/ecu.ts';
import { run } from '../scenarios/run.ts';
import { explainRun } from './explain-run.ts';
import type { RunFacts } from './fact.ts';
import { RunObserver } from './run-observer.ts';

const seed = 20260101;
const names = { seed: 1, fingerprint: 'f' };

/** Two guests that share core 0 under budgets, one of them also on core 1; locks, a chain by activation, overheads. */
function shared(changes: { policy?: string; budgetPs?: number; workPs?: number; worldSwitchPs?: number } = {}) {
  const { policy = 'fixed-priority', budgetPs = 4 * ms, workPs = 2 * ms, worldSwitchPs = 10 * us } = changes;
  const costs = { trapPs: 2 * us, worldSwitchPs, injectionPs: us, timerPs: us, ipiPs: us };
  const described = ecu({
    cores: 2,
    policy,
    hypervisor: { costs, wfi: 'trap' },
    vms: [
      vm('safe', {
        asil: 'B',
        vcpus: [vcpu('main', { budgetPs, periodPs: 10 * ms, priority: 2 })],
        resources: [resource('lock')],
        tasks: [
          task('control', { period: 10 * ms, priority: 3, run: uniform(Math.floor(workPs / 2), workPs) }),
          task('reader', {
            activation: { use: 'after', of: 'safe/control' },
            deadlinePs: 9 * ms,
            deadlineWritten: true,
            priority: 2,
            steps: [step({ run: fixed(500 * us), hold: ['lock'] })],
          }),
          task('logger', { period: 40 * ms, priority: 1, steps: [step({ run: fixed(3 * ms), hold: ['lock'] })] }),
        ],
      }),
      vm('loud', {
        vcpus: [vcpu('a', { priority: 1 }), vcpu('b', { pcpus: [1], priority: 1 })],
        tasks: [
          task('hog', {
            activation: { use: 'always', pause: 100 * us },
            deadlinePs: null,
            on: ['a'],
            run: fixed(3 * ms),
          }),
          task('frame', { period: 16 * ms, on: ['b'], run: uniform(ms, 9 * ms) }),
        ],
      }),
    ],
    chains: [
      { name: 'by-activation', path: ['safe/control', 'safe/reader'], hops: ['after'] },
      { name: 'by-data', path: ['safe/control', 'loud/frame'], hops: [null] },
    ],
  });
  return described;
}

function record(described: EcuDescription, horizonPs: number): Recording {
  return run(described, { seed: 1, horizonPs }).recording;
}

/** What must hold of every run, whatever happened in it. */
function expectSound(facts: RunFacts, recording: Recording): void {
  const { horizonPs } = facts;
  for (const { busyPs, idlePs, overheadPs, perVmPs } of facts.pcpus) {
    expect(busyPs + idlePs + overheadPs).toBe(horizonPs);
    expect(Math.min(busyPs, idlePs, overheadPs)).toBeGreaterThanOrEqual(0);
    expect(perVmPs.reduce((sum, ps) => sum + ps, 0)).toBe(busyPs);
  }
  for (const { runPs, readyPs, blockedPs, depletedPs, windowClosedPs } of facts.vcpus) {
    expect(runPs + readyPs + blockedPs + depletedPs + windowClosedPs).toBe(horizonPs);
  }
  const responseSums = new Map<string, number>();
  for (const { victimVm, ps } of facts.ledger) responseSums.set(victimVm, (responseSums.get(victimVm) ?? 0) + ps);
  for (const { vm: name, responseSumPs } of facts.vms) expect(responseSums.get(name) ?? 0).toBe(responseSumPs);
  for (const { released, finished, missed, unfinished, response } of facts.tasks) {
    expect(response.count).toBe(finished);
    expect(missed + unfinished).toBeGreaterThanOrEqual(released - finished);
    expect(released).toBeGreaterThanOrEqual(finished);
  }
  expectExactLedger(recording);
  expectSoundStory(facts);
}

function expectExactLedger({ trace }: Recording): void {
  const chargedPs = new Map<string, number>();
  const responsePs = new Map<string, number>();
  trace.forEach({
    record(kind, _atPs, subject, item, _object, value) {
      const job = `${subject} ${item}`;
      if (isCharge(kind)) chargedPs.set(job, (chargedPs.get(job) ?? 0) + value);
      if (kind === recordKinds.finish) responsePs.set(job, value);
    },
  });
  expect(chargedPs).toEqual(responsePs);
}

function expectSoundStory({ story, pcpus }: RunFacts): void {
  if (story === null) return;
  const { ledger, window, lanes } = story;
  expect(ledger.rows.reduce((sum, { ps }) => sum + ps, 0)).toBe(ledger.responsePs);
  expect(ledger.rows.reduce((sum, { medianPs }) => sum + medianPs, 0)).toBe(ledger.medianResponsePs);
  expect(window.startPs).toBeLessThanOrEqual(ledger.releaseAtPs);
  expect(window.endPs).toBeGreaterThanOrEqual(ledger.finishAtPs);
  expect(lanes[0]!.kind).toBe('supply');
  expect(lanes.filter(({ kind }) => kind === 'pcpu')).toHaveLength(pcpus.length);
  expect(lanes.filter((lane) => lane.kind === 'pcpu' && !lane.strip)).toHaveLength(1);
  const hero = lanes.find((lane) => lane.kind === 'task' && lane.hero);
  expect(hero?.label).toBe(ledger.task);
  for (const lane of lanes) {
    if (lane.kind === 'budget') continue;
    let lastPs = window.startPs;
    for (const { startPs, endPs } of lane.intervals) {
      expect(startPs).toBeGreaterThanOrEqual(lastPs);
      expect(endPs).toBeGreaterThan(startPs);
      lastPs = endPs;
    }
    expect(lastPs).toBeLessThanOrEqual(window.endPs);
  }
}

describe('facts of a run', () => {
  test.each(['fixed-priority', 'round-robin', 'arinc653', 'edf'])('are sound under %s', (policy) => {
    const described = shared({ policy });
    const recording = record(described, 200 * ms);
    const facts = explainRun(described, recording, names);
    expectSound(facts, recording);
    for (const { reaction } of facts.chains) expect(reaction.count).toBeGreaterThan(5);
    expect(facts.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([['safe/reader', expect.any(String)]]);
  });

  test('are sound for generated budgets, loads and costs', () => {
    const time = (minPs: number, maxPs: number) => fc.integer({ min: minPs, max: maxPs });
    fc.assert(
      fc.property(time(ms, 10 * ms), time(10, 6 * ms), time(0, 50 * us), (budgetPs, workPs, worldSwitchPs) => {
        const described = shared({ budgetPs, workPs, worldSwitchPs });
        const recording = record(described, 100 * ms);
        expectSound(explainRun(described, recording, names), recording);
      }),
      { seed, numRuns: 40 },
    );
  });

  test('watching the run live gives the same facts as reading its trace', () => {
    const described = shared();
    const recording = record(described, 100 * ms);
    const observer = new RunObserver(described, recording.entities, { horizonPs: 100 * ms, warmUpPs: 0 });
    run(described, { seed: 1, horizonPs: 100 * ms, keep: () => false, observers: [observer] });
    observer.end();
    expect({ ...observer.facts(names), story: null }).toEqual({
      ...explainRun(described, recording, names),
      story: null,
    });
  });

  test('without the ledger everything but causes stays', () => {
    const described = shared();
    const withLedger = explainRun(described, record(described, 100 * ms), names);
    const bare = explainRun(
      described,
      run(described, { seed: 1, horizonPs: 100 * ms, ledger: false }).recording,
      names,
    );
    expect(bare.ledger).toEqual([]);
    expect(bare.story!.ledger.rows).toEqual([]);
    expect({ ...bare, ledger: [], story: null }).toEqual({ ...withLedger, ledger: [], story: null });
  });
});
