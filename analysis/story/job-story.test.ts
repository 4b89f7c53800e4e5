import { describe, expect, test } from 'vitest';
import type { EcuDescription, Requirement } from '../../scenarios/ecu.ts';
import { explainRun } from '../explain-run.ts';
import type { JobStory, Lane } from '../fact.ts';
import {
  syntheticChain,
  syntheticEcu,
  syntheticRequirement,
  syntheticTask,
  syntheticVcpu,
  syntheticVm,
} from '../synthetic-ecu.ts';
import { SyntheticRecording } from '../synthetic-recording.ts';

const names = { seed: 1, fingerprint: 'f' };

function described(requirements: readonly Requirement[] = []): EcuDescription {
  const cluster = syntheticVm(
    'cluster',
    0,
    [syntheticTask('needle', 100), syntheticTask('watchdog', 50), syntheticTask('trip', 900)],
    {
      vcpus: [syntheticVcpu('main', 0, { budgetPs: 40, periodPs: 100 })],
    },
  );
  const media = syntheticVm('media', 1, [syntheticTask('sound', 40)]);
  return syntheticEcu(
    [cluster, media],
    { requirements, chains: [syntheticChain('c', ['cluster/watchdog', 'cluster/needle'])] },
    2,
  );
}

/**
 * Three jobs of `needle` (responses 20, 90, 30). The second is pre-empted by `watchdog` at 110, its vCPU is depleted from
 * 130 to 170, and it waits for the GPU from 172 to 180. `media` runs on the other core all the time.
 */
function recorded(): SyntheticRecording {
  const r = new SyntheticRecording();
  const needle = r.entity('task', 'cluster/needle');
  const gpu = r.entity('accelerator', 'gpu');
  const main = 'cluster/main';
  r.wake('media/main', 0).on('media/main', 'pcpu1', 0).dispatch('media/sound', 0, 0, 'media/main');
  r.wake(main, 0).on(main, 'pcpu0', 0).budget(main, 0, 40);
  r.release('cluster/needle', 0, 0, 100).dispatch('cluster/needle', 0, 0, main).start('cluster/needle', 0, 0, main);
  r.undispatch('cluster/needle', 0, 20, main, 2).finish('cluster/needle', 0, 20, main, 20);
  r.charge('cluster/needle', 0, 20, 'own-execution', needle, 20);
  r.block(main, 20).off(main, 'pcpu0', 20, 1).budget(main, 20, 20);
  r.wake(main, 100).budget(main, 100, 40).on(main, 'pcpu0', 100);
  r.overhead('pcpu0', 100, 'world-switch', main.length, 2);
  r.release('cluster/needle', 1, 100, 200)
    .dispatch('cluster/needle', 1, 102, main)
    .start('cluster/needle', 1, 102, main);
  r.release('cluster/watchdog', 0, 110, 160).undispatch('cluster/needle', 1, 110, main, 0);
  r.dispatch('cluster/watchdog', 0, 110, main).start('cluster/watchdog', 0, 110, main);
  r.undispatch('cluster/watchdog', 0, 115, main, 2).finish('cluster/watchdog', 0, 115, main, 5);
  r.charge('cluster/watchdog', 0, 115, 'own-execution', r.entity('task', 'cluster/watchdog'), 5);
  r.dispatch('cluster/needle', 1, 115, main);
  r.off(main, 'pcpu0', 130, 2).eligible(main, 130, 1).budget(main, 130, 10);
  r.eligible(main, 170, 0).budget(main, 170, 40).on(main, 'pcpu0', 170);
  r.wait('cluster/needle', 1, 172, gpu).undispatch('cluster/needle', 1, 172, main, 1);
  r.resume('cluster/needle', 1, 180, gpu).dispatch('cluster/needle', 1, 180, main);
  r.undispatch('cluster/needle', 1, 190, main, 2).finish('cluster/needle', 1, 190, main, 90);
  r.charge('cluster/needle', 1, 190, 'budget-depletion', r.entity('vcpu', main), 40);
  r.charge('cluster/needle', 1, 190, 'own-execution', needle, 35).charge('cluster/needle', 1, 190, 'backend', gpu, 8);
  r.charge('cluster/needle', 1, 190, 'preemption', r.entity('task', 'cluster/watchdog'), 5);
  r.charge('cluster/needle', 1, 190, 'world-switch', r.entity('hypervisor', 'hypervisor'), 2);
  r.release('cluster/needle', 2, 200, 300)
    .dispatch('cluster/needle', 2, 200, main)
    .start('cluster/needle', 2, 200, main);
  r.undispatch('cluster/needle', 2, 230, main, 2).finish('cluster/needle', 2, 230, main, 30);
  r.charge('cluster/needle', 2, 230, 'own-execution', needle, 30);
  return r;
}

function storyOf(...requirements: Requirement[]): JobStory {
  const story = explainRun(described(requirements), recorded().recording(1000), names).story;
  expect(story).not.toBeNull();
  return story!;
}

function lane<K extends Lane['kind']>(story: JobStory, kind: K, label: string): Extract<Lane, { kind: K }> {
  return story.lanes.find((candidate) => candidate.kind === kind && candidate.label === label) as Extract<
    Lane,
    { kind: K }
  >;
}

