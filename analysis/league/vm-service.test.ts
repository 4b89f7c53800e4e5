import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Wantings } from '../supply/least-supply.ts';
import { vmServiceWindows } from './vm-service.ts';

/** Per unit of time: 0 blocked, 1 waiting, 2 running. */
function wantingsOf(states: readonly number[]): Wantings {
  const wantings = new Wantings();
  let before = 0;
  [...states, 0].forEach((state, at) => {
    if (before === 2 && state !== 2) wantings.endPs.push(at);
    if (before === 0 && state !== 0) wantings.open(at);
    if (before !== 0 && state === 0) wantings.close(at);
    if (state === 2 && before !== 2) wantings.startPs.push(at);
    before = state;
  });
  return wantings;
}

test('every window of every length, counted unit by unit', () => {
  const states = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(states, { minLength: 1, maxLength: 3 }), (vcpus) => {
      // A period of 8 gives the lengths 1 to 24.
      for (const { lengthPs, leastPs, mostPs } of vmServiceWindows(vcpus.map(wantingsOf), 8)) {
        let least: number | null = null;
        let most = 0;
        for (let start = 0; start + lengthPs <= 60; start++) {
          const window = Array.from({ length: lengthPs }, (_, i) => start + i);
          const served = window.reduce((sum, t) => sum + vcpus.filter((vcpu) => vcpu[t] === 2).length, 0);
          most = Math.max(most, served);
          if (window.every((t) => vcpus.some((vcpu) => vcpu[t] !== 0))) least = Math.min(least ?? served, served);
        }
        expect([lengthPs, leastPs, mostPs]).toEqual([lengthPs, least, most]);
      }
    }),
    { seed: 20260101, numRuns: 200 },
  );
});
