/** The execution shelf: the laws over all members, and what is particular to each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandOf, executionLaws } from './execution.laws.ts';
import type { ExecutionDefinition } from './execution.ts';
import { executions } from './executions.ts';

const ns = (value: number) => `${value} ns`;
const ascending = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 20_000_000 }), { minLength: length, maxLength: length })
    .map((values) => values.sort((a, b) => a - b));

const isLegal = (definition: ExecutionDefinition) => (file: unknown) => definition.parameters.safeParse(file).success;

/** Parameters of every member as they stand in files: a member without an entry does not compile. */
const files: Readonly<Record<keyof typeof executions, fc.Arbitrary<unknown>>> = {
  fixed: fc.record({ time: fc.integer({ min: 0, max: 1e9 }).map(ns) }),
  uniform: ascending(2).map(([min, max]) => ({ min: ns(min!), max: ns(max!) })),
  triangular: ascending(3).map(([min, mode, max]) => ({ min: ns(min!), mode: ns(mode!), max: ns(max!) })),
  weibull: ascending(3)
    .map(([min, mean, max]) => ({ min: ns(min!), mean: ns(mean!), max: ns(max!) }))
    .filter(isLegal(executions.weibull)),
  histogram: fc
    .tuple(
      fc.integer({ min: 1, max: 8 }).chain((n) => ascending(2 * n)),
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 8, maxLength: 8 }),
    )
    .map(([edges, weights]) => ({
      bins: Array.from({ length: edges.length / 2 }, (_, i) => ({
        min: ns(edges[2 * i]!),
        max: ns(edges[2 * i + 1]!),
        weight: weights[i]!,
      })),
    })),
};

describe.each(Object.entries<ExecutionDefinition>(executions))('execution %s', (name, definition) => {
  it('bears its own name', () => expect(definition.name).toBe(name));
  executionLaws(definition, files[name as keyof typeof executions]);
});

const quantile = (definition: ExecutionDefinition, file: unknown, share: number) =>
  demandOf(definition, file).quantilePs(Math.floor(share * 2 ** 32));

describe('shapes', () => {
  it('uniform has its median in the middle', () => {
    expect(quantile(executions.uniform, { min: '1 ms', max: '3 ms' }, 0.5) / 1e9).toBeCloseTo(2, 3);
  });

  it('triangular has the textbook quartiles', () => {
    // F(x) = x^2 / 2 on [0, 1], 1 - (2 - x)^2 / 2 on [1, 2].
    const file = { min: '0 s', mode: '1 s', max: '2 s' };
    expect(quantile(executions.triangular, file, 0.125) / 1e12).toBeCloseTo(0.5, 3);
    expect(quantile(executions.triangular, file, 0.875) / 1e12).toBeCloseTo(1.5, 3);
  });

  it('weibull leans to the left when its mean does', () => {
    const file = { min: '1 ms', mean: '2 ms', max: '8 ms' };
    expect(quantile(executions.weibull, file, 0.5)).toBeLessThan(2e9);
    expect(quantile(executions.weibull, file, 0.99)).toBeGreaterThan(3e9);
  });

  it('histogram never gives a time that was never seen', () => {
    const file = {
      bins: [
        { min: '1 ms', max: '2 ms', weight: 3 },
        { min: '5 ms', max: '6 ms', weight: 1 },
      ],
    };
    for (let i = 0; i < 64; i++) {
      const ms = quantile(executions.histogram, file, i / 64) / 1e9;
      expect(i < 48 ? ms <= 2 : ms >= 5).toBe(true);
    }
  });
});

describe('what the schemas refuse', () => {
  const pathOf = (definition: ExecutionDefinition, file: unknown) =>
    definition.parameters.safeParse(file).error?.issues[0]?.path;

  it.each([
    ['uniform', { min: '2 ms', max: '1 ms' }, ['max']],
    ['triangular', { min: '2 ms', mode: '1 ms', max: '3 ms' }, ['mode']],
    ['triangular', { min: '1 ms', mode: '3 ms', max: '2 ms' }, ['max']],
    ['weibull', { min: '2 ms', mean: '1 ms', max: '3 ms' }, ['mean']],
    ['weibull', { min: '1 ms', mean: '3 ms', max: '2 ms' }, ['max']],
    ['weibull', { min: '0 s', mean: '999 ps', max: '1 ms' }, ['mean']],
    ['weibull', { min: '0 s', mean: '999950 ns', max: '1 ms' }, ['mean']],
    ['histogram', { bins: [{ min: '2 ms', max: '1 ms', weight: 1 }] }, ['bins', 0, 'max']],
    [
      'histogram',
      {
        bins: [
          { min: '1 ms', max: '3 ms', weight: 1 },
          { min: '2 ms', max: '4 ms', weight: 1 },
        ],
      },
      ['bins', 1, 'min'],
    ],
    ['histogram', { bins: [{ min: '1 ms', max: '3 ms', weight: 0 }] }, ['bins', 0, 'weight']],
  ] as const)('%s %j', (name, file, path) => {
    expect(pathOf(executions[name], file)).toEqual(path);
  });
});
