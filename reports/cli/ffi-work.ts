/**
 * Pieces of a campaign of claims as runs of a campaign: a batch of paired runs, or one negative control. What is to be done
 * stands as JSON in the word of the specification, so that a thread needs nothing else, and equal pieces have equal ids.
 */
import { type ControlResult, tryControl } from '../../analysis/ffi/control-trial.ts';
import type { ClaimPlan } from '../../analysis/ffi/plan.ts';
import { nominalViolation } from '../../analysis/ffi/refute.ts';
import { type BatchResult, prepare, Trial } from '../../analysis/ffi/trial.ts';
import type { RunOrder } from '../../scenarios/campaign.ts';
import { canonicalJson } from '../../scenarios/digest.ts';
import type { EcuDescription } from '../../scenarios/ecu.ts';

export const ffiWord = 'ffi ';

export type FfiPiece =
  | {
      readonly kind: 'batch';
      readonly plan: ClaimPlan;
      readonly from: number;
      readonly count: number;
      readonly keepRows: boolean;
    }
  | {
      readonly kind: 'control';
      readonly plan: ClaimPlan;
      readonly weakening: string;
      /** The weakened description; null: the intact one, with a mechanism off. */
      readonly weakened: EcuDescription | null;
      readonly mostRuns: number;
    };

export type FfiPieceResult =
  | { readonly kind: 'batch'; readonly batch: BatchResult }
  | { readonly kind: 'control'; readonly control: ControlResult };

export function ffiWordOf(piece: FfiPiece): string {
  return ffiWord + canonicalJson(piece);
}

/** A thread works on few claims for long: what is prepared for one is kept for its next batch. */
let latest: { readonly key: string; readonly trial: Trial } | null = null;

export function measureFfi({ description, specification }: RunOrder): FfiPieceResult {
  const piece = JSON.parse(specification.keep.slice(ffiWord.length)) as FfiPiece;
  const { plan } = piece;
  const claim = description.claims.find(({ name }) => name === plan.claim)!;
  const prepared = prepare(description, claim);
  if ('verdict' in prepared) throw new Error(`claim ${plan.claim} cannot be tried: ${prepared.reason}`);
  if (piece.kind === 'control') {
    const { weakening, weakened, mostRuns } = piece;
    return {
      kind: 'control',
      control: tryControl(prepared, description, weakened ?? description, weakening, plan, mostRuns),
    };
  }
  const key = `${canonicalJson(plan)} ${piece.keepRows}`;
  if (latest?.key !== key)
    latest = { key, trial: new Trial(prepared, description, plan, { fingerprints: piece.keepRows }) };
  const { trial } = latest;
  const nominal = piece.from === 0 ? nominalViolation(trial) : null;
  return { kind: 'batch', batch: nominal ?? trial.batch(piece.from, piece.count, piece.keepRows) };
}
