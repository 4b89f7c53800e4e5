import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyOf, bursts, delayed, type EventModel, fromDistances, periodic, single, sporadic } from './event-model.ts';

const settings = { seed: 20261125, numRuns: 300 };

/** Most events in any half-open window of the length, by looking at the window that begins with each event. */
function counted(ascending: readonly number[], window: number): number {
  return Math.max(
    0,
    ...ascending.map((from, first) => ascending.slice(first).filter((at) => at < from + window).length),
  );
}

function holds(model: EventModel, arrivals: readonly number[]): void {
  const ascending = [...arrivals].sort((a, b) => a - b);
  for (const window of [1, 2, 7, 20, 33, 90])
    expect(counted(ascending, window), `window ${window}`).toBeLessThanOrEqual(model.etaPlus(window));
  for (const count of [2, 3, 6])
    for (let first = 0; first + count <= ascending.length; first += 1)
      expect(ascending[first + count - 1]! - ascending[first]!, `${count} events`).toBeGreaterThanOrEqual(
        model.deltaMinus(count),
      );
}

const arrivalsOf = (period: number, jitter: number, late: readonly number[]) =>
  late.map((share, n) => n * period + (share % (jitter + 1)));

describe('event models', () => {
  it('hold for every legal pattern of periods with jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 70 }),
        fc.array(fc.nat(), { minLength: 10, maxLength: 20 }),
        (period, jitter, late) => {
          holds(periodic({ period, jitter }), arrivalsOf(period, jitter, late));
        },
      ),
      settings,
    );
  });

  it('hold for sporadic events and for bursts, and are met by the densest pattern', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(15), { minLength: 8, maxLength: 20 }),
        (gap, excess) => {
          let at = 0;
          holds(
            sporadic(gap),
            excess.map((more) => (at += gap + more)),
          );
        },
      ),
      settings,
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 30 }),
        (size, gap, rest) => {
          const period = (size - 1) * gap + gap + rest + 1;
          const arrivals = Array.from({ length: 6 * size }, (_, n) => Math.floor(n / size) * period + (n % size) * gap);
          const model = bursts(size, gap, period);
          holds(model, arrivals);
          for (const window of [1, 2, period, period + 1])
            expect(counted(arrivals, window)).toBe(model.etaPlus(window));
        },
      ),
      settings,
    );
  });

  it('count and distance say the same: so many events need at least that distance', () => {
    const models = [
      periodic({ period: 7, jitter: 10, minDistance: 2 }),
      sporadic(5),
      bursts(3, 2, 20),
      anyOf([sporadic(5), periodic({ period: 9, jitter: 3 })]),
      fromDistances([3, 3, 10]),
    ];
    for (const model of models)
      for (let count = 2; count < 12; count += 1) {
        const distance = model.deltaMinus(count);
        expect(model.etaPlus(distance), `${model.describe}: ${count}`).toBeLessThan(count);
        expect(model.etaPlus(distance + 1), `${model.describe}: ${count}`).toBeGreaterThanOrEqual(count);
      }
  });

  it('a delay adds jitter, and no events closer than one execution', () => {
    const model = delayed(periodic({ period: 10 }), 25, 4);
    expect([1, 4, 5, 10, 20].map((window) => model.etaPlus(window))).toEqual([1, 1, 2, 3, 5]);
    expect(model.deltaMinus(3)).toBe(8);
    expect(delayed(sporadic(5), 0)).toEqual(expect.objectContaining({ rate: { events: 1, per: 5 } }));
  });

  it('equal descriptions are equal models: what bounds sum by', () => {
    expect(periodic({ period: 7, jitter: 10, minDistance: 2 }).describe).not.toBe(
      periodic({ period: 7, jitter: 10 }).describe,
    );
    expect(delayed(sporadic(5), 3).describe).not.toBe(delayed(sporadic(5), 3, 2).describe);
    expect([single.etaPlus(0), single.etaPlus(1e15), single.deltaMinus(2)]).toEqual([0, 1, Number.POSITIVE_INFINITY]);
  });
});
