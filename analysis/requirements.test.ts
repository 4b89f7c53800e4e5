import { describe, expect, test } from 'vitest';
import { requirementLaws } from './requirement.laws.ts';
import { requirements } from './requirements.ts';
import { RunObserver } from './run-observer.ts';
import { syntheticChain, syntheticEcu, syntheticRequirement, syntheticTask, syntheticVm } from './synthetic-ecu.ts';
import { SyntheticRecording } from './synthetic-recording.ts';

const tasks = [syntheticTask('a', 10), syntheticTask('b', 10, { deadlinePs: 6, deadlineWritten: true })];

function ecuWith(...written: ReturnType<typeof syntheticRequirement>[]) {
  return syntheticEcu([syntheticVm('vm', 0, tasks, { asil: 'C' })], {
    chains: [syntheticChain('c', ['vm/a', 'vm/b'])],
    requirements: written,
  });
}

/** `a` takes 3, `b` 5, 5 and 8 of its 6 ps, in three periods of 10. */
function busy(): SyntheticRecording {
  const recording = new SyntheticRecording();
  recording.wake('vm/main', 0).on('vm/main', 'pcpu0', 0);
  [5, 5, 8].forEach((length, n) => {
    recording.dispatch('vm/a', n, 10 * n, 'vm/main').job('vm/a', n, 'vm/main', 10 * n, 10 * n, 10 * n + 3, 10 * n + 10);
    recording.undispatch('vm/a', n, 10 * n + 3, 'vm/main', 2).dispatch('vm/b', n, 10 * n + 3, 'vm/main');
    recording.job('vm/b', n, 'vm/main', 10 * n, 10 * n + 3, 10 * n + length, 10 * n + 6);
    recording.undispatch('vm/b', n, 10 * n + length, 'vm/main', 2);
  });
  return recording;
}

function observe(recording: SyntheticRecording, ecu = ecuWith()): RunObserver {
  const { entities, trace } = recording.recording(100);
  const observer = new RunObserver(ecu, entities, { horizonPs: 100, warmUpPs: 0 });
  trace.forEach(observer);
  observer.end();
  return observer;
}

const given = {
  ecu: ecuWith(),
  full: observe(busy()),
  empty: observe(new SyntheticRecording()),
  subjects: { task: 'vm/b', chain: 'c', processor: 'vm', boot: 'first_picture' },
} as const;
for (const [name, definition] of Object.entries(requirements)) requirementLaws(name, definition, given);

describe('requirements of a run', () => {
  test('a written deadline is implied, with the ASIL of its VM, unless a requirement names the task', () => {
    const [implied, ...others] = observe(busy()).judged.map(({ fact }) => fact);
    expect(others).toEqual([]);
    expect(implied).toMatchObject({ id: 'vm/b', use: 'deadline', implied: true, asil: 'C', limit: 6, observed: 8 });
    expect(implied).toMatchObject({ verdict: 'violated', judged: 3, broken: 1, median: 5, ratio: 8 / 6 });
    const named = observe(busy(), ecuWith(syntheticRequirement('deadline', 'vm/b', { id: 'R-1', asil: 'B' })));
    expect(named.judged.map(({ fact }) => [fact.id, fact.implied, fact.asil, fact.limit])).toEqual([
      ['R-1', false, 'B', 6],
    ]);
  });

  test('the source of an implied deadline is the one of its number', () => {
    const provenance = [
      { path: 'vms.vm.tasks.b.deadline', value: '6 ps', source: 'norm', grade: 'published' as const },
    ];
    const { fact } = observe(busy(), { ...ecuWith(), provenance }).judged[0]!;
    expect([fact.source, fact.grade]).toEqual(['norm', 'published']);
  });

  test('each kind measures what its name says', () => {
    const kinds = [
      syntheticRequirement('response', 'vm/b', { max: 8 }),
      syntheticRequirement('reaction', 'c', { max: 7 }),
      syntheticRequirement('data-age', 'c', { max: 8 }),
      syntheticRequirement('utilisation', 'vm/main', { max: 0.1 }),
      syntheticRequirement('utilisation', 'pcpu0', { min: 0.1 }),
      syntheticRequirement('boot', 'first_picture', { max: 5 }),
      syntheticRequirement('moon-phase', 'vm', { max: 5 }),
    ];
    const facts = observe(busy(), ecuWith(...kinds)).judged.map(({ fact }) => fact);
    expect(facts.map(({ use, verdict, observed }) => [use, verdict, observed])).toEqual([
      ['response', 'met', 8],
      ['reaction', 'violated', 8],
      ['data-age', 'met', 8],
      ['utilisation', 'violated', 0.18],
      ['utilisation', 'met', 0.18],
      ['boot', 'not_judged', null],
      ['moon-phase', 'not_judged', null],
      ['deadline', 'violated', 8],
    ]);
    expect(facts[4]).toMatchObject({ comparison: 'min', unit: 'fraction', ratio: 0.1 / 0.18 });
    expect(facts[5]!.reason).toBe('not simulated from power-on: bulkhead boot and bulkhead run do');
  });

  test('instants of the breaks reach the whole run', () => {
    const observer = observe(busy(), ecuWith(syntheticRequirement('reaction', 'c', { id: 'R', max: 7 })));
    const { violations } = observer.facts({ seed: 1, fingerprint: '' }).wholeRun;
    expect(violations).toEqual([
      { requirement: 'R', atPs: [28], count: 1 },
      { requirement: 'vm/b', atPs: [28], count: 1 },
    ]);
  });
});
