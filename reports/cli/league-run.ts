/**
 * From an order to the facts of a league: one campaign, seed by seed with all policies next to each other, so that what was
 * stopped early holds the same seeds for nearly all; then one look over all outcomes.
 */
import { createHash } from 'node:crypto';
import { usualBaseline } from '../../analysis/league/baseline.ts';
import { leagueOf } from '../../analysis/league/league.ts';
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import type { LeagueRun } from '../../analysis/league/league-run.ts';
import type { PolicyRuns, SeedRun } from '../../analysis/league/policy-summary.ts';
import {
  type Campaign,
  type CampaignResult,
  campaignOf,
  idOf,
  type Outcome,
  runCampaign,
} from '../../scenarios/campaign.ts';
import { Interrupted } from './command.ts';
import type { Host } from './host.ts';
import type { LeagueOrder, OrderedPolicy } from './league-order.ts';
import type { KeptWord } from './measure.ts';
import { formatReplayLine } from './replay-line.ts';
import { threadPool } from './threads.ts';

const keep: KeptWord = 'league';

export interface FinishedLeague {
  readonly facts: LeagueFacts;
  readonly runs: number;
  readonly elapsedMs: number;
}

/** @throws Interrupted when the user stopped it before any run had ended */
export async function runLeague(
  order: LeagueOrder,
  workers: number,
  onProgress: (ended: number, total: number) => void,
  host: Host,
): Promise<FinishedLeague> {
  const { seeds, horizonPs, policies } = order;
  const campaign = campaignOf(
    seeds.flatMap((seed) => policies.flatMap(({ ecu }) => (ecu === null ? [] : [{ ecu, seed, horizonPs, keep }]))),
  );
  const begunMs = host.nowMs();
  const result = await execute(campaign, Math.min(workers, campaign.runs.length), onProgress, host);
  const elapsedMs = host.nowMs() - begunMs;
  const ended = result.outcomes.filter((outcome) => outcome !== null).length;
  if (ended === 0) throw new Interrupted('interrupted before a run had ended; nothing was written');
  return { facts: factsOf(order, campaign, result), runs: ended, elapsedMs };
}

async function execute(
  campaign: Campaign,
  workers: number,
  onProgress: (ended: number, total: number) => void,
  host: Host,
): Promise<CampaignResult<LeagueRun>> {
  const pool = await threadPool<LeagueRun>(workers);
  let stopListening = (): void => {};
  try {
    return await new Promise((resolve) => {
      const running = runCampaign(campaign, pool.executor, { onProgress, onEnd: resolve });
      stopListening = host.onInterrupt(() => running.stop());
    });
  } finally {
    stopListening();
    await pool.close();
  }
}

function factsOf(order: LeagueOrder, campaign: Campaign, result: CampaignResult<LeagueRun>): LeagueFacts {
  const outcomes = new Map(campaign.runs.map(({ id }, place) => [id, result.outcomes[place] ?? null]));
  const policies = order.policies.map((policy): PolicyRuns => {
    const { ecu, refused } = policy;
    const runs = ecu === null ? [] : order.seeds.flatMap((seed) => seedRun(order, policy, seed, outcomes));
    return { policy: policy.policy, sha256: ecu?.description.sha256 ?? null, refused, runs };
  });
  return leagueOf({
    ecu: order.ecu,
    seeds: order.seeds,
    horizonPs: order.horizonPs,
    isComplete: result.isComplete,
    policies,
    baseline: order.baseline ?? usualBaseline(policies, order.ecu.hypervisor.pools[0]?.policy ?? ''),
    onlyAgainstBaseline: order.words.against !== undefined,
    metrics: order.words.metrics,
    fingerprint: fingerprintOf(policies),
  });
}

function seedRun(
  { horizonPs }: LeagueOrder,
  { ecu }: OrderedPolicy,
  seed: number,
  outcomes: ReadonlyMap<string, Outcome<LeagueRun> | null>,
): SeedRun[] {
  const { description, name, overrides } = ecu!;
  const outcome = outcomes.get(idOf({ ecu: description.sha256, seed, horizonPs, keep }));
  if (outcome === null || outcome === undefined) return [];
  const fingerprint = outcome.kind === 'done' ? outcome.result.fingerprint : null;
  const replay = formatReplayLine({ ecu: name, seed, horizonPs, overrides, sha256: description.sha256, fingerprint });
  return outcome.kind === 'done'
    ? [{ seed, replay, run: outcome.result }]
    : [{ seed, replay, failure: outcome.message }];
}

/** What a repetition must find again: every run of every policy. */
function fingerprintOf(policies: readonly PolicyRuns[]): string {
  const hash = createHash('sha256');
  for (const { policy, sha256, runs } of policies) {
    hash.update(`${policy} ${sha256 ?? 'refused'}\n`);
    for (const one of runs) hash.update(`${one.seed} ${'run' in one ? one.run.fingerprint : 'failed'}\n`);
  }
  return hash.digest('hex');
}