describe('the story of a job', () => {
  const late = syntheticRequirement('response', 'cluster/needle', { id: 'R-1', max: 80 });

  test('has the ledger of the job beside the median one, own work first, then by size', () => {
    const { ledger, requirement, lateJobs } = storyOf(late);
    expect([requirement, lateJobs]).toEqual(['R-1', 1]);
    expect(ledger).toMatchObject({
      task: 'cluster/needle',
      job: 1,
      responsePs: 90,
      deadlinePs: 80,
      lateByPs: 10,
      medianResponsePs: 30,
    });
    expect(
      ledger.rows.map(({ cause, culprit, culpritVm, ps, medianPs }) => [cause, culprit, culpritVm, ps, medianPs]),
    ).toEqual([
      ['own-execution', 'cluster/needle', 'cluster', 35, 30],
      ['budget-depletion', 'cluster/main', 'cluster', 40, 0],
      ['backend', 'gpu', null, 8, 0],
      ['preemption', 'cluster/watchdog', 'cluster', 5, 0],
      ['world-switch', 'hypervisor', null, 2, 0],
    ]);
  });

  test('shows the job and half a period around it', () => {
    const story = storyOf(late);
    expect(story.window).toEqual({ startPs: 50, endPs: 240 });
    expect(story.lanes.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
      'supply cluster/main',
      'pcpu pcpu0',
      'pcpu pcpu1',
      'budget cluster/main',
      'task cluster/needle',
      'task cluster/watchdog',
    ]);
    expect(lane(story, 'supply', 'cluster/main').intervals).toEqual([
      { startPs: 100, endPs: 130, state: 'held' },
      { startPs: 130, endPs: 170, state: 'depleted' },
      { startPs: 170, endPs: 240, state: 'held' },
    ]);
  });

  test('shows who had the core, in full for its own and as a strip for the other', () => {
    const story = storyOf(late);
    const guest = { vm: 'cluster', label: 'cluster/main', overhead: false };
    expect(lane(story, 'pcpu', 'pcpu0')).toEqual({
      kind: 'pcpu',
      label: 'pcpu0',
      strip: false,
      intervals: [
        { startPs: 100, endPs: 102, vm: null, label: 'world-switch', overhead: true },
        { startPs: 102, endPs: 130, ...guest },
        { startPs: 170, endPs: 172, ...guest },
        { startPs: 180, endPs: 190, ...guest },
        { startPs: 200, endPs: 230, ...guest },
      ],
    });
    expect(lane(story, 'pcpu', 'pcpu1')).toMatchObject({
      strip: true,
      intervals: [{ startPs: 50, endPs: 240, vm: 'media', label: 'media', overhead: false }],
    });
  });

  test('shows what each task did, and what was left of the budget', () => {
    const story = storyOf(late);
    const needle = lane(story, 'task', 'cluster/needle');
    expect([needle.hero, needle.releases, needle.deadlines]).toEqual([true, [100, 200], [100, 200]]);
    expect(needle.intervals.map(({ startPs, endPs, state }) => [startPs, endPs, state])).toEqual([
      [100, 102, 'ready'],
      [102, 110, 'running'],
      [110, 115, 'ready'],
      [115, 130, 'running'],
      [130, 170, 'ready'],
      [170, 172, 'running'],
      [172, 180, 'waiting'],
      [180, 190, 'running'],
      [200, 230, 'running'],
    ]);
    expect(lane(story, 'budget', 'cluster/main')).toMatchObject({
      fullPs: 40,
      points: [
        [50, 20],
        [100, 20],
        [100, 40],
        [130, 10],
        [170, 10],
        [170, 40],
        [210, 0],
        [240, 0],
      ],
    });
  });

  test('a strict violation comes before a large one, and a violation before a thin margin', () => {
    const strict = syntheticRequirement('response', 'cluster/watchdog', { id: 'R-2', max: 4, asil: 'D' });
    const large = syntheticRequirement('response', 'cluster/needle', { id: 'R-1', max: 40, asil: 'B' });
    expect(storyOf(large, strict).ledger.task).toBe('cluster/watchdog');
    const thin = syntheticRequirement('response', 'cluster/watchdog', { id: 'R-3', max: 5, asil: 'D' });
    expect(storyOf(late, thin).requirement).toBe('R-1');
  });

  test('when all are met it is the job nearest its wall; without requirements the one nearest its deadline', () => {
    const wide = syntheticRequirement('response', 'cluster/needle', { id: 'R-1', max: 100 });
    const thin = syntheticRequirement('response', 'cluster/watchdog', { id: 'R-2', max: 5 });
    expect(storyOf(wide, thin)).toMatchObject({
      requirement: 'R-2',
      lateJobs: 0,
      ledger: { lateByPs: null, deadlinePs: 5 },
    });
    expect(storyOf()).toMatchObject({
      requirement: null,
      ledger: { task: 'cluster/needle', job: 1, deadlinePs: 100, lateByPs: null },
    });
  });

  test('for a chain it is the slowest job along the worst instance, held against its own deadline', () => {
    const slow = syntheticRequirement('reaction', 'c', { id: 'R-4', max: 100 });
    expect(storyOf(slow)).toMatchObject({
      requirement: 'R-4',
      ledger: { task: 'cluster/needle', job: 2, deadlinePs: 100 },
    });
  });

  test('a run in which nothing finished has no story', () => {
    const { story } = explainRun(described([late]), new SyntheticRecording().recording(1000), names);
    expect(story).toBeNull();
  });
});
