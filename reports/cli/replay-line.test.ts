/** A replay line says everything about a run, and survives the media that carry it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactTime, findReplayLine, formatReplayLine, parseReplayLine, type ReplayOrder } from './replay-line.ts';

const orders: fc.Arbitrary<ReplayOrder> = fc.record({
  ecu: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((name) => !name.startsWith('--')),
  seed: fc.maxSafeNat(),
  horizonPs: fc.integer({ min: 1, max: 9e15 }),
  overrides: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { maxLength: 4 }),
  sha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
  fingerprint: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
});
const parameters = { seed: 20260101, numRuns: 500 };

/** How each medium writes a text. */
const media: Readonly<Record<string, (line: string) => string>> = {
  csv: (line) => `a,b\n1,2\n"${line.replaceAll('"', '""')}",\n`,
  html: (line) =>
    `<p>x</p><code>${line.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}</code></html>`,
  svg: (line) => `<svg><desc>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</desc></svg>`,
  json: (line) => JSON.stringify({ replay: line, other: 'text' }, null, 2),
};

describe('the replay line', () => {
  test('says what was run', () => {
    const order = {
      ecu: 'cockpit',
      seed: 1,
      horizonPs: 10e12,
      overrides: ['vms.a.vcpus.main.budget=4 ms'],
      sha256: '5b0c91e2',
      fingerprint: '9d41c07a',
    };
    expect(formatReplayLine(order)).toBe(
      'bulkhead replay "run cockpit --seed 1 --horizon 10s --set vms.a.vcpus.main.budget=4%20ms --ecu 5b0c91e2 --fp 9d41c07a"',
    );
  });

  test('comes back as it went', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const words = parseReplayLine(formatReplayLine(order));
        expect(words).toEqual({
          ecu: order.ecu,
          options: {
            seed: String(order.seed),
            horizon: exactTime(order.horizonPs),
            ecu: order.sha256?.slice(0, 16) ?? null,
            fp: order.fingerprint?.slice(0, 16) ?? null,
          },
          overrides: order.overrides,
        });
      }),
      parameters,
    );
  });

  test.each(Object.keys(media))('survives %s', (medium) => {
    fc.assert(
      fc.property(orders, (order) => {
        const line = formatReplayLine(order);
        const found = findReplayLine(media[medium]!(line));
        expect(`bulkhead replay "${found}"`).toBe(line);
      }),
      parameters,
    );
  });

  test('holds nothing that a shell would read', () => {
    fc.assert(
      fc.property(orders, (order) => {
        expect(formatReplayLine(order)).toMatch(/^bulkhead replay "[A-Za-z0-9._\-/=:,+@~% ]*"$/);
      }),
      parameters,
    );
  });

  test.each([
    ['walk cockpit', /begins with "run"/],
    ['run', /names no ECU/],
    ['run --seed 1', /names no ECU/],
    ['run cockpit --sed 1', /has no "--sed"/],
    ['run cockpit --seed', /needs a value/],
    ['', /begins with "run"/],
  ])('refuses %j', (line, why) => {
    expect(parseReplayLine(line)).toMatch(why);
  });

  test('reads what a person writes', () => {
    expect(parseReplayLine('run my.yaml --set a=50%')).toMatchObject({ ecu: 'my.yaml', overrides: ['a=50%'] });
    expect(parseReplayLine('bulkhead replay "run cockpit"')).toMatchObject({ ecu: 'cockpit' });
  });

  test('is not found where there is none', () => {
    expect(findReplayLine('<html>bulkhead run cockpit</html>')).toBeNull();
  });
});

test('a time is written in the largest unit that fits', () => {
  expect([10e12, 1.5e9, 1, 60e12].map(exactTime)).toEqual(['10s', '1500us', '1ps', '60s']);
});
