/** How a comparison looks on a terminal and in a pipe: widths, marks, where red stands, what is said of missing values. */
import { describe, expect, test } from 'vitest';
import type { LeagueFacts } from '../../../analysis/league/league-fact.ts';
import { sampleLeague as league, ms, samplePolicy as policy } from '../../league/sample-league.test-data.ts';
import { campaignLine } from './campaign-progress.ts';
import { formatLeague } from './league-face.ts';
import { makeStyle } from './style.ts';

const plain = makeStyle({ columns: 80, pipe: false, ascii: false, colour: false });
const face = (facts: LeagueFacts, style = plain) =>
  formatLeague(
    { facts, runs: 12, elapsedMs: 3000, written: [], line: 'bulkhead replay "compare cockpit"', exitCode: 0 },
    style,
  ).split('\n');
const usual = league([policy('mcs', 7.2 * ms), policy('credit', 9 * ms)]);

describe('a comparison on a terminal', () => {
  test('shows values, differences, the choice with its reason, and the result last', () => {
    const lines = face(usual).filter((line) => line !== '');
    expect(lines[0]).toBe('cockpit  am62p, xen-arm, 1 VM, 3 tasks');
    expect(lines.find((line) => line.startsWith('✓ mcs'))).toMatch(/^✓ mcs +1 +7\.20 ms +0\.310 % +715 \/s$/u);
    expect(lines.find((line) => line.startsWith('✕ credit'))).toMatch(/^✕ credit +0 +9\.00 ms ✕/);
    expect(lines.find((line) => line.startsWith('  mcs'))).toMatch(/−1\.50 ms\*/);
    const choice = lines.findIndex((line) => line.startsWith('✓ CLU-1'));
    expect(lines[choice]).toBe('✓ CLU-1  mcs: 7.20 ms, 10 % left; met by 1 of 2');
    expect(
      lines
        .slice(choice + 1, choice + 4)
        .map((line) => line.trim())
        .join(' '),
    ).toContain(
      'mcs against credit, median: −1.50 ms, of it −1.00 ms vCPU pre-emption by driver/io, +100 µs budget depletion of cluster/main',
    );
    expect(lines.at(-1)).toBe('✓ met  the requirement by 1 of 2 policies: mcs   exit 0');
  });

  test('fits its width, whatever that is', () => {
    for (const columns of [60, 80, 120]) {
      const lines = face(usual, makeStyle({ columns, pipe: false, ascii: false, colour: false }));
      for (const line of lines.filter((text) => !/replay|same 6 seeds|exit|median/.test(text)))
        expect([...line].length).toBeLessThanOrEqual(columns);
    }
  });

  test('red is for what is violated, and for nothing else', () => {
    const red = face(usual, makeStyle({ columns: 80, pipe: false, ascii: false, colour: true }))
      .join('\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
      .matchAll(/\u001b\[31;1m([^\u001b]*)/g);
    for (const [, text] of red) expect(text).toContain('✕');
  });

  test('names what is nearest when nobody meets it', () => {
    const lines = face(league([policy('mcs', 8.4 * ms), policy('credit', 9 * ms)]));
    expect(
      lines.some((line) => line.startsWith('✕ CLU-1  met by none of 2 on every seed; nearest mcs: 8.40 ms, +5.0 %')),
    ).toBe(true);
    expect(lines.at(-2)).toMatch(/^✕ violated {2}no policy meets the requirement; most: mcs, 0 +exit 0$/);
  });

  test('says what did not run, what was not judged, and how many seeds there are', () => {
    const refused = policy('static', null, { refused: 'x.yaml:3:5: no processor of its own', seeds: [], metrics: [] });
    const starved = policy('xen-null', null, {
      seeds: [1, 2],
      failures: [{ seed: 3, message: 'it broke', replay: 'bulkhead replay "run x"' }],
    });
    const text = face(league([policy('credit', 7 * ms), starved, refused], { isComplete: false })).join('\n');
    expect(text).toContain('static  refused: x.yaml:3:5: no processor of its own');
    expect(text).toContain('xen-null  1 of 3 runs failed: it broke\n  bulkhead replay "run x"');
    expect(text).toContain('xen-null  2 of 6 seeds');
    expect(text).toMatch(/xen-null +0 +– ○/);
  });

  test('too few seeds are said to be too few', () => {
    const text = face({ ...usual, seeds: [1, 2] }).join('\n');
    expect(text).toContain('2 seeds are too few for an interval (from 6 on)');
  });
});

test('in a pipe everything is ASCII', () => {
  const text = face(usual, makeStyle({ columns: null, pipe: true, ascii: false, colour: false })).join('\n');
  expect(text).toMatch(/^[\n -~]*$/);
  expect(text).not.toContain('?');
});

test('progress: how many of how many, how fast, how long still', () => {
  expect(campaignLine(plain, 'cockpit', 84, 200, 27_000)).toBe(
    'cockpit  ━━━━━━━━╸              84 of 200 runs   3.1/s   38 s left',
  );
  expect(campaignLine(plain, 'cockpit', 0, 200, 1_000)).toBe('cockpit                          0 of 200 runs');
});
