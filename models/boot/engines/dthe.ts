/**
 * DTHE, the security engine of the AM26x and AM27x controllers. SHA-256: 248 Mbit/s in blocks of 512 B and 319 Mbit/s in blocks
 * of 32 KiB (AM273x), which is 3.7 us + n / 40 MB/s; SHA-512: 240 and 330 Mbit/s. Signatures: no figure for this family found;
 * those of AM64x stand in, assumed.
 */
import { assumed, published } from '../../parameter.ts';
import type { EngineDefinition } from '../engine.ts';

const sheet = 'TI MCU+ SDK data sheet AM273x: DTHE';
const keys = 'as AM64x (TI MCU+ SDK data sheet); no figure for AM26x found';

export const dthe = {
  name: 'dthe',
  origin: sheet,
  summary: 'DTHE of AM273x and AM263x: SHA-2 in hardware.',
  runsOn: 'unit',
  hashes: {
    sha256: { setup: published('3.7 us', sheet), rate: published('40.05 MB/s', sheet) },
    sha512: { setup: published('4.7 us', sheet), rate: published('41.5 MB/s', sheet) },
  },
  signatures: {
    'rsa-2048': assumed('114 us', keys),
    'rsa-4096': assumed('361 us', keys),
    'ecdsa-p256': assumed('1443 us', keys),
    'ecdsa-p384': assumed('2865 us', keys),
  },
} as const satisfies EngineDefinition;
