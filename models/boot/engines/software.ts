/**
 * Plain C code on a Cortex-A53 at 1.4 GHz: what a loader without crypto instructions does. Hash: 77.0 MB/s in blocks of 1 KiB
 * and 88.95 MB/s in blocks of 16 KiB, which is 1.9 us + n / 89.9 MB/s. No published figure for signatures in plain C on this
 * core was found: orders of magnitude, assumed. They are small beside the hash of an image.
 */
import { assumed, published } from '../../parameter.ts';
import type { EngineDefinition } from '../engine.ts';

const guide = 'TI Processor SDK 12.0 performance guide, AM62P: OpenSSL, software';
const guess = 'order of magnitude of plain C on a Cortex-A53; no figure found';

export const software = {
  name: 'software',
  origin: guide,
  summary: 'Plain C on a Cortex-A53 at 1.4 GHz.',
  runsOn: 'core',
  hashes: {
    sha256: { setup: published('1906 ns', guide), rate: published('89.88 MB/s', guide) },
    sha512: { setup: assumed('1906 ns', guess), rate: assumed('89.88 MB/s', `as SHA-256; ${guess}`) },
  },
  signatures: {
    'rsa-2048': assumed('400 us', guess),
    'rsa-4096': assumed('1500 us', guess),
    'ecdsa-p256': assumed('2 ms', guess),
    'ecdsa-p384': assumed('6 ms', guess),
  },
} as const satisfies EngineDefinition;
