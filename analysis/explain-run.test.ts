import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Recording } from '../models/records.ts';
import { ecu, fixed, ms, resource, step, task, uniform, us, vcpu, vm } from '../scenarios/ecu.test-support.ts';
import type { EcuDescription } from '../scenarios/ecu.ts';
import { load } from '../scenarios/load.ts';
import { run } from '../scenarios/run.ts';
import { explainRun } from './explain-run.ts';
import { expectSound } from './fact.laws.ts';
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
            activation: { use: 'always', pause: 100 * us, offset: 0 },
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

describe('facts of a run', () => {
  test.each(['fixed-priority', 'round-robin', 'arinc653', 'edf'])('are sound under %s', (policy) => {
    const described = shared({ policy });
    const recording = record(described, 200 * ms);
    const facts = explainRun(described, recording, names);
    expectSound(facts, recording);
    for (const { reaction } of facts.chains) expect(reaction.count).toBeGreaterThan(5);
    expect(facts.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([['safe/reader', expect.any(String)]]);
  });

  test('are sound for generated budgets, loads, costs and warm-ups', () => {
    const time = (minPs: number, maxPs: number) => fc.integer({ min: minPs, max: maxPs });
    fc.assert(
      fc.property(
        time(ms, 10 * ms),
        time(10, 6 * ms),
        time(0, 50 * us),
        time(0, 99 * ms),
        (budgetPs, workPs, worldSwitchPs, warmUpPs) => {
          const described = shared({ budgetPs, workPs, worldSwitchPs });
          const recording = { ...record(described, 100 * ms), warmUpPs };
          expectSound(explainRun(described, recording, names), recording);
        },
      ),
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

describe('the ECUs of the shelf', () => {
  const shelf = new URL('../scenarios/ecus/', import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, shelf), 'utf8');
  const files = readdirSync(shelf).filter((name) => name.endsWith('.yaml'));

  test.each(files)('%s has sound facts', (main) => {
    const loaded = load({ main, read });
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '));
    const recording = record(loaded.ecu, 200 * ms);
    const facts = explainRun(loaded.ecu, recording, names);
    expectSound(facts, recording);
    expect(Math.max(...facts.pcpus.map(({ busyPs }) => busyPs))).toBeGreaterThan(20 * ms);
  });
});
