/** What a league looks like in its files: where dots stand, what is hollow, what is written instead of drawn, and no leak. */
import { describe, expect, test } from 'vitest';
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import { againstBaseline, causeText, metricNote, signedText, valueText } from './league-words.ts';
import { renderLeague } from './render-league.ts';
import { ms, sampleLeague, samplePolicy } from './sample-league.test-data.ts';

const line = 'bulkhead replay "compare cockpit --policies a,b --fp 00"';
const files = (facts: LeagueFacts) =>
  new Map(
    renderLeague(facts, { line, version: '1' }, ['html', 'svg', 'csv', 'json']).map(({ name, text }) => [name, text]),
  );
const usual = sampleLeague([samplePolicy('mcs', 7.2 * ms), samplePolicy('credit', 9 * ms)]);

/** Centres of the dots of a drawing, with their class. */
function dots(svg: string): { x: number; isHollow: boolean; words: string }[] {
  return [...svg.matchAll(/<circle cx="([\d.]+)"[^>]*class="([^"]+)" data-t="([^"]*)"/g)].map(([, x, kind, words]) => ({
    x: Number(x),
    isHollow: kind!.startsWith('hollow'),
    words: words!,
  }));
}

function zero(svg: string): number {
  return Number(/<line x1="([\d.]+)" y1="46"[^>]*class="axis"/.exec(svg)![1]);
}

describe('the drawing of paired differences', () => {
  test('better stands left of zero, and what the interval clears is solid', () => {
    const svg = files(usual).get('league.svg')!;
    const [dot] = dots(svg);
    expect(dot).toMatchObject({ isHollow: false });
    expect(dot!.words).toMatch(/^mcs, CLU-1: −1\.50 ms, 95 % −2\.00 ms … −1\.00 ms, p = 0\.031$/);
    expect(dot!.x).toBeLessThan(zero(svg));
  });

  test('where more is better, more stands left', () => {
    const turned = { ...usual, metrics: usual.metrics.map((metric) => ({ ...metric, better: 'higher' as const })) };
    const svg = files(turned).get('league.svg')!;
    expect(dots(svg)[0]!.x).toBeGreaterThan(zero(svg));
  });

  test('an interval that holds zero, or none at all, makes a hollow dot', () => {
    for (const interval of [null, [-2 * ms, 1] as const]) {
      const facts = { ...usual, comparisons: usual.comparisons.map((one) => ({ ...one, interval })) };
      expect(dots(files(facts).get('league.svg')!)[0]!.isHollow).toBe(true);
    }
  });

  test('what lies far beyond the others is written at the border and squeezes nobody', () => {
    const policies = ['mcs', 'edf', 'bvt', 'far'].map((name) => samplePolicy(name, 7 * ms));
    const base = sampleLeague([...policies, samplePolicy('credit', 9 * ms)]);
    const comparisons = base.comparisons.map((one) =>
      one.b === 'far' ? { ...one, medianDifference: 900 * ms, interval: [800 * ms, 950 * ms] as const } : one,
    );
    const svg = files({ ...base, comparisons }).get('league.svg')!;
    expect(svg).toContain('+900 ms ▸');
    expect(dots(svg).filter(({ words }) => words.includes('CLU-1'))).toHaveLength(3);
    expect(dots(svg)[0]!.x).toBeLessThan(zero(svg) - 20);
  });

  test('violations are crosses, and the reason stands beside', () => {
    const svg = files(usual).get('league.svg')!;
    expect([...svg.matchAll(/class="x" data-t="([^"]+)"/g)].map(([, words]) => words)).toEqual([
      'credit violates CLU-1',
    ]);
    expect(svg).toContain('>vCPU pre-emption<');
    expect(svg).toContain('>by driver/io<');
    expect(svg).toMatch(/<desc>[^<]*mcs −1\.50 ms/);
  });
});

describe('the files', () => {
  test('hold the replay line, and no number that is none', () => {
    for (const [name, text] of files(usual)) {
      expect(
        text.includes(line) ||
          text.includes(line.replaceAll('"', '&quot;')) ||
          text.includes(line.replaceAll('"', '\\"')),
        name,
      ).toBe(true);
      expect(text, name).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('are written for a league that nobody judged, that was stopped, or that lost its policies', () => {
    const bare = {
      ...usual,
      requirements: [],
      choices: [],
      reasons: [],
      policies: usual.policies.map((policy) => ({ ...policy, requirements: [], met: 0, thinnestRatio: null })),
      metrics: usual.metrics.map((metric) => ({ ...metric, requirement: null })),
    };
    const empty = {
      ...usual,
      isComplete: false,
      comparisons: [],
      policies: usual.policies.map((policy) => ({
        ...policy,
        seeds: [],
        metrics: [],
        requirements: [],
        failures: [{ seed: 1, message: 'it <broke>', replay: 'bulkhead replay "run x"' }],
      })),
      choices: [{ requirement: 'CLU-1', best: null, meeting: [], alike: [] }],
    };
    for (const facts of [bare, empty])
      for (const [name, text] of files(facts)) expect(text, name).not.toMatch(/NaN|undefined|Infinity/);
    expect(files(bare).get('compare.html')).toContain('nothing is judged');
    expect(files(empty).get('compare.html')).toContain('it &lt;broke&gt;');
  });

  test('the titles are findings', () => {
    const title = (facts: LeagueFacts) => /<h1>([^<]*)/.exec(files(facts).get('compare.html')!)![1];
    expect(title(usual)).toBe('mcs meets the requirement');
    expect(title(sampleLeague([samplePolicy('mcs', 9 * ms), samplePolicy('credit', 9 * ms)]))).toBe(
      'No policy meets the requirement',
    );
    expect(title(sampleLeague([samplePolicy('mcs', ms), samplePolicy('credit', ms)]))).toBe(
      'All 2 policies meet the requirement',
    );
  });
});

describe('the words', () => {
  test('turn a comparison that was made the other way round', () => {
    const turned = { ...usual, comparisons: usual.comparisons.map((one) => ({ ...one, a: one.b, b: one.a })) };
    expect(againstBaseline(turned, 'mcs', usual.metrics[0]!)).toEqual({
      median: 1.5 * ms,
      interval: [ms, 2 * ms],
      pValue: 0.03125,
      effect: 1,
    });
    expect(againstBaseline(usual, 'credit', usual.metrics[0]!)).toBeNull();
  });

  test('give values and differences their unit and sign', () => {
    expect([
      valueText('ps', 8.16e9),
      valueText('fraction', 0.0031),
      valueText('per_second', 715.4),
      valueText('ps', null),
    ]).toEqual(['8.16 ms', '0.310 %', '715 /s', '–']);
    expect([
      signedText('ps', -1e6),
      signedText('fraction', 0.5),
      signedText('ps', 0),
      signedText('per_second', 0.2),
    ]).toEqual(['−1.00 µs', '+50.0 %', '0', '0']);
    expect([
      causeText({ cause: 'world-switch', culprit: 'b/main' }),
      causeText({ cause: 'budget-depletion', culprit: 'a/main' }),
      causeText({ cause: 'window-closed', culprit: 'schedule' }),
    ]).toEqual(['world switch by b/main', 'budget depletion of a/main', 'window closed']);
    expect(metricNote({ name: 'chain:x', statistic: 'p99', unit: 'ps', better: 'lower', requirement: null })).toBe(
      'reaction, p99',
    );
  });
});
