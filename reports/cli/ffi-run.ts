/**
 * From an order to the facts of a campaign of claims. Two rounds: first a batch of every claim, to see what breaks at once; then
 * the other batches and the negative controls of what still stands. Results are put together in the order of the plan, and
 * what ran beyond a first violation is left out, so the number of threads changes nothing.
 */

import type { ControlResult } from '../../analysis/ffi/control-trial.ts';
import { shrunkFinding } from '../../analysis/ffi/counterexample.ts';
import type { ClaimFacts, FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { guidedSearch } from '../../analysis/ffi/guided.ts';
import { type PairStory, pairStory } from '../../analysis/ffi/pair-story.ts';
import { type ClaimPlan, planOf } from '../../analysis/ffi/plan.ts';
import {
  batchSize,
  campaignFacts,
  mostControlRuns,
  type Subject,
  triedPairs,
  weakeningsOf,
} from '../../analysis/ffi/refute.ts';
import { type BatchResult, type Prepared, prepare, Trial } from '../../analysis/ffi/trial.ts';
import { claimFacts, countedBatches, untried } from '../../analysis/ffi/verdict-of-claim.ts';
import { type CampaignEcu, campaignOf, idOf, type Outcome, runCampaign } from '../../scenarios/campaign.ts';
import type { Claim } from '../../scenarios/ecu.ts';
import { Interrupted } from './command.ts';
import { type FfiPiece, type FfiPieceResult, ffiWordOf } from './ffi-work.ts';
import type { Host } from './host.ts';
import { threadPool } from './threads.ts';

export interface FfiOrder {
  readonly subject: Subject;
  readonly name: string;
  readonly overrides: readonly string[];
  readonly claims: readonly Claim[];
  readonly runs: number;
  readonly horizonPs: number;
  readonly seed: number | null;
  readonly keepRows: boolean;
  /** Rounds of the guided search after the random runs; 0: none. */
  readonly guidedRounds: number;
}

export interface FinishedFfi {
  readonly facts: FfiFacts;
  /** Two runs side by side, one for each refuted claim. */
  readonly stories: Readonly<Record<string, PairStory>>;
  /** Pairs of runs of all batches. */
  readonly pairs: number;
  readonly elapsedMs: number;
}

interface Entry {
  readonly claim: Claim;
  readonly prepared: Prepared;
  readonly plan: ClaimPlan;
  readonly batches: BatchResult[];
  readonly controls: ControlResult[];
}

/** @throws Interrupted when the user stopped it */
export async function runFfi(
  order: FfiOrder,
  workers: number,
  onProgress: (ended: number, total: number) => void,
  host: Host,
): Promise<FinishedFfi> {
  const { ecu } = order.subject;
  const begunMs = host.nowMs();
  const stories: Record<string, PairStory> = {};
  const slots: (ClaimFacts | Entry)[] = order.claims.map((claim) => {
    const prepared = prepare(ecu, claim);
    if ('verdict' in prepared) return untried(ecu, claim, prepared.verdict, prepared.reason);
    return { claim, prepared, plan: planOf(claim.name, ecu, order), batches: [], controls: [] };
  });
  const entries = slots.filter((slot): slot is Entry => 'prepared' in slot);
  const pool = await threadPool<FfiPieceResult>(workers);
  const execute = (pieces: readonly FfiPiece[]) => executed(order, pieces, pool.executor, onProgress, host);
  try {
    const first = await execute(entries.map((entry) => batchPiece(order, entry, 0)));
    for (const [place, entry] of entries.entries()) entry.batches.push(batchOf(first[place]!));
    const standing = entries.filter(({ batches }) => batches[0]!.violation === null);
    const wanted = standing.flatMap((entry) => [
      ...restOf(order, entry).map((piece) => ({ entry, piece })),
      ...controlPieces(order, entry).map((piece) => ({ entry, piece })),
    ]);
    const results = await execute(wanted.flatMap(({ piece }) => (isRejected(piece) ? [] : [piece])));
    let next = 0;
    for (const { entry, piece } of wanted) {
      if (isRejected(piece)) entry.controls.push(piece.rejected);
      else {
        const result = results[next++]!;
        if (result.kind === 'batch') entry.batches.push(result.batch);
        else entry.controls.push(result.control);
      }
    }
  } finally {
    await pool.close();
  }
  const facts = slots.map((slot) => ('prepared' in slot ? finished(order, slot, stories) : slot));
  const pairs = entries.reduce((sum, { batches }) => sum + batches.reduce((all, { ran }) => all + ran, 0), 0);
  return { facts: campaignFacts(ecu, order.horizonPs, facts), stories, pairs, elapsedMs: host.nowMs() - begunMs };
}

function finished({ subject, guidedRounds }: FfiOrder, entry: Entry, stories: Record<string, PairStory>): ClaimFacts {
  const { claim, prepared, plan, batches } = entry;
  const trial = new Trial(prepared, subject.ecu, plan);
  const random = countedBatches(batches).at(-1)?.violation ?? null;
  const guided = random === null && guidedRounds > 0 ? guidedSearch(trial, batches, guidedRounds) : null;
  const violation = random ?? guided?.violation ?? null;
  const counterexample = violation === null ? null : shrunkFinding(trial, violation);
  if (counterexample !== null) stories[claim.name] = pairStory(trial, counterexample);
  const controls = counterexample === null ? upToRefuted(entry.controls) : [];
  const isOpen = counterexample === null && !controls.some(({ outcome }) => outcome === 'refuted');
  return claimFacts(subject.ecu, prepared, {
    plan,
    batches,
    controls,
    pairedControl: isOpen ? triedPairs(subject, prepared, plan) : null,
    counterexample,
    guided: guided?.facts ?? null,
  });
}

/** Coarser weakenings than the first refuted one say nothing more; threads may have tried them all the same. */
function upToRefuted(controls: readonly ControlResult[]): readonly ControlResult[] {
  const first = controls.findIndex(({ outcome }) => outcome === 'refuted');
  return first === -1 ? controls : controls.slice(0, first + 1);
}

function batchPiece({ keepRows }: FfiOrder, { plan }: Entry, from: number): FfiPiece {
  return { kind: 'batch', plan, from, count: Math.min(batchSize, plan.runs - from), keepRows };
}

function restOf(order: FfiOrder, entry: Entry): FfiPiece[] {
  const pieces: FfiPiece[] = [];
  for (let from = batchSize; from < entry.plan.runs; from += batchSize) pieces.push(batchPiece(order, entry, from));
  return pieces;
}

interface Rejected {
  readonly rejected: ControlResult;
}

function isRejected(piece: FfiPiece | Rejected): piece is Rejected {
  return 'rejected' in piece;
}

function controlPieces({ subject }: FfiOrder, { prepared, plan }: Entry): (FfiPiece | Rejected)[] {
  const mostRuns = Math.min(plan.runs, mostControlRuns);
  return weakeningsOf(prepared).map((weakening) => {
    if (weakening.startsWith('mechanisms.')) return { kind: 'control', plan, weakening, weakened: null, mostRuns };
    const weakened = subject.weaken([weakening]);
    if (typeof weakened !== 'string') return { kind: 'control', plan, weakening, weakened, mostRuns };
    const outcome = 'rejected' as const;
    const ecuSeed = plan.ecuSeeds[0]!;
    return { rejected: { weakening, outcome, reason: weakened, run: -1, program: [], judgement: null, ecuSeed } };
  });
}

function batchOf(result: FfiPieceResult): BatchResult {
  if (result.kind !== 'batch') throw new Error('a batch was asked for and a control came');
  return result.batch;
}

async function executed(
  { subject, name, overrides, horizonPs }: FfiOrder,
  pieces: readonly FfiPiece[],
  executor: Awaited<ReturnType<typeof threadPool<FfiPieceResult>>>['executor'],
  onProgress: (ended: number, total: number) => void,
  host: Host,
): Promise<FfiPieceResult[]> {
  const ecu: CampaignEcu = { description: subject.ecu, name, overrides };
  const seed = subject.ecu.run.seed;
  const wishes = pieces.map((piece) => ({ ecu, seed, horizonPs, keep: ffiWordOf(piece) }));
  const campaign = campaignOf(wishes);
  let stopListening = (): void => {};
  try {
    const outcomes = await new Promise<readonly (Outcome<FfiPieceResult> | null)[]>((resolve) => {
      const running = runCampaign(campaign, executor, { onProgress, onEnd: (result) => resolve(result.outcomes) });
      stopListening = host.onInterrupt(() => running.stop());
    });
    const byId = new Map(campaign.runs.map(({ id }, place) => [id, outcomes[place]]));
    return wishes.map(({ keep }) => {
      const outcome = byId.get(idOf({ ecu: subject.ecu.sha256, seed, horizonPs, keep }));
      if (outcome === null || outcome === undefined) throw new Interrupted('interrupted; nothing was written');
      if (outcome.kind === 'failed') throw new Error(outcome.message);
      return outcome.result;
    });
  } finally {
    stopListening();
  }
}
