import { describe, expect, it } from 'vitest';
import { checksums, type Delays, hex, Phold } from './phold.ts';

describe('the kernel takes the events of PHOLD in the one right order', () => {
  for (const [cell, { at100k }] of Object.entries(checksums)) {
    const [delays, size] = cell.split('/') as [Delays, string];
    if (at100k === undefined || Number(size) > 100_000) continue;
    it(`${cell}: the published checksum after 100 000 events`, () => {
      const phold = new Phold(Number(size), delays);
      phold.run(100_000);
      expect(hex(phold.processes.at100k)).toBe(at100k);
    });
  }

  it('M/1024: the published checksum after 1 000 000 events', () => {
    const phold = new Phold(1024, 'M');
    phold.run(1_000_000);
    expect(hex(phold.processes.at1M)).toBe(checksums['M/1024']!.at1M);
  });
});
