import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carryAfter, rateDenominator, timeToFinish, workDone } from './progress.ts';

const options = { seed: 20260101, numRuns: 3000 };
const rates = fc.integer({ min: 1, max: rateDenominator });
const carries = fc.integer({ min: 0, max: rateDenominator - 1 });
const times = fc.integer({ min: 0, max: 10 ** 13 });
const D = BigInt(rateDenominator);

describe('progress at a rate', () => {
  it('equals exact arithmetic on integers without a size limit', () => {
    fc.assert(
      fc.property(times, rates, carries, (dtPs, rate, carry) => {
        const exact = BigInt(dtPs) * BigInt(rate) + BigInt(rate === rateDenominator ? 0 : carry);
        expect(workDone(dtPs, rate, carry)).toBe(Number(exact / D));
        if (rate !== rateDenominator) expect(carryAfter(dtPs, rate, carry)).toBe(Number(exact % D));
      }),
      options,
    );
  });

  it('reaches a boundary at the least time, not one picosecond earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), rates, carries, (remainingPs, rate, carry) => {
        const dtPs = timeToFinish(remainingPs, rate, carry);
        expect(dtPs).toBeGreaterThanOrEqual(0);
        expect(workDone(dtPs, rate, carry)).toBeGreaterThanOrEqual(remainingPs);
        if (dtPs > 0) expect(workDone(dtPs - 1, rate, carry)).toBeLessThan(remainingPs);
      }),
      options,
    );
  });

  it('takes no time for nothing, whatever is carried along', () => {
    expect(timeToFinish(0, 5, rateDenominator - 1)).toBe(0);
  });

  it('is additive: settling in between moves nothing', () => {
    fc.assert(
      fc.property(times, times, rates, carries, (firstPs, secondPs, rate, carry) => {
        const once = workDone(firstPs + secondPs, rate, carry);
        const middle = carryAfter(firstPs, rate, carry);
        expect(workDone(firstPs, rate, carry) + workDone(secondPs, rate, middle)).toBe(once);
        expect(carryAfter(secondPs, rate, middle)).toBe(carryAfter(firstPs + secondPs, rate, carry));
      }),
      options,
    );
  });

  it('endless work never ends', () => {
    expect(timeToFinish(Number.POSITIVE_INFINITY, 5, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
