/** Laws of the shelf: every sheet, in every state, says a finding with numbers and draws within its limits. */
import { describe, expect, test } from 'vitest';
import { nodeSurface } from './media/surface/d3-node-surface.ts';
import { states } from './sample-states.test-data.ts';
import { type Block, chartsOf } from './sheet.ts';
import { sheetInput } from './sheet-input.ts';
import { sheets } from './sheets.ts';

const surface = nodeSurface();

function tablesOf(blocks: readonly Block[]): Extract<Block, { kind: 'table' }>[] {
  return blocks.flatMap((block) =>
    block.kind === 'table' ? [block] : block.kind === 'columns' ? block.columns.flatMap(tablesOf) : [],
  );
}

describe.each(Object.keys(states))('%s', (state) => {
  const input = sheetInput(states[state]!());
  test.each(Object.keys(sheets) as (keyof typeof sheets)[])('%s', (name) => {
    const sheet = sheets[name].write(input);
    if (sheet === null) return;
    expect(sheet.title.length).toBeGreaterThan(10);
    expect(sheet.title).not.toMatch(/[.!]$|NaN|undefined|null|Infinity|proved|safe/);
    const charts = [...(sheet.pictures ?? []), ...chartsOf(sheet.blocks)];
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
    for (const chart of charts) {
      expect(chart.description, chart.id).toMatch(/\d|No /);
      expect(`${chart.title} ${chart.description}`).not.toMatch(/NaN|undefined|null\b|Infinity/);
      const markup = surface.svg(chart.draw);
      expect(/NaN|undefined|Infinity/.exec(markup)?.[0], chart.id).toBeUndefined();
      expect((markup.match(/<(rect|path|line|circle|text)\b/g) ?? []).length, chart.id).toBeLessThanOrEqual(2000);
      expect(
        / (?:x|y|x1|x2|y1|y2|cx|cy|width|height|d)="[^"]*\.\d\d[^"]*"/.exec(markup)?.[0].slice(0, 80),
        `${chart.id}: one decimal`,
      ).toBeUndefined();
    }
    for (const { columns, rows, folded } of tablesOf(sheet.blocks)) {
      for (const { cells } of [...rows, ...(folded?.rows ?? [])]) expect(cells).toHaveLength(columns.length);
    }
  });
});

test('the order of the page', () => {
  expect(Object.values(sheets).map(({ id }) => id)).toEqual([
    'verdicts',
    'late-job',
    'who-hurts-whom',
    'response-times',
    'device-requests',
    'fit',
    'boot',
    'trust',
  ]);
});

test('findings of the sample', () => {
  const input = sheetInput(states['some violated']!());
  expect(Object.values(sheets).map((sheet) => sheet.write(input)?.title)).toEqual([
    'Two limits are broken, one more has less than a third left',
    'Job 120 of cluster/render waited 1.96 ms for budget',
    '12 % of cluster’s waiting and working time is infotainment’s doing',
    'Only cluster/render misses a deadline',
    undefined,
    'cluster/main ran out of budget, 42.0 ms in all (0.4 % of the run)',
    undefined,
    '47 % of the numbers are assumed',
  ]);
});
