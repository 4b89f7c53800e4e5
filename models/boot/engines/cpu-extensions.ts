/**
 * The SHA-2 instructions of Armv8-A on a Cortex-A53 at 1.4 GHz: 347 MB/s in blocks of 1 KiB and 578.6 MB/s in blocks of
 * 16 KiB, which is 1.26 us + n / 605 MB/s. The core has no instructions for SHA-512, so that is the plain code; signatures use
 * no special instructions either.
 */
import { assumed, published } from '../../parameter.ts';
import type { EngineDefinition } from '../engine.ts';

const guide = 'TI Processor SDK 12.0 performance guide, AM62P: OpenSSL with Arm cryptographic extensions';
const guess = 'order of magnitude of code on a Cortex-A53; no figure found';

export const cpuExtensions = {
  name: 'cpu-extensions',
  origin: guide,
  summary: 'SHA-2 instructions of a Cortex-A53 at 1.4 GHz.',
  runsOn: 'core',
  hashes: {
    sha256: { setup: published('1260 ns', guide), rate: published('605.5 MB/s', guide) },
    sha512: { setup: assumed('1906 ns', guess), rate: assumed('89.88 MB/s', `no instructions for it; ${guess}`) },
  },
  signatures: {
    'rsa-2048': assumed('400 us', guess),
    'rsa-4096': assumed('1500 us', guess),
    'ecdsa-p256': assumed('2 ms', guess),
    'ecdsa-p384': assumed('6 ms', guess),
  },
} as const satisfies EngineDefinition;
