/** The terminal face of a run, held by goldens at two widths, in ASCII, in a pipe and in colour, and by what must hold for any run. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequirementFact, RunFacts } from '../../../analysis/fact.ts';
import { mockRequirements, mockRun, requirement } from './mock-run.test-support.ts';
import { formatRun, warningLines } from './run-face.ts';
import { cells, makeStyle, type Style, type StyleFacts } from './style.ts';

function styleWith(facts: Partial<StyleFacts> = {}): Style {
  return makeStyle({ columns: 80, pipe: false, ascii: false, colour: false, ...facts });
}

function show(facts: RunFacts, style: Style, exitCode = 1): string {
  const written = [
    'out/cockpit/report.html',
    'out/cockpit/a.svg',
    'out/cockpit/b.svg',
    'out/cockpit/tasks.csv',
    'out/cockpit/run.json',
  ];
  return formatRun(
    { facts, elapsedMs: 120, written, line: 'bulkhead replay "run cockpit --seed 1 --horizon 10s"', exitCode },
    style,
  );
}

const allMet: RunFacts = {
  ...mockRun,
  requirements: mockRequirements.filter(({ verdict }) => verdict === 'met'),
  story: null,
  warnings: [],
};

describe('the terminal face', () => {
  test.each([
    ['80-columns', styleWith()],
    ['120-columns', styleWith({ columns: 160 })],
    ['ascii', styleWith({ ascii: true })],
    ['colour', styleWith({ colour: true })],
    ['pipe', styleWith({ columns: null, pipe: true })],
  ])('%s', async (name, style) => {
    await expect(show(mockRun, style)).toMatchFileSnapshot(`goldens/run-${name}.golden.txt`);
  });

  test('all met', async () => {
    await expect(show(allMet, styleWith(), 0)).toMatchFileSnapshot('goldens/run-all-met.golden.txt');
  });

  test('nothing to judge ends with the sentence that says so', async () => {
    await expect(show({ ...mockRun, requirements: [], story: null }, styleWith(), 0)).toMatchFileSnapshot(
      'goldens/run-no-requirement.golden.txt',
    );
  });

  test('the last line is the verdict, in every mode', () => {
    const last = (facts: RunFacts, style: Style): string => show(facts, style).trimEnd().split('\n').at(-1) as string;
    expect(last(mockRun, styleWith())).toMatch(
      /^✕ 3 of 7 requirements violated: CLU-1, CLU-2, IVI-1; 1 not judged {3}exit 1$/,
    );
    expect(last(allMet, styleWith())).toMatch(
      /^✓ 3 of 3 requirements met; 2 deadlines missed in cluster\/render {3}exit \d$/,
    );
    expect(last(mockRun, styleWith({ pipe: true }))).toMatch(/^violated +3 of 7 requirements/);
    const open = { ...mockRun, requirements: [requirement('R-1', 'a/b', null, 1e9)] };
    expect(last(open, styleWith())).toMatch(/^○ 1 requirement not judged; 2 deadlines missed in cluster\/render/);
  });

  test('a verdict is never lost in rounding', () => {
    expect(show(mockRun, styleWith())).toMatch(/8\.0004 ms > +8\.0000 ms/);
  });
});

/** Whole milliseconds up to 10 s: times as limits are written. */
const anyTimePs = fc.integer({ min: 1, max: 1e4 }).map((ms) => ms * 1e9);

const anyRequirement: fc.Arbitrary<RequirementFact> = fc
  .record({
    id: fc.stringMatching(/^[A-Z]{1,6}-[0-9]{1,3}$/),
    subject: fc.stringMatching(/^[a-z_]{1,40}\/[a-z_]{1,40}$/),
    text: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/\s/g, ' ')),
    observed: fc.option(anyTimePs),
    limit: anyTimePs,
    asil: fc.constantFrom('QM' as const, 'A' as const, 'D' as const),
  })
  .map(({ id, subject, observed, limit, text, asil }) => requirement(id, subject, observed, limit, { text, asil }));

describe('any run', () => {
  const parameters = { seed: 20260101, numRuns: 200 };
  const runs = fc
    .array(anyRequirement, { minLength: 1, maxLength: 12 })
    .map((requirements) => ({ ...mockRun, requirements, story: null }));

  test('a pipe gets only ASCII, one line per requirement, each beginning with its verdict', () => {
    fc.assert(
      fc.property(runs, (facts) => {
        const text = show(facts, styleWith({ pipe: true, columns: null }));
        expect(text).toMatch(/^[\n\x20-\x7e]*$/);
        const verdicts = text
          .trimEnd()
          .split('\n')
          .filter((line) => /^(met|violated|not-judged) /.test(line));
        expect(verdicts).toHaveLength(facts.requirements.length + 1);
      }),
      parameters,
    );
  });

  test('colour adds nothing but colour', () => {
    fc.assert(
      fc.property(runs, (facts) => {
        const coloured = show(facts, styleWith({ colour: true }));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what is taken away
        expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(show(facts, styleWith()));
      }),
      parameters,
    );
  });

  test('rows of the table all fit, with the wall in one column', () => {
    const short = runs.map((facts) => ({
      ...facts,
      requirements: facts.requirements.filter(({ observed }) => observed !== null),
    }));
    fc.assert(
      fc.property(short, fc.constantFrom(80, 100, 120), (facts, columns) => {
        fc.pre(facts.requirements.length > 0);
        const rows = show(facts, styleWith({ columns }))
          .split('\n')
          .filter((line) => line.includes('┃'));
        expect(rows).toHaveLength(facts.requirements.length);
        expect(new Set(rows.map((row) => [...row].indexOf('┃'))).size).toBe(1);
        for (const row of rows) expect(cells(row)).toBeLessThanOrEqual(columns);
      }),
      parameters,
    );
  });
});

describe('warnings', () => {
  const show80 = (warnings: RunFacts['warnings']): string[] =>
    warningLines({ ecu: mockRun.ecu, warnings }, styleWith());

  test('many stay brief and say where the rest is', () => {
    const pending = Array.from({ length: 12 }, (_, index) => ({
      path: `k${index}`,
      message: `not simulated yet: key ${index} (with details)`,
    }));
    const others = Array.from({ length: 30 }, (_, index) => ({
      path: `vms.v${index}.kernel`,
      message: `simplification ${index % 5}`,
    }));
    const lines = show80([...pending, ...others]);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(lines[0]).toMatch(/^! not simulated yet: key 0, key 1, /);
    expect(lines).toContain('! vms.v0.kernel and 5 more: simplification 0');
    expect(lines.at(-1)).toBe('  in full: bulkhead validate cockpit');
  });

  test('a short one is given in full', () => {
    expect(show80([{ path: 'faults', message: 'not simulated yet: faults' }])).toEqual(['! not simulated yet: faults']);
    expect(show80([])).toEqual([]);
  });
});
