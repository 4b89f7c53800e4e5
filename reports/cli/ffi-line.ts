/**
 * The line that makes a campaign again: the command itself, with everything that could change the result written out, the digest
 * of the description, and a digest of all verdicts and counterexamples that a repetition must find.
 */
import { createHash } from 'node:crypto';
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { canonicalJson } from '../../scenarios/digest.ts';
import type { FfiOrder } from './ffi-run.ts';
import { escapeWord, exactTime, hexDigits } from './replay-line.ts';

export function formatFfiLine(order: FfiOrder, sha256: string, facts: FfiFacts): string {
  const words = ['ffi', order.name, '--runs', String(order.runs), '--horizon', exactTime(order.horizonPs)];
  if (order.seed !== null) words.push('--seed', String(order.seed));
  if (order.guidedRounds > 0) words.push('--guided', String(order.guidedRounds));
  if (order.claims.length !== order.subject.ecu.claims.length)
    for (const { name } of order.claims) words.push('--claim', name);
  for (const override of order.overrides) words.push('--set', override);
  words.push('--ecu', sha256.slice(0, hexDigits), '--fp', ffiFingerprint(facts).slice(0, hexDigits));
  return `bulkhead replay "${words.map(escapeWord).join(' ')}"`;
}

/** SHA-256 of the canonical JSON of all facts. */
export function ffiFingerprint(facts: FfiFacts): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}
