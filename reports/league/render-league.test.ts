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

describe('the page on a phone', () => {
  const page = files(usual).get('compare.html')!;
  const ids = [...page.matchAll(/<figure id="chart-([^"]+)"/g)].map(([, id]) => id!);

  test('has a drawing per metric that is no wider than the screen, and none of them is a file', () => {
    expect(ids.filter((id) => /^league-phone-/.test(id))).toEqual(['league-phone-1', 'league-phone-2']);
    const narrow = /<figure id="chart-league-phone-1".*?<svg[^>]*>/s.exec(page)![0];
    expect(Number(/viewBox="0 0 (\d+)/.exec(narrow)![1])).toBeLessThanOrEqual(388);
    expect(narrow).not.toContain('wide');
    expect([...files(usual).keys()].some((name) => name.includes('phone'))).toBe(false);
  });

  test('says why right below the first of them', () => {
    const [first, why, second] = ['chart-league-phone-1', 'Why, for CLU-1', 'chart-league-phone-2'].map((text) =>
      page.indexOf(text, page.indexOf('<main')),
    );
    expect(first).toBeGreaterThan(0);
    expect(why).toBeGreaterThan(first!);
    expect(second).toBeGreaterThan(why!);
  });
});

test('what has no pair of values is in no table, and a reason that explains nothing says so', () => {
  const [one] = usual.comparisons;
  const none = { ...one!, n: 0, medianDifference: null, interval: null, pValue: null, adjustedP: null, effect: null };
  const text = files({ ...usual, comparisons: [none] });
  expect(text.get('compare.html')).not.toContain('Paired differences to');
  expect(JSON.parse(text.get('compare.json')!).comparisons[0].p_value).toBeNull();
  const reasons = usual.reasons.map((reason) => ({ ...reason, explainedPs: 2e7, isExplained: false }));
  const page = files({ ...usual, reasons }).get('compare.html')!;
  expect(page).toContain('not explained by the ledger (+20.0 µs)');
  expect(page).not.toContain('vCPU pre-emption by driver/io');
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
