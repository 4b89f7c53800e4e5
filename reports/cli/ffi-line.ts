/**
 * The line that makes a campaign again: the command itself, with everything that could change the result written out, the digest
 * of the description, and a digest of all verdicts and counterexamples that a repetition must find.
 */
import { createHash } from 'node:crypto';
import type { FfiFacts } from '../../analysis/ffi/ffi-fact.ts';
import { canonicalJson } from '../../scenarios/digest.ts';
import { formatCommandLine } from './bound-line.ts';
import type { FfiOrder } from './ffi-run.ts';
import { exactTime, hexDigits } from './replay-line.ts';

export function formatFfiLine(order: FfiOrder, sha256: string, facts: FfiFacts): string {
  const isPart = order.claims.length !== order.subject.ecu.claims.length;
  const options: (readonly [string, string])[] = [
    ['runs', String(order.runs)],
    ['horizon', exactTime(order.horizonPs)],
    ...(order.seed === null ? [] : [['seed', String(order.seed)] as const]),
    ...(order.guidedRounds > 0 ? [['guided', String(order.guidedRounds)] as const] : []),
    ...(isPart ? order.claims.map(({ name }) => ['claim', name] as const) : []),
    ['fp', ffiFingerprint(facts).slice(0, hexDigits)],
  ];
  return formatCommandLine({ command: 'ffi', ecu: order.name, sha256, overrides: order.overrides, options });
}

/** SHA-256 of the canonical JSON of all facts. */
export function ffiFingerprint(facts: FfiFacts): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex');
}
