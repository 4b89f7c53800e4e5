/**
 * The crypto accelerator of AM62P behind OpenSSL and the Linux driver, in requests of 16 KiB: 272.5 MB/s, the
 * cost of a request (32 us) included. In requests of 1 KiB it reaches 30.2 MB/s only; loaders do not do that. Signatures: the public-key unit of the same family (AM64x).
 */
import { published } from '../../parameter.ts';
import type { EngineDefinition } from '../engine.ts';

const guide = 'TI Processor SDK 12.0 performance guide, AM62P: OpenSSL with accelerator, 16 KiB';
const keys = 'TI MCU+ SDK data sheet AM64x: RSA and ECDSA operations per second';

export const am62pAccelerator = {
  name: 'am62p-accelerator',
  origin: guide,
  summary: 'The crypto accelerator of AM62P through OpenSSL.',
  runsOn: 'unit',
  hashes: {
    sha256: { setup: published('0 us', guide), rate: published('272.5 MB/s', guide) },
    sha512: { setup: published('0 us', guide), rate: published('272.5 MB/s', `${guide}; SHA-256`) },
  },
  signatures: {
    'rsa-2048': published('114 us', keys),
    'rsa-4096': published('361 us', keys),
    'ecdsa-p256': published('1443 us', keys),
    'ecdsa-p384': published('2865 us', keys),
  },
} as const satisfies EngineDefinition;
