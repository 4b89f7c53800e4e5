/**
 * Laws of the execution shelf: what every member must keep, for all legal parameters as they stand in files.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Demand, ExecutionDefinition } from './execution.ts';

const runs = { seed: 20260101, numRuns: 100 };
const draws = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const strata = 2048;

export function demandOf(definition: ExecutionDefinition, file: unknown): Demand {
  return definition.create(definition.parameters.parse(file) as never);
}

/** Registers the laws as tests of one member; `files` generates its parameters as they stand in files. */
export function executionLaws(definition: ExecutionDefinition, files: fc.Arbitrary<unknown>): void {
  it('stays within [min, max] in whole picoseconds', () => {
    const property = fc.property(files, draws, (file, draw) => {
      const { quantilePs, minPs, maxPs } = demandOf(definition, file);
      const ps = quantilePs(draw);
      expect(Number.isSafeInteger(ps)).toBe(true);
      expect(ps).toBeGreaterThanOrEqual(minPs);
      expect(ps).toBeLessThanOrEqual(maxPs);
    });
    fc.assert(property, runs);
  });

  it('is monotone in the draw', () => {
    const property = fc.property(files, fc.array(draws, { minLength: 2, maxLength: 40 }), (file, some) => {
      const { quantilePs } = demandOf(definition, file);
      const sorted = [...some].sort((a, b) => a - b).map((draw) => quantilePs(draw));
      expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
    });
    fc.assert(property, runs);
  });

  it('reaches both ends', () => {
    const property = fc.property(files, (file) => {
      const { quantilePs, minPs, maxPs } = demandOf(definition, file);
      const width = maxPs - minPs;
      expect(quantilePs(0) - minPs).toBeLessThanOrEqual(width * 0.01 + 1);
      expect(maxPs - quantilePs(2 ** 32 - 1)).toBeLessThanOrEqual(width * 0.01 + 1);
    });
    fc.assert(property, runs);
  });

  it('has the mean that it declares, within 0.5 % of its width', () => {
    const property = fc.property(files, (file) => {
      const { quantilePs, meanPs, minPs, maxPs } = demandOf(definition, file);
      let sum = 0;
      for (let i = 0; i < strata; i++) sum += quantilePs(Math.floor(((i + 0.5) * 2 ** 32) / strata));
      expect(Math.abs(sum / strata - meanPs)).toBeLessThanOrEqual((maxPs - minPs) * 0.005 + 1);
    });
    fc.assert(property, runs);
  });

  it('is the same function whoever asks: two demands of one file agree', () => {
    const property = fc.property(files, draws, (file, draw) => {
      expect(demandOf(definition, file).quantilePs(draw)).toBe(demandOf(definition, file).quantilePs(draw));
    });
    fc.assert(property, runs);
  });
}
