/** What a judged item is made of, in recordings written by hand: sums to the picosecond, the right job, the right path. */
import { describe, expect, test } from 'vitest';
import { RunObserver } from '../run-observer.ts';
import {
  syntheticChain,
  syntheticChannel,
  syntheticEcu,
  syntheticRequirement,
  syntheticTask,
  syntheticVm,
} from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';
import { compositionOf, type Judged, ledgersOfJudged } from './composition.ts';

const horizonPs = 1000;
const a = syntheticVm('a', 0, [syntheticTask('in', 100)]);
const b = syntheticVm('b', 1, [syntheticTask('out', 100)]);
const requirements = [
  syntheticRequirement('response', 'a/in', { max: 90 }),
  syntheticRequirement('reaction', 'c', { max: 300 }),
];

/**
 * Responses of a/in: 10, 40, 20. The second's data (written at 140) is read by the job of b/out that was released at 130,
 * started at 145 and finished at 180: a reaction of 80. Reactions of the others: 30 and 40.
 */
function recorded(): SyntheticRecording {
  const r = new SyntheticRecording();
  const [input, output] = [r.entity('task', 'a/in'), r.entity('task', 'b/out')];
  const other = r.entity('vcpu', 'b/main');
  r.job('a/in', 0, 'a/main', 0, 0, 10).charge('a/in', 0, 10, 'own-execution', input, 10);
  r.job('b/out', 0, 'b/main', 20, 20, 30).charge('b/out', 0, 30, 'own-execution', output, 10);
  r.job('a/in', 1, 'a/main', 100, 100, 140).charge('a/in', 1, 140, 'own-execution', input, 12);
  r.charge('a/in', 1, 140, 'vcpu-preemption', other, 28);
  r.job('b/out', 1, 'b/main', 130, 145, 180).charge('b/out', 1, 180, 'own-execution', output, 35);
  r.charge('b/out', 1, 180, 'vcpu-preemption', other, 15);
  r.job('a/in', 2, 'a/main', 200, 200, 220).charge('a/in', 2, 220, 'own-execution', input, 20);
  r.job('b/out', 2, 'b/main', 230, 230, 240).charge('b/out', 2, 240, 'own-execution', output, 10);
  return r;
}

function taken(judged: Judged, changes: Parameters<typeof syntheticEcu>[1] = {}, warmUpPs = 0) {
  const chains = [syntheticChain('c', ['a/in', 'b/out'])];
  const ecu = syntheticEcu([a, b], { requirements, chains, ...changes });
  const { entities, trace } = recorded().recording(horizonPs);
  const observer = new RunObserver(ecu, entities, { horizonPs, warmUpPs });
  const ledgers = ledgersOfJudged(observer.index);
  trace.forEach(observer);
  trace.forEach(ledgers);
  observer.end();
  const composition = compositionOf(observer, ledgers, { id: 'R' }, judged);
  if (composition === null) return null;
  const cells = composition.cells.map(({ cause, culprit, ps }) => `${cause} ${culprit} ${ps}`);
  return { ps: composition.ps, cells };
}

describe('a response', () => {
  test('is the ledger of the job that had it', () => {
    expect(taken({ metric: 'task:a/in', statistic: 'max', valuePs: 40 })).toEqual({
      ps: 40,
      cells: ['own-execution a/in 12', 'vcpu-preemption b/main 28'],
    });
    expect(taken({ metric: 'task:a/in', statistic: 'p50', valuePs: 20 })).toEqual({
      ps: 20,
      cells: ['own-execution a/in 20'],
    });
  });

  test('whose value no job had is that of the nearest counted job', () => {
    expect(taken({ metric: 'task:a/in', statistic: 'p50', valuePs: 12 })!.ps).toBe(10);
    expect(taken({ metric: 'task:a/in', statistic: 'p50', valuePs: 12 }, {}, 50)!.ps).toBe(20);
  });

  test('as a mean is the mean of all ledgers', () => {
    const { ps, cells } = taken({ metric: 'task:a/in', statistic: 'mean', valuePs: 70 / 3 })!;
    expect(ps).toBeCloseTo(70 / 3, 9);
    expect(cells).toHaveLength(2);
  });
});

describe('a latency', () => {
  test('is the ledgers of the path and its hand-overs, negative where a job was released before its data came', () => {
    expect(taken({ metric: 'chain:c', statistic: 'max', valuePs: 80 })).toEqual({
      ps: 80,
      cells: ['own-execution a/in 12', 'vcpu-preemption b/main 43', 'hand-over b/out -10', 'own-execution b/out 35'],
    });
    expect(taken({ metric: 'chain:c', statistic: 'min', valuePs: 30 })).toEqual({
      ps: 30,
      cells: ['own-execution a/in 10', 'hand-over b/out 10', 'own-execution b/out 10'],
    });
  });

  test('as a data age is that of the path of its output', () => {
    expect(taken({ metric: 'age:c', statistic: 'max', valuePs: 80 })!.ps).toBe(80);
    expect(taken({ metric: 'age:c', statistic: 'p50', valuePs: 40 })!.ps).toBe(40);
  });

  test('under logical execution time ends when the output is let out', () => {
    const chains = [syntheticChain('c', ['a/in', 'b/out'], ['x'])];
    const changes = { chains, channels: [syntheticChannel('x', 'let')], communication: 'let' as const };
    const { cells, ps } = taken({ metric: 'chain:c', statistic: 'max', valuePs: 230 }, changes)!;
    // a/in 0 lets its data out at 100, b/out 1 (released at 130, finished at 180) takes it and lets it out at 230.
    expect(ps).toBe(230);
    expect(cells).toEqual(
      expect.arrayContaining(['hand-over b/out 120', 'own-execution b/out 35', 'hand-over output 50']),
    );
  });

  test('as a mean is that of no path', () => {
    expect(taken({ metric: 'chain:c', statistic: 'mean', valuePs: 50 })).toBeNull();
  });
});

test('what is judged by no requirement is not kept', () => {
  expect(taken({ metric: 'task:b/out', statistic: 'max', valuePs: 50 }, { requirements: [] })).toBeNull();
});
