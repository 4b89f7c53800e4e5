/**
 * The grid that the drawings of a league share: one row per policy, one column per metric, each column with a scale of
 * its own and its head above. What stands in a cell is up to the drawing.
 */
import type { LeagueFacts, LeagueMetric, PolicyFact } from '../../analysis/league/league-fact.ts';
import { metricNote, metricTitle } from '../league/league-words.ts';
import { type Canvas, fitted, line, text } from './canvas.ts';

/** Widths of the whole, of the names, of "met of n" and of a column with the gap before it. */
export interface GridWidths {
  readonly gridPx: number;
  readonly namePx: number;
  readonly metPx: number;
  readonly columnPx: number;
  readonly gapPx: number;
}

export const wideGrid: GridWidths = { gridPx: 1114, namePx: 118, metPx: 34, columnPx: 168, gapPx: 14 };
/** One column, for a screen of 420 px. */
export const phoneGrid: GridWidths = { gridPx: 388, namePx: 96, metPx: 40, columnPx: 238, gapPx: 14 };
export const rowPx = 30;
export const gridHeadPx = 52;
/** Columns beside a column of words, and without one. */
export const columnsBesideWords = 4;

export interface GridCell {
  readonly policy: PolicyFact;
  readonly metric: LeagueMetric;
  /** Left and right end of the scale, middle of the row. */
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

export function columnLeft({ namePx, metPx, gapPx, columnPx }: GridWidths, column: number): number {
  return namePx + metPx + gapPx + column * (columnPx + gapPx);
}

export function rowMiddle(row: number): number {
  return gridHeadPx + row * rowPx + 16;
}

export function gridBottom(rows: number): number {
  return gridHeadPx + rows * rowPx + 4;
}

export interface Grid {
  readonly facts: LeagueFacts;
  readonly policies: readonly PolicyFact[];
  readonly metrics: readonly LeagueMetric[];
  readonly widths: GridWidths;
}

/** Names, "met of n", heads and hairlines; then every cell. */
export function drawGrid(
  canvas: Canvas,
  { facts, policies, metrics, widths }: Grid,
  head: (metric: LeagueMetric, left: number, right: number) => void,
  cell: (cell: GridCell) => void,
): void {
  const { gridPx, namePx, metPx, columnPx } = widths;
  text(canvas, 0, 40, 'policy', 'tx mut');
  if (facts.requirements.length > 0)
    text(canvas, namePx + metPx, 40, `met of ${facts.requirements.length}`, 'tx mut', 'end');
  metrics.forEach((metric, column) => {
    const left = columnLeft(widths, column);
    text(canvas, left, 11, fitted(metricTitle(metric), columnPx, 12, true), 'tb');
    text(canvas, left, 25, fitted(metricNote(metric), columnPx, 10.5), 'tx mut');
    head(metric, left, left + columnPx);
  });
  policies.forEach((policy, row) => {
    const y = rowMiddle(row);
    const isBaseline = policy.policy === facts.baseline;
    line(canvas, 0, y + 14, gridPx, y + 14, 'grid');
    text(canvas, 0, y + 4, fitted(policy.policy, namePx - 12, 12, isBaseline), isBaseline ? 'tb' : 'ts');
    if (facts.requirements.length > 0) text(canvas, namePx + metPx, y + 4, String(policy.met), 'tb', 'end');
    metrics.forEach((metric, column) => {
      const left = columnLeft(widths, column);
      cell({ policy, metric, left, right: left + columnPx, y });
    });
  });
}
