/** The replay line of a comparison comes back as it went, through a shell and through every medium. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import { formatLeagueLine, isLeagueLine, parseLeagueLine } from './league-line.ts';
import type { LeagueOrder } from './league-order.ts';
import { findReplayLine } from './replay-line.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !text.startsWith('--'));
const wordsOf = fc.record({
  ecu: word,
  policies: fc.constantFrom('a,b', 'credit2,rtds,mcs'),
  against: fc.option(fc.constantFrom('base', 'rtds'), { nil: undefined }),
  metrics: fc.array(word, { maxLength: 2 }),
  overrides: fc.array(word, { maxLength: 2 }),
});

test('comes back as it went', () => {
  fc.assert(
    fc.property(wordsOf, fc.integer({ min: 1, max: 99 }), fc.nat(), (words, count, seed) => {
      const seeds = Array.from({ length: count }, (_, i) => seed + i);
      const order = { words, seeds, horizonPs: 3e12 } as unknown as LeagueOrder;
      const facts = { ecu: { sha256: 'ab'.repeat(32) }, fingerprint: 'cd'.repeat(32) } as unknown as LeagueFacts;
      const line = formatLeagueLine(order, facts);
      expect(line).toMatch(/^bulkhead replay "[A-Za-z0-9._\-/=:,+@~% ]*"$/);
      expect(isLeagueLine(line)).toBe(true);
      expect(parseLeagueLine(line)).toEqual({
        words: { ...words, seeds: String(count), seed: String(seed), horizon: '3s' },
        sha256: 'ab'.repeat(8),
        fingerprint: 'cd'.repeat(8),
      });
      const inside = findReplayLine(JSON.stringify({ replay: line }));
      expect(parseLeagueLine(inside!)).toEqual(parseLeagueLine(line));
    }),
    { seed: 20260101, numRuns: 200 },
  );
});

test.each([
  ['compare cockpit', /names no policies/],
  ['compare --policies a,b', /names no ECU/],
  ['compare cockpit --policies', /needs a value/],
  ['compare cockpit --polices a,b', /has no "--polices"/],
])('refuses %j', (line, why) => {
  expect(parseLeagueLine(line)).toMatch(why);
});

test('a run is no comparison', () => {
  expect([isLeagueLine('run compare'), isLeagueLine('bulkhead replay "run cockpit"')]).toEqual([false, false]);
});
