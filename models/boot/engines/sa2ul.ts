/**
 * SA2UL, the security accelerator of the K3 family (AM64x), driven without an operating system in between. SHA-256: 176.6 Mbit/s
 * in blocks of 512 B and 1 592 Mbit/s in blocks of 32 KiB, which is 21 us + n / 228 MB/s; SHA-512: 2 042 Mbit/s at 32 KiB.
 */
import { published } from '../../parameter.ts';
import type { EngineDefinition } from '../engine.ts';

const sheet = 'TI MCU+ SDK data sheet AM64x: SA2UL';
const keys = 'TI MCU+ SDK data sheet AM64x: RSA and ECDSA operations per second';

export const sa2ul = {
  name: 'sa2ul',
  origin: sheet,
  summary: 'SA2UL of AM64x: SHA-2 and public keys in hardware.',
  runsOn: 'unit',
  hashes: {
    sha256: { setup: published('20.9 us', sheet), rate: published('228 MB/s', sheet) },
    sha512: { setup: published('20.9 us', sheet), rate: published('305 MB/s', sheet) },
  },
  signatures: {
    'rsa-2048': published('114 us', keys),
    'rsa-4096': published('361 us', keys),
    'ecdsa-p256': published('1443 us', keys),
    'ecdsa-p384': published('2865 us', keys),
  },
} as const satisfies EngineDefinition;
