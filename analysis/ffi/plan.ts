/**
 * What a campaign of one claim will do, fixed before its first run: seeds follow from the plan's own digest, so nobody can shop
 * for lucky ones; a seed that the user chose is told as chosen. Runs are independent: run i has the seed base + i, and the seed
 * of the simulated ECU is one of a few, taken from the same number.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../../scenarios/digest.ts';
import { generatorVersion } from './program-generator.ts';

export interface ClaimPlan {
  readonly claim: string;
  /** Digest of the description. */
  readonly ecu: string;
  readonly generator: number;
  readonly runs: number;
  readonly horizonPs: number;
  /** Seeds of the ECU itself that runs are spread over. */
  readonly ecuSeeds: readonly number[];
  /** Program seed of run 0, 0 to 2^32 - 1. */
  readonly base: number;
  readonly seedOrigin: 'plan' | 'chosen';
}

const seedCount = 4;

export function planOf(
  claim: string,
  ecu: { readonly sha256: string; readonly run: { readonly seed: number } },
  { runs, horizonPs, seed }: { runs: number; horizonPs: number; seed: number | null },
): ClaimPlan {
  const ecuSeeds = Array.from({ length: seedCount }, (_, n) => ecu.run.seed + n);
  const fixed = { claim, ecu: ecu.sha256, generator: generatorVersion, runs, horizonPs, ecuSeeds };
  const digest = bytesToHex(sha256(utf8ToBytes(canonicalJson(fixed))));
  const base = seed === null ? Number.parseInt(digest.slice(0, 8), 16) : seed % 2 ** 32;
  return { ...fixed, base, seedOrigin: seed === null ? 'plan' : 'chosen' };
}

export function programSeed({ base }: ClaimPlan, index: number): number {
  return (base + index) % 2 ** 32;
}

/** Spread by multiplication (Knuth's constant), so that neighbours do not follow each other. */
export function ecuSeedOf({ ecuSeeds }: ClaimPlan, seed: number): number {
  return ecuSeeds[(Math.imul(seed, 0x9e3779b1) >>> 16) % ecuSeeds.length]!;
}
