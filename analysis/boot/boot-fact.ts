/**
 * What analysis says of one boot: plain data (JSON), integer picoseconds from power-on, names as in the ECU file. `null` is
 * "did not happen" or "none", never zero.
 */
import type { StagePartName } from '../../models/records.ts';
import type { Asil, Provenance, Warning } from '../../scenarios/ecu.ts';
import type { EcuFact, RequirementFact, Verdict } from '../fact.ts';

/** One part of a stage: own work and what it waited. */
export interface BootPartFact {
  readonly name: StagePartName;
  readonly startPs: number;
  readonly endPs: number;
  /** Time in which its doer worked for it; the rest it waited: for its turn, its core, its budget. */
  readonly workPs: number;
  /** Medium or engine, or null: code. */
  readonly unit: string | null;
}

export interface BootStageFact {
  readonly stage: string;
  /** The guest that it brings up, or null. */
  readonly vm: string | null;
  readonly asil: Asil | null;
  /** Core of a stage without a guest. */
  readonly pcpu: number | null;
  readonly after: readonly string[];
  readonly loadBytes: number;
  /** All that it waits for has ended; null: never. */
  readonly readyPs: number | null;
  /** It has its core. */
  readonly begunPs: number | null;
  readonly endPs: number | null;
  readonly failed: 'refused' | 'missing' | 'unreadable' | null;
  readonly parts: readonly BootPartFact[];
  /** How much later it may end before some milestone moves, all else equal; null: no milestone waits for it. */
  readonly slackPs: number | null;
  /** Stages and guests that used what it waited for, while it waited. */
  readonly delayedBy: readonly string[];
}

/** A piece of a critical path: a stage, or the first job of the milestone's task. Pieces follow each other without a gap. */
export interface PathPiece {
  readonly stage: string;
  readonly vm: string | null;
  readonly startPs: number;
  readonly endPs: number;
}

/** Where the time of a path went; sums to the milestone's time exactly. */
export interface PathShares {
  readonly storagePs: number;
  readonly cryptoPs: number;
  readonly cpuPs: number;
  readonly waitingPs: number;
}

export interface MilestoneFact {
  readonly name: string;
  readonly vm: string | null;
  /** Task (`vm/task`) or stage. */
  readonly of: string;
  readonly atPs: number | null;
  /** The strictest requirement on it, if any. */
  readonly requirement: string | null;
  readonly limitPs: number | null;
  readonly verdict: Verdict;
  readonly path: readonly PathPiece[];
  readonly shares: PathShares;
}

/** A lane of the chart: share of each bin that somebody used a core. */
export interface CoreLane {
  readonly pcpu: string;
  /** [vm][bin] in the order of `BootFacts.vms`; last row: loaders, firmware, hypervisor. */
  readonly shares: readonly (readonly number[])[];
}

export interface UnitLane {
  readonly unit: string;
  readonly kind: 'medium' | 'engine';
  readonly intervals: readonly { readonly startPs: number; readonly endPs: number; readonly stage: string }[];
}

/** What one boot shows by itself. */
export interface BootTimeline {
  readonly endedAtPs: number;
  readonly fingerprint: string;
  readonly stages: readonly BootStageFact[];
  readonly milestones: readonly MilestoneFact[];
  readonly binPs: number;
  readonly cores: readonly CoreLane[];
  readonly units: readonly UnitLane[];
}

export interface TrustFinding {
  /** Kind in a word: `unverified`, `used-before-verified`, `rollback`, ... */
  readonly kind: string;
  readonly stage: string;
  readonly finding: string;
  /** A hole lets a changed or old image run unnoticed; a note is worth knowing. */
  readonly weight: 'hole' | 'note';
}

/** The last milestone with and without the hypervisor. */
export interface OverheadFact {
  readonly milestone: string;
  readonly hypervisorPs: number;
  /** No hypervisor stage, no cost of its mechanisms; the same shares of time. */
  readonly barePs: number;
  readonly ratio: number;
  /** Like bare, and no budget is enforced: every guest has its cores as far as others leave them. */
  readonly withoutBudgetsPs: number | null;
  readonly hypervisorStage: string | null;
}

export interface LeverDelta {
  readonly milestone: string;
  readonly atPs: number | null;
  /** Negative: won. */
  readonly deltaPs: number | null;
}

export interface WhatIfFact {
  /** Names joined by ` + ` for a combination. */
  readonly lever: string;
  readonly summary: string;
  /** `path=value`, for `--set`. */
  readonly overrides: readonly string[];
  readonly deltas: readonly LeverDelta[];
  /** Milestones that came later though every stage only got faster: a scheduling anomaly. */
  readonly anomalies: readonly string[];
  /** Why it could not be tried. */
  readonly refused: string | null;
}

export interface FaultEffect {
  readonly milestone: string;
  readonly atPs: number | null;
  /** Against the boot without fault; null when it is never reached. */
  readonly deltaPs: number | null;
  readonly verdict: Verdict;
}

export interface BootFaultFact {
  readonly fault: string;
  readonly stage: string;
  /** What happens: refused, runs unnoticed, never ends, ... */
  readonly reaction: string;
  /** From power-on to the reaction; null: nobody notices. */
  readonly detectedAtPs: number | null;
  /** From the start of the faulty stage. */
  readonly reactionPs: number | null;
  readonly effects: readonly FaultEffect[];
  /** Guests with an ASIL whose limits still hold / do not. */
  readonly asilHolds: boolean;
}

export interface BootFacts extends BootTimeline {
  readonly ecu: EcuFact;
  readonly seed: number;
  readonly vms: readonly { readonly vm: string; readonly asil: Asil }[];
  readonly requirements: readonly RequirementFact[];
  readonly overhead: OverheadFact | null;
  readonly trust: readonly TrustFinding[];
  readonly whatIf: readonly WhatIfFact[];
  readonly faults: readonly BootFaultFact[];
  readonly provenance: readonly Provenance[];
  readonly warnings: readonly Warning[];
}
