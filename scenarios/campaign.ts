/**
 * Many runs in one way. A campaign is a list of run specifications, plain data with ids that are hashes of their content,
 * and a table of resolved descriptions by digest. Who executes them is injected: in this thread, in threads, on other
 * machines. Whatever the executor, however many lanes it has and in whatever order it finishes, the result is the same,
 * byte by byte: outcomes are kept at the place of their specification. A run that throws is an outcome like another.
 *
 * Nothing waits here: whoever executes calls back, so the same code serves the command line, a browser and a test.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { check } from '../engine/check.ts';
import { canonicalJson } from './digest.ts';
import type { EcuDescription } from './ecu.ts';

/** A description and how the user got it, which is what a replay line needs. */
export interface CampaignEcu {
  readonly description: EcuDescription;
  /** Name or path as the user gave it. */
  readonly name: string;
  /** `path=value`, in order. */
  readonly overrides: readonly string[];
}

/** One run as plain data. */
export interface RunSpecification {
  /** SHA-256 (64 hex digits) of the canonical JSON of everything below: equal content, equal id. */
  readonly id: string;
  /** Digest of the description; a key of `Campaign.ecus`. */
  readonly ecu: string;
  readonly seed: number;
  readonly horizonPs: number;
  /** What is kept of the run, a word that the owner of the executor knows: `league`. */
  readonly keep: string;
}

export interface Campaign {
  readonly ecus: Readonly<Record<string, CampaignEcu>>;
  readonly runs: readonly RunSpecification[];
}

/** What is asked for, before ids: one run of one ECU. */
export interface RunWish extends Omit<RunSpecification, 'id' | 'ecu'> {
  readonly ecu: CampaignEcu;
}

/** Equal wishes make one run; the order is that of the first of each. */
export function campaignOf(wishes: readonly RunWish[]): Campaign {
  const ecus: Record<string, CampaignEcu> = {};
  const runs = new Map<string, RunSpecification>();
  for (const { ecu, seed, horizonPs, keep } of wishes) {
    const digest = ecu.description.sha256;
    ecus[digest] ??= ecu;
    const content = { ecu: digest, seed, horizonPs, keep };
    const id = idOf(content);
    if (!runs.has(id)) runs.set(id, { id, ...content });
  }
  return { ecus, runs: [...runs.values()] };
}

/** Id of a run with this content. */
export function idOf(content: Omit<RunSpecification, 'id'>): string {
  const { ecu, seed, horizonPs, keep } = content;
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ ecu, seed, horizonPs, keep }))));
}

/** `Result` is plain data (what structured clone and JSON carry unchanged). */
export type Outcome<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly message: string };

/** What an executor gets: plain data, complete. */
export interface RunOrder {
  readonly specification: RunSpecification;
  readonly description: EcuDescription;
}

export interface Executor<Result> {
  /** How many runs it takes at a time, at least 1. */
  readonly lanes: number;
  /** Executes one run and calls `done` exactly once, before or after it returns. It never throws. */
  start(order: RunOrder, done: (outcome: Outcome<Result>) => void): void;
}

/** What a run leaves behind, computed from the order alone. */
export type RunWork<Result> = (order: RunOrder) => Result;

export interface CampaignResult<Result> {
  /** In the order of `Campaign.runs`; null where the campaign was stopped before. */
  readonly outcomes: readonly (Outcome<Result> | null)[];
  readonly isComplete: boolean;
}

export interface CampaignEvents<Result> {
  /** After each run that ended, done or failed. */
  readonly onProgress?: (ended: number, total: number) => void;
  /** Once: when all ended, or at once after `stop`. */
  readonly onEnd: (result: CampaignResult<Result>) => void;
}

export interface RunningCampaign {
  /** Starts no further run and ends now with what has ended; what comes in later is dropped. */
  stop(): void;
}

export function runCampaign<Result>(
  campaign: Campaign,
  executor: Executor<Result>,
  events: CampaignEvents<Result>,
): RunningCampaign {
  const progress = new CampaignProgress(campaign, executor, events);
  progress.feed();
  return { stop: () => progress.end() };
}

class CampaignProgress<Result> {
  readonly #campaign: Campaign;
  readonly #executor: Executor<Result>;
  readonly #events: CampaignEvents<Result>;
  readonly #outcomes: (Outcome<Result> | null)[];
  #next = 0;
  #ended = 0;
  #isFeeding = false;
  #isOver = false;

  constructor(campaign: Campaign, executor: Executor<Result>, events: CampaignEvents<Result>) {
    check(executor.lanes >= 1, `an executor has at least one lane, this one ${executor.lanes}`);
    this.#campaign = campaign;
    this.#executor = executor;
    this.#events = events;
    this.#outcomes = campaign.runs.map(() => null);
  }

  /** Fills free lanes. An executor that calls back at once is served by this loop, not by recursion. */
  feed(): void {
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    const { runs } = this.#campaign;
    while (!this.#isOver && this.#next < runs.length && this.#next - this.#ended < this.#executor.lanes) {
      const place = this.#next;
      this.#next += 1;
      const specification = runs[place]!;
      const description = this.#campaign.ecus[specification.ecu]?.description;
      check(description !== undefined, `run ${specification.id} names a description that its campaign does not hold`);
      this.#executor.start({ specification, description }, (outcome) => this.#take(place, outcome));
    }
    this.#isFeeding = false;
    if (this.#ended === runs.length) this.end();
  }

  #take(place: number, outcome: Outcome<Result>): void {
    if (this.#isOver) return;
    check(this.#outcomes[place] === null, `run ${this.#campaign.runs[place]!.id} ended twice`);
    this.#outcomes[place] = outcome;
    this.#ended += 1;
    this.#events.onProgress?.(this.#ended, this.#campaign.runs.length);
    this.feed();
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onEnd({ outcomes: this.#outcomes, isComplete: this.#ended === this.#campaign.runs.length });
  }
}

/**
 * Executes in this thread, one run after the other.
 * @param defer how to go on after a run: at once, or when the caller's loop has looked after other things
 */
export function inlineExecutor<Result>(
  work: RunWork<Result>,
  defer: (next: () => void) => void = (next) => next(),
): Executor<Result> {
  return { lanes: 1, start: (order, done) => defer(() => done(outcomeOf(() => work(order)))) };
}

/** Runs `compute`; what it throws becomes the outcome. */
export function outcomeOf<Result>(compute: () => Result): Outcome<Result> {
  try {
    return { kind: 'done', result: compute() };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
