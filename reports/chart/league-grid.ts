/**
 * The grid that the drawings of a league share: one row per policy, one column per metric, each column with a scale of
 * its own and its head above. What stands in a cell is up to the drawing.
 */
import type { LeagueFacts, LeagueMetric, PolicyFact } from '../../analysis/league/league-fact.ts';
import { metricNote, metricTitle } from '../league/league-words.ts';
import { type Canvas, fitted, line, text } from './canvas.ts';

export const gridWidthPx = 1114;
const namePx = 118;
const metPx = 34;
export const columnPx = 168;
const gapPx = 14;
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

export function columnLeft(column: number): number {
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
}

/** Names, "met of n", heads and hairlines; then every cell. */
export function drawGrid(
  canvas: Canvas,
  { facts, policies, metrics }: Grid,
  head: (metric: LeagueMetric, left: number, right: number) => void,
  cell: (cell: GridCell) => void,
): void {
  text(canvas, 0, 40, 'policy', 'tx mut');
  if (facts.requirements.length > 0)
    text(canvas, namePx + metPx, 40, `met of ${facts.requirements.length}`, 'tx mut', 'end');
  metrics.forEach((metric, column) => {
    const left = columnLeft(column);
    text(canvas, left, 11, fitted(metricTitle(metric), columnPx, 12, true), 'tb');
    text(canvas, left, 25, fitted(metricNote(metric), columnPx, 10.5), 'tx mut');
    head(metric, left, left + columnPx);
  });
  policies.forEach((policy, row) => {
    const y = rowMiddle(row);
    const isBaseline = policy.policy === facts.baseline;
    line(canvas, 0, y + 14, gridWidthPx, y + 14, 'grid');
    text(canvas, 0, y + 4, fitted(policy.policy, namePx - 12, 12, isBaseline), isBaseline ? 'tb' : 'ts');
    if (facts.requirements.length > 0) text(canvas, namePx + metPx, y + 4, String(policy.met), 'tb', 'end');
    metrics.forEach((metric, column) => {
      const left = columnLeft(column);
      cell({ policy, metric, left, right: left + columnPx, y });
    });
  });
}
