/**
 * The socket of the shelf `engines/`: who computes hashes and checks signatures of boot images, and how fast. An engine is
 * either code of the core that runs the stage (it competes there like any code) or a unit of the chip that serves one request
 * at a time (requests of several guests queue there).
 *
 * A hash of n bytes takes setup + n / rate; both come from published throughputs at two block sizes (a straight line through
 * small and large blocks). Rates of code hold at the clock of the SoC sheet.
 */
import type { Sourced } from '../parameter.ts';

export const hashNames = ['sha256', 'sha384', 'sha512'] as const;
export type HashName = (typeof hashNames)[number];
export const signatureNames = ['rsa-2048', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384'] as const;
export type SignatureName = (typeof signatureNames)[number];

export interface EngineDefinition {
  readonly name: string;
  readonly origin: string;
  readonly summary: string;
  readonly runsOn: 'core' | 'unit';
  /** `setup`: a time; `rate`: bytes per second. SHA-384 is SHA-512 with a shorter result. */
  readonly hashes: Readonly<Record<'sha256' | 'sha512', { readonly setup: Sourced; readonly rate: Sourced }>>;
  /** Time of one verification. */
  readonly signatures: Readonly<Record<SignatureName, Sourced>>;
}
