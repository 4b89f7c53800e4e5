import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexRun } from '../run-index.ts';
import { syntheticChain, syntheticChannel, syntheticEcu, syntheticTask, syntheticVm } from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';
import { type ChainLatencies, chainLatencies, followBackward, followForward, type Stage } from './chain-latency.ts';
import { chainTaskIds, followChain } from './chains.ts';
import { JobTable } from './job-table.ts';

const seed = 20260101;
const ms = 1_000_000_000;

/**
 * The definition, played: one register per hop, filled and read at the instants of the jobs, writes first. The value in
 * a register is the input that it stems from. Nothing is followed, nothing is searched.
 */
function play(stages: readonly Stage[], warmUpPs: number, horizonPs: number): ChainLatencies {
  const events: { atPs: number; isRead: boolean; stage: number; job: number }[] = [];
  stages.forEach((stage, s) => {
    for (let job = 0; job < stage.jobs.length; job++) {
      const read = stage.readAtPs[job];
      const write = stage.writeAtPs[job];
      if (s > 0 && read !== null && read !== undefined) events.push({ atPs: read, isRead: true, stage: s, job });
      if (write !== null && write !== undefined) events.push({ atPs: write, isRead: false, stage: s, job });
    }
  });
  events.sort((a, b) => a.atPs - b.atPs || Number(a.isRead) - Number(b.isRead) || a.stage - b.stage || a.job - b.job);
  const registers = new Array<number>(stages.length).fill(-1);
  const carried = stages.map((stage) => new Array<number>(stage.jobs.length).fill(-1));
  const outputs: { atPs: number; input: number }[] = [];
  for (const { atPs, isRead, stage, job } of events) {
    if (isRead) carried[stage]![job] = registers[stage - 1]!;
    else {
      const input = stage === 0 ? job : carried[stage]![job]!;
      registers[stage] = input;
      if (stage === stages.length - 1 && input >= 0) outputs.push({ atPs, input });
    }
  }
  const released = stages[0]!.jobs.map(({ releaseAtPs }) => releaseAtPs);
  const judged = released
    .map((_, input) => input)
    .filter((input) => released[input]! >= warmUpPs && released[input]! < horizonPs);
  const answer = (input: number) => outputs.find((output) => output.input >= input);
  const lastUse = (input: number) => outputs.filter((output) => output.input === input).pop();
  return {
    reactions: judged
      .filter((input) => answer(input) !== undefined)
      .map((input) => ({ input, latencyPs: answer(input)!.atPs - released[input]!, atPs: answer(input)!.atPs })),
    openPs: judged.filter((input) => answer(input) === undefined).map((input) => horizonPs - released[input]!),
    dataAges: judged
      .filter((input) => lastUse(input) !== undefined)
      .map((input) => ({ input, latencyPs: lastUse(input)!.atPs - released[input]!, atPs: lastUse(input)!.atPs })),
    lost: judged.filter((input) => lastUse(input) === undefined).length,
  };
}

/** Jobs of one task, one after the other: release, reading, finish; the last ones may be cut off by the horizon. */
function stageOf(gaps: readonly (readonly [number, number, number])[], cut: number): Stage {
  let atPs = 0;
  const jobs = gaps.map(([idle, delay, length], job) => {
    const releaseAtPs = atPs + idle;
    const startAtPs = releaseAtPs + delay;
    const finishAtPs = startAtPs + length + 1;
    atPs = finishAtPs;
    return {
      job,
      releaseAtPs,
      activator: -1,
      startAtPs: startAtPs > cut ? null : startAtPs,
      finishAtPs: finishAtPs > cut ? null : finishAtPs,
    };
  });
  const seen = jobs.filter(({ releaseAtPs }) => releaseAtPs <= cut);
  return {
    jobs: seen,
    readAtPs: seen.map(({ startAtPs }) => startAtPs),
    writeAtPs: seen.map(({ finishAtPs }) => finishAtPs),
  };
}

