import { describe, expect, it } from 'vitest';
import { psPer } from '../../engine/time.ts';
import type { HashName } from './engine.ts';
import { engineOf, engines, hashPs, signaturePs } from './engines.ts';

/** MB/s of one hash of `bytes`. */
const rate = (engine: string, hash: HashName, bytes: number) =>
  bytes / 1e6 / (hashPs(engineOf(engine), hash, bytes) / psPer.s);

describe('engines', () => {
  it.each([
    // Engine, hash, block in bytes, published throughput in MB/s.
    ['software', 'sha256', 1024, 77.0],
    ['software', 'sha256', 16384, 88.95],
    ['cpu-extensions', 'sha256', 1024, 347],
    ['cpu-extensions', 'sha256', 16384, 578.6],
    ['am62p-accelerator', 'sha256', 16384, 272.5],
    ['sa2ul', 'sha256', 512, 176.6 / 8],
    ['sa2ul', 'sha256', 32768, 1592 / 8],
    ['sa2ul', 'sha512', 32768, 2042 / 8],
    ['dthe', 'sha256', 512, 248 / 8],
    ['dthe', 'sha256', 32768, 319 / 8],
    ['dthe', 'sha512', 512, 240 / 8],
    ['dthe', 'sha512', 32768, 330 / 8],
  ] as const)('%s, %s in blocks of %i B: %f MB/s, as published, within 2 %%', (engine, hash, bytes, published) => {
    expect(Math.abs(rate(engine, hash, bytes) / published - 1)).toBeLessThan(0.02);
  });

  it('check an image of 18 MB in the times that follow from those figures: 31 ms, 66 ms, 202 ms', () => {
    expect(hashPs(engines['cpu-extensions'], 'sha256', 18e6) / 1e9).toBeCloseTo(30, 0);
    expect(hashPs(engines['am62p-accelerator'], 'sha256', 18e6) / 1e9).toBeCloseTo(66, 0);
    expect(hashPs(engines.software, 'sha256', 18e6) / 1e9).toBeCloseTo(200, 0);
  });

  it('verify 2 770 RSA-4096 and 693 P-256 signatures per second on SA2UL', () => {
    expect(psPer.s / signaturePs(engines.sa2ul, 'rsa-4096')).toBeCloseTo(2770, -1);
    expect(psPer.s / signaturePs(engines.sa2ul, 'ecdsa-p256')).toBeCloseTo(693, 0);
  });

  it('take the figures of SA2UL for a unit of the chip that is none on the shelf, and code where none is named', () => {
    expect(engineOf('crypto')).toBe(engines.sa2ul);
    expect(engineOf(null)).toBe(engines.software);
  });
});
