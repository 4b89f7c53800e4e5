/**
 * Paired runs of one claim on one description: the reference in which the varied VMs are idle, made once per seed and kept,
 * and runs of programs beside it. Streams are keyed by what a draw is for, ids by names, so two runs differ in what the
 * adversary did and in nothing else.
 */

import { recordKinds } from '../../models/records.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { Program } from '../../scenarios/injection-points.ts';
import { type Mechanisms, run } from '../../scenarios/run.ts';
import type { ClaimDefinition, Judgement } from './claim.ts';
import { RunColumns } from './run-columns.ts';
import type { ClaimContext } from './victim.ts';

export interface PairResult {
  readonly judgement: Judgement;
  /** Some action took effect or was refused by a mechanism, and the oracle judged something. */
  readonly effective: boolean;
  /** Per action: 0 took effect, 1 refused, 2 nothing to act on, 3 its instant never came. */
  readonly strikes: readonly number[];
  /** Of the adversary's run; empty unless asked for. */
  readonly fingerprint: string;
  /** Of the reference; empty unless asked for. */
  readonly reference: string;
}

export interface PairOptions {
  readonly horizonPs: number;
  readonly mechanisms?: Mechanisms;
  readonly fingerprints?: boolean;
}

export class PairRunner {
  readonly #ecu: EcuDescription;
  readonly #definition: ClaimDefinition;
  readonly context: ClaimContext;
  readonly #options: PairOptions;
  readonly #references = new Map<string, RunColumns>();
  readonly #referenceFingerprints = new Map<number, string>();
  readonly #columns: RunColumns;

  /** @param ecu what runs; weakened or not, the claim is that of `context` */
  constructor(ecu: EcuDescription, definition: ClaimDefinition, context: ClaimContext, options: PairOptions) {
    this.#ecu = ecu;
    this.#definition = definition;
    this.context = context;
    this.#options = options;
    this.#columns = new RunColumns(definition.needsLedger === true);
  }

  reference(seed: number, horizonPs = this.#options.horizonPs): RunColumns {
    const key = `${seed} ${horizonPs}`;
    let columns = this.#references.get(key);
    if (columns === undefined) {
      columns = new RunColumns(this.#definition.needsLedger === true);
      const fingerprint = this.#simulate(columns, [], seed, horizonPs, this.context.from);
      this.#referenceFingerprints.set(seed, fingerprint);
      this.#references.set(key, columns);
    }
    return columns;
  }

  /** The adversary is idle too: a claim that this violates says nothing about interference. */
  judgeReference(seed: number): Judgement {
    const reference = this.reference(seed);
    return this.#definition.judge({ run: reference, reference, program: [] }, this.context);
  }

  judge(program: Program, seed: number, horizonPs = this.#options.horizonPs): PairResult {
    const reference = this.reference(seed);
    const run = this.#columns;
    const fingerprint = this.#simulate(run, program, seed, horizonPs, []);
    const judgement = this.#definition.judge({ run, reference, program }, this.context);
    const strikes = strikesOf(run, program.length);
    const struck = program.length === 0 || strikes.some((strike) => strike <= 1);
    const referenceFingerprint = this.#referenceFingerprints.get(seed) ?? '';
    return {
      judgement,
      strikes,
      fingerprint,
      reference: referenceFingerprint,
      effective: struck && judgement.judged > 0,
    };
  }

  /** Records of the latest run of a program; the next run overwrites them. */
  get latest(): RunColumns {
    return this.#columns;
  }

  #simulate(into: RunColumns, program: Program, seed: number, horizonPs: number, idleVms: readonly string[]): string {
    into.clear(horizonPs);
    try {
      return run(this.#ecu, {
        seed,
        horizonPs,
        ledger: this.#definition.needsLedger === true,
        fingerprint: this.#options.fingerprints === true,
        keep: () => false,
        observers: [into],
        adversary: { program, idleVms, mechanisms: this.#options.mechanisms ?? {} },
      }).fingerprint;
    } catch (error) {
      into.failure = error instanceof Error ? error.message : String(error);
      return '';
    }
  }
}

function strikesOf(run: RunColumns, actions: number): number[] {
  const strikes = new Array<number>(actions).fill(3);
  for (let at = 0; at < run.size; at += 1)
    if (run.kind[at] === recordKinds.fault) strikes[run.item[at]!] = run.value[at]!;
  return strikes;
}
