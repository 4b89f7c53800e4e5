/** What a campaign found, as plain data: one verdict per claim with all that it rests on. Times are integer picoseconds. */

import type { Asil } from '../../scenarios/ecu.ts';
import type { FaultEffect, Program } from '../../scenarios/injection-points.ts';
import type { ControlResult } from './control-trial.ts';
import type { Counterexample } from './counterexample.ts';
import type { CoverageFacts } from './coverage.ts';
import type { ClaimPlan } from './plan.ts';
import type { EffectCount, RunRow } from './trial.ts';

export type FfiVerdict =
  | 'not_refuted'
  | 'refuted'
  | 'bounded'
  | 'measured'
  | 'vacuous'
  | 'masked'
  | 'invalid_control'
  | 'not_applicable'
  | 'not_executed';

export interface ClaimFacts {
  readonly id: string;
  readonly kind: string;
  readonly promise: string;
  readonly basis: string;
  readonly limits: string;
  readonly asil: Asil | null;
  readonly victim: string;
  readonly from: readonly string[];
  readonly level: string;
  readonly fttiPs: number | null;
  readonly rationale: string;
  readonly upholds: readonly string[];
  readonly effects: readonly string[];
  readonly verdict: FfiVerdict;
  /** Why, in one sentence. */
  readonly reason: string;
  readonly runs: number;
  readonly effectiveRuns: number;
  /** Upper bound of the probability that an effective program violates the claim; null unless not refuted. */
  readonly bound: number | null;
  /** The same for each fault effect by its own runs. */
  readonly effectCounts: Readonly<Record<string, EffectCount & { readonly bound: number }>>;
  /** Effects that no action here can have, with the reason. */
  readonly missingEffects: Readonly<Partial<Record<FaultEffect, string>>>;
  readonly worstMarginPs: number | null;
  readonly worstRun: number | null;
  readonly control: 'refuted' | 'not_refuted';
  readonly controls: readonly ControlResult[];
  /** Mildest weakening that was refuted, or null. */
  readonly resolution: string | null;
  readonly counterexample: Counterexample | null;
  readonly plan: ClaimPlan | null;
  readonly coverage: CoverageFacts | null;
  readonly guided: GuidedFacts | null;
  readonly rows: readonly RunRow[];
}

export interface GuidedFacts {
  readonly rounds: number;
  readonly runs: number;
  readonly refuted: boolean;
  readonly worstMarginPs: number | null;
  readonly program: Program;
}

export interface FfiFacts {
  readonly ecu: { readonly name: string; readonly sha256: string };
  readonly horizonPs: number;
  readonly claims: readonly ClaimFacts[];
  /** All 19, with the runs of all claims together. */
  readonly faultEffects: Readonly<Record<FaultEffect, EffectCount & { readonly reason: string }>>;
  /** Claims whose bound holds together: each of them has 0.05 / claims instead of 0.05. */
  readonly joint: { readonly claims: number; readonly bound: number } | null;
}
