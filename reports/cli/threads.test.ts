/**
 * The law of executors for the real threads: the built worker in two and three threads leaves the same bytes as one run
 * after the other. Everything compared comes from the built package, so that an older build is compared with itself.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  type CampaignResult,
  campaignOf,
  type Executor,
  inlineExecutor,
  type RunOrder,
  runCampaign,
} from '../../scenarios/campaign.ts';
import { load } from '../../scenarios/load.ts';
import { packageRoot } from './package-info.ts';
import { threadPool } from './threads.ts';

const built = join(packageRoot(), 'dist', 'reports', 'cli');
const worker = join(built, 'worker.js');

const text = `bulkhead: 1
hypervisor: xen-arm
vms:
  a: {vcpus: {main: {pcpus: [0]}}, tasks: {t: {period: 5 ms, execution: {use: uniform, min: 1 ms, max: 2 ms}}}}
  b: {vcpus: {main: {pcpus: [0]}}, tasks: {u: {period: 7 ms, execution: {use: uniform, min: 1 ms, max: 3 ms}}}}
`;

function campaign() {
  const loaded = load({ main: { path: 'x.yaml', text }, read: () => null });
  if (!loaded.ok) throw new Error(loaded.problems[0]!.message);
  const ecu = { description: loaded.ecu, name: 'x.yaml', overrides: [] };
  // Unequal lengths, so that later runs overtake earlier ones; a word that nobody knows makes a run that fails.
  const wishes = [200, 20, 100, 20, 50, 20].map((ms, i) => ({
    ecu,
    seed: i + 1,
    horizonPs: ms * 1e9,
    keep: i === 3 ? 'nothing' : 'league',
  }));
  return campaignOf(wishes);
}

function result(executor: Executor<unknown>): Promise<CampaignResult<unknown>> {
  return new Promise((resolve) => {
    runCampaign(campaign(), executor, { onEnd: resolve });
  });
}

describe.skipIf(!existsSync(worker))('threads (needs `npm run build`)', () => {
  test('leave the bytes that one run after the other leaves, failures included', async () => {
    const { measure } = (await import(pathToFileURL(join(built, 'measure.js')).href)) as {
      measure: (order: RunOrder) => unknown;
    };
    const expected = JSON.stringify(await result(inlineExecutor(measure)));
    const kinds = (JSON.parse(expected) as CampaignResult<unknown>).outcomes.map((outcome) => outcome?.kind);
    expect(kinds).toEqual(['done', 'done', 'done', 'failed', 'done', 'done']);
    for (const lanes of [2, 3]) {
      const pool = await threadPool<unknown>(lanes, worker);
      expect(pool.executor.lanes).toBe(lanes);
      expect(JSON.stringify(await result(pool.executor))).toBe(expected);
      await pool.close();
    }
  });

  test('that are ended early fail their runs and harm nothing', async () => {
    const pool = await threadPool<unknown>(2, worker);
    const ending = new Promise<CampaignResult<unknown>>((resolve) => {
      const running = runCampaign(campaign(), pool.executor, { onEnd: resolve });
      running.stop();
    });
    expect((await ending).isComplete).toBe(false);
    await pool.close();
  });
});

test('without a built worker the runs stay in this thread', async () => {
  const pool = await threadPool<unknown>(4, join(built, 'no-such-worker.js'));
  expect(pool.executor.lanes).toBe(1);
  const { outcomes, isComplete } = await result(pool.executor);
  expect(isComplete).toBe(true);
  expect(outcomes[3]).toEqual({ kind: 'failed', message: 'nothing is called "nothing" that could be kept of a run' });
  await pool.close();
});
