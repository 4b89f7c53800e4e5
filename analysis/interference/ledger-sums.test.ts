import { describe, expect, test } from 'vitest';
import { InternalError } from '../../engine/check.ts';
import { indexRun } from '../run-index.ts';
import { syntheticEcu, syntheticTask, syntheticVm } from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';
import { LedgerSums } from './ledger-sums.ts';

const ecu = syntheticEcu([
  syntheticVm('a', 0, [syntheticTask('t', 10), syntheticTask('u', 10)]),
  syntheticVm('b', 1, [syntheticTask('t', 10)]),
]);

function sums(recording: SyntheticRecording, warmUpPs = 0): LedgerSums {
  const { entities, trace } = recording.recording(100);
  const ledger = new LedgerSums(indexRun(ecu, entities), warmUpPs);
  trace.forEach(ledger);
  ledger.end();
  return ledger;
}

describe('ledger sums', () => {
  test('add up per victim, cause and culprit, largest first, and name the culprit and its VM', () => {
    const recording = new SyntheticRecording();
    const own = recording.entity('task', 'a/t');
    const other = recording.entity('vcpu', 'b/main');
    const hypervisor = recording.entity('hypervisor', 'hypervisor');
    recording.job('a/t', 0, 'a/main', 0, 0, 8).charge('a/t', 0, 8, 'own-execution', own, 3);
    recording.charge('a/t', 0, 8, 'vcpu-preemption', other, 5);
    recording.release('a/t', 1, 10).charge('a/t', 1, 19, 'own-execution', own, 3);
    recording
      .charge('a/t', 1, 19, 'vcpu-preemption', other, 2)
      .charge('a/t', 1, 19, 'scheduling-latency', hypervisor, 4);
    recording.finish('a/t', 1, 19, 'a/main', 9);
    expect(sums(recording).facts()).toEqual([
      { victim: 'a/t', victimVm: 'a', cause: 'vcpu-preemption', culprit: 'b/main', culpritVm: 'b', ps: 7 },
      { victim: 'a/t', victimVm: 'a', cause: 'own-execution', culprit: 'a/t', culpritVm: 'a', ps: 6 },
      { victim: 'a/t', victimVm: 'a', cause: 'scheduling-latency', culprit: 'hypervisor', culpritVm: null, ps: 4 },
    ]);
  });

  test('leave out jobs released before the warm-up ended', () => {
    const recording = new SyntheticRecording();
    const own = recording.entity('task', 'a/t');
    recording.job('a/t', 0, 'a/main', 4, 4, 9).charge('a/t', 0, 9, 'own-execution', own, 5);
    recording.job('a/t', 1, 'a/main', 5, 9, 12).charge('a/t', 1, 12, 'own-execution', own, 7);
    expect(
      sums(recording, 5)
        .facts()
        .map(({ ps }) => ps),
    ).toEqual([7]);
  });

  test.each([
    ['too little', 4],
    ['too much', 6],
  ])('a job that is charged %s is an internal error that names it', (_, ps) => {
    const recording = new SyntheticRecording();
    const own = recording.entity('task', 'a/u');
    recording.job('a/u', 0, 'a/main', 0, 0, 5).charge('a/u', 0, 5, 'own-execution', own, 5);
    recording.job('a/u', 1, 'a/main', 10, 10, 15).charge('a/u', 1, 15, 'own-execution', own, ps);
    recording.job('a/u', 2, 'a/main', 20, 20, 25).charge('a/u', 2, 25, 'own-execution', own, 5);
    expect(() => sums(recording)).toThrow(
      new InternalError(`charges of a/u job 1 sum to ${ps} ps, but its response time is 5 ps`),
    );
  });

  test('a job without any charge among charged ones is one too, but a run without a ledger is not', () => {
    const bare = new SyntheticRecording().job('a/t', 0, 'a/main', 0, 0, 5);
    expect(sums(bare).facts()).toEqual([]);
    const own = bare.entity('task', 'a/u');
    bare.job('a/u', 0, 'a/main', 10, 10, 15).charge('a/u', 0, 15, 'own-execution', own, 5);
    expect(() => sums(bare)).toThrow('charges of a/t job 0 sum to 0 ps');
  });
});