const job = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 4 }), fc.nat({ max: 6 }));
const chain = fc.array(fc.array(job, { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 4 });

describe('chain latencies', () => {
  test('equal the played definition', () => {
    fc.assert(
      fc.property(chain, fc.nat({ max: 40 }), fc.integer({ min: 40, max: 400 }), (tasks, warmUpPs, horizonPs) => {
        const stages = tasks.map((gaps) => stageOf(gaps, horizonPs));
        expect(chainLatencies(stages, warmUpPs, horizonPs)).toEqual(play(stages, warmUpPs, horizonPs));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('the followed paths end where the latencies say', () => {
    fc.assert(
      fc.property(chain, (tasks) => {
        const stages = tasks.map((gaps) => stageOf(gaps, 300));
        const { reactions, dataAges } = chainLatencies(stages, 0, 300);
        const outputs = stages[stages.length - 1]!;
        for (const { input, atPs } of reactions) {
          const path = followForward(stages, input);
          expect(path).toHaveLength(stages.length);
          expect(outputs.writeAtPs[path[path.length - 1]!]).toBe(atPs);
        }
        for (const { input, atPs } of dataAges) {
          expect(followBackward(stages, outputs.writeAtPs.indexOf(atPs))![0]).toBe(input);
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  test('an input is never answered later than it is last used, nor after a later input', () => {
    fc.assert(
      fc.property(chain, (tasks) => {
        const { reactions, dataAges } = chainLatencies(
          tasks.map((gaps) => stageOf(gaps, 300)),
          0,
          300,
        );
        const answeredAt = new Map(reactions.map(({ input, atPs }) => [input, atPs]));
        for (const { input, atPs } of dataAges) expect(answeredAt.get(input)).toBeLessThanOrEqual(atPs);
        for (let i = 1; i < reactions.length; i++) {
          expect(reactions[i]!.atPs).toBeGreaterThanOrEqual(reactions[i - 1]!.atPs);
        }
      }),
      { seed, numRuns: 200 },
    );
  });
});

/** Reaction times of the chain over strictly periodic tasks that run for 1 us each. */
function worstReaction(periodsMs: readonly number[], communication: 'let' | 'implicit', horizonMs: number): number {
  const tasks = periodsMs.map((period, i) => syntheticTask(`t${i}`, period * ms));
  const path = tasks.map(({ name }) => `adas/${name}`);
  const ecu = syntheticEcu([syntheticVm('adas', 0, tasks)], { communication, chains: [syntheticChain('c', path)] });
  const recording = new SyntheticRecording();
  periodsMs.forEach((period, i) => {
    for (let n = 0; n * period < horizonMs; n++) {
      const atPs = n * period * ms;
      recording.job(path[i]!, n, 'adas/main', atPs, atPs, atPs + 1_000_000);
    }
  });
  const { entities, trace } = recording.recording(horizonMs * ms);
  const index = indexRun(ecu, entities);
  const table = new JobTable(chainTaskIds(index));
  trace.forEach(table);
  const { latencies } = followChain(index, table, ecu.chains[0]!, 0, horizonMs * ms);
  return Math.max(...latencies.reactions.map(({ latencyPs }) => latencyPs)) / ms;
}

/**
 * Largest end-to-end latencies of three chains of the WATERS 2019 challenge under logical execution time, as published
 * with the AMALTHEA model in panorama-research/mobstr-dataset (ms): from the release of the first task to the
 * end-of-period output of the last. Periods are those of the challenge; two hyperperiods of 13.2 s are played.
 */
describe('WATERS 2019 under logical execution time', () => {
  test.each([
    ['lidar grabber, localization, EKF, planner, DASM', [33, 400, 15, 15, 5], 875],
    ['SFM, planner, DASM', [33, 15, 5], 65],
    ['detection, planner, DASM', [200, 15, 5], 230],
  ])('%s', (_, periods, publishedMs) => {
    expect(worstReaction(periods, 'let', 26_400)).toBe(publishedMs);
  });

  test('implicit communication of jobs that run at once is faster by the periods it does not wait for', () => {
    expect(worstReaction([33, 15, 5], 'implicit', 26_400)).toBeLessThan(65 - 33);
  });
});

describe('communication of a hop', () => {
  const tasks = [syntheticTask('a', 10), syntheticTask('b', 10), syntheticTask('c', null)];
  const path = ['vm/a', 'vm/b'];

  function reactions(hop: string | null, recording: SyntheticRecording, chainPath = path) {
    const ecu = syntheticEcu([syntheticVm('vm', 0, tasks)], {
      chains: [syntheticChain('c', chainPath, [hop])],
      channels: [syntheticChannel('delayed', 'let'), syntheticChannel('direct', 'explicit')],
    });
    const { entities, trace } = recording.recording(100);
    const index = indexRun(ecu, entities);
    const table = new JobTable(chainTaskIds(index));
    trace.forEach(table);
    return followChain(index, table, ecu.chains[0]!, 0, 100).latencies;
  }

  const twoTasks = () =>
    new SyntheticRecording()
      .job('vm/a', 0, 'vm/main', 0, 1, 4)
      .job('vm/b', 0, 'vm/main', 0, 4, 6)
      .job('vm/b', 1, 'vm/main', 10, 12, 15);

  test('implicit and explicit read at the start', () => {
    expect(reactions(null, twoTasks()).reactions).toEqual([{ input: 0, latencyPs: 6, atPs: 6 }]);
    expect(reactions('direct', twoTasks()).reactions).toEqual([{ input: 0, latencyPs: 6, atPs: 6 }]);
  });

  test('logical execution time reads at the release and writes at the end of the period', () => {
    expect(reactions('delayed', twoTasks()).reactions).toEqual([{ input: 0, latencyPs: 15, atPs: 15 }]);
  });

  test('a job that overruns its logical execution time writes when it is done', () => {
    const late = new SyntheticRecording()
      .job('vm/a', 0, 'vm/main', 0, 1, 14)
      .job('vm/b', 0, 'vm/main', 10, 12, 15)
      .job('vm/b', 1, 'vm/main', 20, 22, 25);
    expect(reactions('delayed', late).reactions).toEqual([{ input: 0, latencyPs: 25, atPs: 25 }]);
  });

  test('data travels with an activation, and jobs activated by others do not carry it', () => {
    const activated = new SyntheticRecording();
    const a = activated.entity('task', 'vm/a');
    activated.job('vm/a', 0, 'vm/main', 0, 1, 4);
    activated.release('vm/c', 0, 4).start('vm/c', 0, 5, 'vm/main').finish('vm/c', 0, 6, 'vm/main', 2);
    activated.release('vm/c', 1, 4, -1, a).start('vm/c', 1, 7, 'vm/main').finish('vm/c', 1, 9, 'vm/main', 5);
    const latencies = reactions('after', activated, ['vm/a', 'vm/c']);
    expect(latencies.reactions).toEqual([{ input: 0, latencyPs: 9, atPs: 9 }]);
    expect(latencies.dataAges).toEqual(latencies.reactions);
  });

  test('an overtaken input is answered by the newer one, and is lost itself', () => {
    const overtaken = new SyntheticRecording()
      .job('vm/a', 0, 'vm/main', 0, 1, 2)
      .job('vm/a', 1, 'vm/main', 3, 4, 5)
      .job('vm/b', 0, 'vm/main', 6, 7, 9);
    const latencies = reactions(null, overtaken);
    expect(latencies.reactions.map(({ latencyPs }) => latencyPs)).toEqual([9, 6]);
    expect(latencies.dataAges).toEqual([{ input: 1, latencyPs: 6, atPs: 9 }]);
    expect(latencies.lost).toBe(1);
  });
});
