/** The shelf of hash and signature engines: one line per engine. Code of the core is `software` or `cpu-extensions`. */

import { check } from '../../engine/check.ts';
import { mulDivCeil, psPer } from '../../engine/time.ts';
import { parseQuantity } from '../parameter.ts';
import type { EngineDefinition, HashName, SignatureName } from './engine.ts';
import { am62pAccelerator } from './engines/am62p-accelerator.ts';
import { cpuExtensions } from './engines/cpu-extensions.ts';
import { dthe } from './engines/dthe.ts';
import { sa2ul } from './engines/sa2ul.ts';
import { software } from './engines/software.ts';

export const engines = {
  'am62p-accelerator': am62pAccelerator,
  'cpu-extensions': cpuExtensions,
  dthe,
  sa2ul,
  software,
} as const satisfies Record<string, EngineDefinition>;

/** What a stage uses that names none. */
export const defaultEngine = 'software';
/** Whose figures stand for an accelerator of the SoC that has no published ones. */
export const standIn = 'sa2ul';

/** The engine of that name; an accelerator of the SoC that is none on the shelf takes the figures of `sa2ul`. */
export function engineOf(name: string | null): EngineDefinition {
  if (name === null) return engines[defaultEngine];
  return Object.hasOwn(engines, name) ? engines[name as keyof typeof engines] : engines[standIn];
}

/** Set-up in ps and rate in bytes/s of a hash. */
export function hashTiming(engine: EngineDefinition, hash: HashName): { setupPs: number; bytesPerS: number } {
  const { setup, rate } = engine.hashes[hash === 'sha256' ? 'sha256' : 'sha512'];
  return { setupPs: numberOf('time', setup.value), bytesPerS: numberOf('rate', rate.value) };
}

/** Time of one hash of `bytes`, rounded up. */
export function hashPs(engine: EngineDefinition, hash: HashName, bytes: number): number {
  const { setupPs, bytesPerS } = hashTiming(engine, hash);
  return setupPs + mulDivCeil(bytes, psPer.s, bytesPerS);
}

export function signaturePs(engine: EngineDefinition, signature: SignatureName): number {
  return numberOf('time', engine.signatures[signature].value);
}

function numberOf(kind: 'time' | 'rate', text: string): number {
  const value = parseQuantity(kind, text);
  check(typeof value === 'number', 'an engine sheet holds quantities that can be read');
  return value;
}
