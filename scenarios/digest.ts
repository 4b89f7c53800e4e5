/**
 * Identity of a description: SHA-256 of its canonical JSON (as RFC 8785: keys sorted by code units, numbers as ECMAScript
 * writes them, no white space), without what does not change a result: where the file came from, and warnings.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { EcuDescription } from './ecu.ts';

/** Lower-case hex, 64 digits. */
export function digestOf(ecu: Omit<EcuDescription, 'origin' | 'warnings' | 'sha256'>): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(ecu))));
}

/** JSON with sorted keys; keys without value (`undefined`) are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}
