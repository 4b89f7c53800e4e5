/** The shelf of SoC sheets: every member passes the schema of the shelf, and its caches can exist. */
import { describe, expect, it } from 'vitest';
import { parseQuantity } from '../models/parameter.ts';
import { type SocSheet, socSheetSchema } from './soc.ts';
import { socs } from './socs.ts';

describe.each(Object.entries<SocSheet>(socs))('sheet %s', (name, sheet) => {
  it('is complete, with units, sources and grades', () => {
    expect(socSheetSchema.safeParse(sheet).error?.issues ?? []).toEqual([]);
    expect(sheet.name).toBe(name);
  });

  it('has caches of known cores whose sets are a power of two', () => {
    for (const [cache, { cores, size, ways, line }] of Object.entries(sheet.caches)) {
      for (const type of cores.value) expect(Object.keys(sheet.cores), cache).toContain(type);
      const bytes = parseQuantity('size', size.value) as number;
      const sets = bytes / ways.value / (parseQuantity('size', line.value) as number);
      expect(Number.isInteger(Math.log2(sets)), `${cache} has ${sets} sets`).toBe(true);
    }
  });
});
