import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from './requirement.ts';
import { LimitWatch } from './response-time/limit-watch.ts';
import { multisetOf } from './response-time/order-statistics.ts';
import { judge, statisticOf } from './verdict.ts';

const seed = 20260101;
const times = fc.array(fc.nat({ max: 100 }), { maxLength: 40 });
const statistics = fc.constantFrom('max', 'min', 'mean', 'median', 'p50', 'p90', 'p99', 'p99.9', 'p100');

function items(ended: readonly number[], openPs: readonly number[] = []): Observation {
  return { kind: 'items', noun: 'job', ended: multisetOf(ended), openPs };
}

describe('a verdict', () => {
  test('never turns from met to violated when a maximum grows, nor when a minimum shrinks', () => {
    fc.assert(
      fc.property(times, statistics, fc.nat({ max: 100 }), fc.nat({ max: 100 }), (ended, statistic, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const verdicts = (comparison: 'max' | 'min') =>
          [low, high].map((limit) => judge(items(ended), limit, comparison, statistic).verdict);
        if (verdicts('max')[0] === 'met') expect(verdicts('max')[1]).toBe('met');
        if (verdicts('min')[1] === 'met') expect(verdicts('min')[0]).toBe('met');
      }),
      { seed, numRuns: 300 },
    );
  });

  test('without a judged item is never met', () => {
    fc.assert(
      fc.property(times, fc.nat({ max: 100 }), statistics, (openPs, limit, statistic) => {
        const verdict = judge(items([], openPs), limit, 'max', statistic);
        const late = openPs.filter((ps) => ps > limit).length;
        expect(verdict.verdict).toBe(late > 0 ? 'violated' : 'not_judged');
        expect(verdict.judged).toBe(late);
      }),
      { seed, numRuns: 200 },
    );
    expect(judge(items([]), 5, 'max', 'max').reason).toBe('no job was released');
    expect(judge(items([], [1, 2]), 5, 'max', 'max').reason).toBe('0 of 2 finished');
  });

  test('agrees with counting: the worst is past the limit exactly when some item is', () => {
    fc.assert(
      fc.property(times, times, fc.nat({ max: 100 }), (ended, openPs, limit) => {
        const { verdict, broken } = judge(items(ended, openPs), limit, 'max', 'max');
        const late = [...ended, ...openPs].filter((ps) => ps > limit).length;
        expect(broken).toBe(late);
        expect(verdict === 'violated').toBe(late > 0);
      }),
      { seed, numRuns: 200 },
    );
  });

  test('an unfinished item past the limit is violated with its age as lower bound', () => {
    expect(judge(items([3, 4], [9]), 5, 'max', 'max')).toMatchObject({
      verdict: 'violated',
      observed: 9,
      judged: 3,
      broken: 1,
    });
    expect(judge(items([3, 4], [2]), 5, 'max', 'max')).toMatchObject({
      verdict: 'met',
      observed: 4,
      judged: 2,
      broken: 0,
    });
  });

  test('a limit that is just reached is met', () => {
    expect(judge(items([5]), 5, 'max', 'max').verdict).toBe('met');
    expect(judge(items([5]), 5, 'min', 'max').verdict).toBe('met');
    expect(judge({ kind: 'share', share: 0.5 }, 0.5, 'max', 'max').verdict).toBe('met');
    expect(judge({ kind: 'share', share: 0.5 }, 0.4, 'max', 'max').verdict).toBe('violated');
  });

  test('a percentile tolerates the share of items that it names', () => {
    const ended = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(judge(items(ended), 99, 'max', 'p99')).toMatchObject({ verdict: 'met', observed: 99, broken: 1 });
    expect(judge(items(ended), 98, 'max', 'p99').verdict).toBe('violated');
    expect(judge(items(ended), 1, 'min', 'max')).toMatchObject({ verdict: 'met', observed: 1 });
  });

  test('statistics by name', () => {
    const hundred = multisetOf(Array.from({ length: 1000 }, (_, i) => i + 1));
    const named = (name: string) => statisticOf(hundred, name, 'max');
    expect(['min', 'median', 'mean', 'p9', 'p90', 'p99.9', 'p100', 'max'].map(named)).toEqual([
      1, 500, 501, 90, 900, 999, 1000, 1000,
    ]);
    expect(named('worst')).toBeUndefined();
    expect(named('p101')).toBeUndefined();
  });
});

describe('a limit watch', () => {
  test('counts all breaks and keeps instants from the whole run', () => {
    const watch = new LimitWatch(10, 'max');
    for (let i = 0; i < 10_000; i++) watch.see(i % 2 === 0 ? 10 : 11, i);
    expect(watch.broken).toBe(5_000);
    expect(watch.instants.length).toBeLessThanOrEqual(2_000);
    expect(watch.instants.length).toBeGreaterThan(1_000);
    expect(watch.instants[0]).toBe(1);
    expect(watch.instants[watch.instants.length - 1]).toBeGreaterThan(9_900);
    expect([...watch.instants].sort((a, b) => a - b)).toEqual([...watch.instants]);
  });
});
