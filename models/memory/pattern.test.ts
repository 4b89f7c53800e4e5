/** Laws of the pattern shelf, and what its members are known for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../engine/chance.ts';
import { noAccess } from './access.ts';
import type { PatternDefinition, PatternParameters } from './pattern.ts';
import { PatternSource } from './pattern-source.ts';
import { patterns } from './patterns.ts';

const base: PatternParameters = {
  sizeBytes: 4096,
  stepBytes: 64,
  writeThreshold: 0,
  hotBytes: 512,
  hotThreshold: 0.75 * 2 ** 32,
};
const all: readonly (readonly [string, PatternDefinition])[] = Object.entries(patterns);
const offsets = (
  definition: PatternDefinition,
  count: number,
  parameters: Partial<PatternParameters> = {},
): number[] => {
  const pattern = definition.create({ ...base, ...parameters }, stream(7, 'test'));
  return Array.from({ length: count }, (_, n) => pattern.offset(n));
};

describe.each(all)('%s', (name, definition) => {
  test('stays within its buffer, and access n does not depend on what was asked before', () => {
    const parameters = fc.record({
      sizeBytes: fc.integer({ min: 8, max: 100_000 }),
      stepBytes: fc.constantFrom(8, 64, 200),
      hotBytes: fc.constantFrom(8, 4096),
      writeThreshold: fc.constantFrom(0, 2 ** 31, 2 ** 32),
    });
    fc.assert(
      fc.property(parameters, fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 40 }), (changed, asked) => {
        const make = () => definition.create({ ...base, ...changed }, stream(7, 'test'));
        const [forwards, backwards] = [make(), make()];
        const answers = new Map(asked.map((n) => [n, [forwards.offset(n), forwards.write(n)]]));
        for (const n of [...asked].reverse()) expect([backwards.offset(n), backwards.write(n)]).toEqual(answers.get(n));
        for (const [offset] of answers.values()) expect(offset).toBeLessThan(Math.max(changed.sizeBytes, 64));
      }),
      { seed: 20260101, numRuns: 100 },
    );
    expect(definition.name).toBe(name);
  });

  test('writes as often as it is told to', () => {
    for (const share of [0, 0.25, 1]) {
      const pattern = definition.create({ ...base, writeThreshold: share * 2 ** 32 }, stream(7, 'test'));
      let writes = 0;
      for (let n = 0; n < 4000; n++) writes += pattern.write(n) ? 1 : 0;
      expect(Math.abs(writes / 4000 - share)).toBeLessThan(0.03);
    }
  });
});

test('chase visits every line once per pass, in scattered order', () => {
  for (const lines of [1, 2, 64, 100, 777]) {
    const visited = offsets(patterns.chase, 2 * lines, { sizeBytes: 64 * lines });
    expect(new Set(visited.slice(0, lines)).size).toBe(lines);
    expect(visited.slice(lines)).toEqual(visited.slice(0, lines));
    if (lines < 64) continue;
    const steps = visited.slice(1, lines).map((offset, i) => offset - visited[i]!);
    expect(new Set(steps).size).toBeGreaterThan(lines / 4);
  }
});

test('stream walks words, stride walks steps, and both begin again', () => {
  expect(offsets(patterns.stream, 4, { sizeBytes: 24 })).toEqual([0, 8, 16, 0]);
  expect(offsets(patterns.stride, 4, { sizeBytes: 300, stepBytes: 100 })).toEqual([0, 100, 200, 0]);
});

test('a working set goes to its hot part as often as it is told to', () => {
  const hot = offsets(patterns['working-set'], 8000).filter((offset) => offset < 512).length;
  // Three quarters by choice, and an eighth of the others by chance.
  expect(Math.abs(hot / 8000 - (0.75 + 0.25 / 8))).toBeLessThan(0.02);
});

test('a pattern as a program ends after its accesses', () => {
  const source = new PatternSource(patterns.chase.create(base, stream(7, 'test')), 500, 3);
  const access = noAccess();
  expect([source.next(access), source.next(access), source.next(access), source.next(access)]).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(access).toMatchObject({ gapPs: 500, dependent: true, fetch: false });
});
