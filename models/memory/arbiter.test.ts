/** Laws of the arbiter shelf, and what sets its members apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArbiterDefinition } from './arbiter.ts';
import { arbiters } from './arbiters.ts';

const none = Number.POSITIVE_INFINITY;
const all: readonly (readonly [string, ArbiterDefinition])[] = Object.entries(arbiters);

describe.each(all)('%s', (name, definition) => {
  test('serves a port that waits, the same one for the same history', () => {
    const waiting = fc
      .array(fc.option(fc.integer({ min: 0, max: 100 }), { nil: none }), { minLength: 5, maxLength: 5 })
      .filter((since) => since.some((at) => at !== none));
    fc.assert(
      fc.property(
        fc.array(waiting, { maxLength: 50 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }),
        (rounds, priorities) => {
          const [one, two] = [definition.create(5, priorities), definition.create(5, priorities)];
          for (const since of rounds) {
            const port = one.pick(since);
            expect(since[port]).not.toBe(none);
            expect(two.pick(since)).toBe(port);
          }
        },
      ),
      { seed: 20260101, numRuns: 200 },
    );
    expect(definition.name).toBe(name);
  });

  test('equals that wait for ever are served equally often', () => {
    const arbiter = definition.create(4, [1, 1, 1, 1]);
    const since = [0, 1, 2, 3];
    const served = [0, 0, 0, 0];
    for (let now = 4; now < 404; now++) {
      const port = arbiter.pick(since);
      served[port]!++;
      since[port] = now;
    }
    expect(served).toEqual([100, 100, 100, 100]);
  });
});

test('round robin takes turns, fcfs takes the oldest, priority the most urgent', () => {
  const since = [5, 3, 9];
  const [turns, oldest, urgent] = [
    arbiters['round-robin'].create(3),
    arbiters.fcfs.create(3),
    arbiters.priority.create(3, [1, 0, 2]),
  ];
  expect([turns.pick(since), turns.pick(since), turns.pick(since), turns.pick(since)]).toEqual([0, 1, 2, 0]);
  expect([oldest.pick(since), oldest.pick(since)]).toEqual([1, 1]);
  expect([urgent.pick(since), urgent.pick([5, 3, none]), urgent.pick([none, 3, none])]).toEqual([2, 0, 1]);
});
