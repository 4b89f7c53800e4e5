/**
 * The league: a row per policy, a column per metric, zero is the baseline and better lies to the left. A dot is the median
 * of the paired differences, its line the 95 % interval, hollow where the interval holds 0 or the seeds are too few for
 * one; a cross says that a seed violates the requirement. What lies far beyond the others is written at the border.
 * Beside the columns stands why: the change that weighs most in the difference of the first column's requirement.
 */
import type { LeagueFacts, LeagueMetric, PolicyFact } from '../../analysis/league/league-fact.ts';
import {
  againstBaseline,
  causeParts,
  isClear,
  metricTitle,
  requirementOf,
  signedText,
  underPolicy,
  verdictOf,
} from '../league/league-words.ts';
import { none, signedMilliseconds } from '../number.ts';
import { type Canvas, type Chart, crossPath, fitted, line, path, px, rect, text } from './canvas.ts';
import {
  columnLeft,
  columnsBesideWords,
  drawGrid,
  type GridCell,
  type GridWidths,
  gridBottom,
  gridHeadPx,
  rowMiddle,
  wideGrid,
} from './league-grid.ts';

const dotPx = 4.2;
/** Room inside a column for the cross at its right end. */
const crossPx = 14;
/** A difference beyond this many times the middle one is written, not drawn. */
const farFactor = 6;

export interface LeaguePanel {
  readonly facts: LeagueFacts;
  readonly policies: readonly PolicyFact[];
  readonly metrics: readonly LeagueMetric[];
  readonly number: number;
  readonly widths: GridWidths;
}

/** Name of the drawing of a panel; the narrow ones, which a phone shows instead, have names of their own. */
export function panelId(name: string, { number, widths }: LeaguePanel): string {
  if (widths !== wideGrid) return `${name}${phoneSuffix}${number}`;
  return number === 1 ? name : `${name}-${number}`;
}

/** The wide drawing is a file of its own; the narrow ones stand on the page only. */
export function panelLook({ widths }: LeaguePanel): { readonly wide: boolean; readonly standalone: boolean } {
  return { wide: widths === wideGrid, standalone: widths === wideGrid };
}

export const phoneSuffix = '-phone-';

export function league(panel: LeaguePanel): Chart {
  const { facts, policies, metrics, widths } = panel;
  return {
    id: panelId('league', panel),
    title: `Policies against ${facts.baseline}: ${metrics.map(metricTitle).join(', ')}`,
    description: describe(panel),
    widthPx: widths.gridPx,
    heightPx: gridBottom(policies.length) + (widths === wideGrid ? 44 : 58),
    ...panelLook(panel),
    draw: (canvas) => drawLeague(canvas, panel),
  };
}

function describe({ facts, policies, metrics }: LeaguePanel): string {
  const sentences = metrics.flatMap((metric) => {
    const parts = policies.flatMap(({ policy }) => {
      const against = againstBaseline(facts, policy, metric);
      return against === null ? [] : [`${policy} ${signedText(metric.unit, against.median)}`];
    });
    return parts.length === 0 ? [] : [`${metricTitle(metric)}: ${parts.join(', ')}.`];
  });
  return `Median paired differences to ${facts.baseline} over ${facts.seeds.length} seeds. ${sentences.join(' ')}`;
}

function drawLeague(canvas: Canvas, panel: LeaguePanel): void {
  const { facts, policies, metrics } = panel;
  const bottom = gridBottom(policies.length);
  const scales = new Map(metrics.map((metric) => [metric, scaleOf(facts, policies, metric)]));
  drawGrid(
    canvas,
    panel,
    (metric, left, right) => {
      const scale = scales.get(metric)!;
      const zero = zeroAt(left, right);
      line(canvas, zero, gridHeadPx - 6, zero, bottom, 'axis');
      text(canvas, zero, 40, '0', 'tx mut', 'middle');
      if (scale === 0) return;
      text(canvas, left, 40, signedText(metric.unit, -scale), 'tx mut');
      text(canvas, right - crossPx, 40, signedText(metric.unit, scale), 'tx mut', 'end');
    },
    (cell) => drawCell(canvas, facts, cell, scales.get(cell.metric)!),
  );
  drawReasons(canvas, panel);
  drawKey(canvas, panel.widths, bottom + 16);
}

function drawKey(canvas: Canvas, widths: GridWidths, y: number): void {
  const clear = '● the 95 % interval excludes 0';
  const open = '○ it does not, or fewer than 6 seeds';
  const violated = '✕ violated on a seed';
  if (widths === wideGrid) {
    text(canvas, columnLeft(widths, 0), y, '← better', 'ts mut');
    text(canvas, columnLeft(widths, 1), y, clear, 'ts mut');
    text(canvas, columnLeft(widths, 2) + 24, y, open, 'ts mut');
    text(canvas, columnLeft(widths, 3) + 78, y, violated, 'ts redt');
    return;
  }
  text(canvas, 0, y, violated, 'tx redt');
  text(canvas, columnLeft(widths, 0), y, '← better', 'tx mut');
  text(canvas, 0, y + 16, clear, 'tx mut');
  text(canvas, widths.gridPx, y + 16, open, 'tx mut', 'end');
}

function zeroAt(left: number, right: number): number {
  return (left + right - crossPx) / 2;
}

/** Half the width of a column in the unit of its metric: the largest difference that is not far beyond the others. */
function scaleOf(facts: LeagueFacts, policies: readonly PolicyFact[], metric: LeagueMetric): number {
  const sizes = policies
    .flatMap(({ policy }) => {
      const against = againstBaseline(facts, policy, metric);
      return against?.median == null ? [] : [Math.max(...[against.median, ...(against.interval ?? [])].map(Math.abs))];
    })
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  if (sizes.length === 0) return 0;
  const most = sizes[Math.floor((sizes.length - 1) / 2)]! * farFactor;
  return sizes.filter((size) => size <= most).at(-1)!;
}

function drawCell(
  canvas: Canvas,
  facts: LeagueFacts,
  { policy, metric, left, right, y }: GridCell,
  scale: number,
): void {
  const verdict = verdictOf(underPolicy(policy, metric.requirement));
  if (verdict === 'violated')
    path(canvas, crossPath(right - 5, y, 4), 'x', `${policy.policy} violates ${metric.requirement}`);
  const against = againstBaseline(facts, policy.policy, metric);
  const zero = zeroAt(left, right);
  if (policy.policy === facts.baseline) {
    rect(canvas, zero - 1, y - 8, 2, 16, 'ink', 'baseline');
    return;
  }
  if (against === null || against.median === null) {
    text(canvas, zero, y + 4, '–', 'ts mut', 'middle');
    return;
  }
  const signed = metric.better === 'lower' ? 1 : -1;
  const half = zero - left;
  const x = (value: number): number =>
    zero + (scale === 0 ? 0 : Math.max(-1, Math.min(1, (signed * value) / scale)) * half);
  const words = hoverText(policy.policy, metric, against);
  if (Math.abs(against.median) > scale) {
    const isRight = signed * against.median > 0;
    const label = `${isRight ? '' : '◂ '}${signedText(metric.unit, against.median)}${isRight ? ' ▸' : ''}`;
    text(canvas, isRight ? right - crossPx : left, y + 4, label, 'tx', isRight ? 'end' : 'start');
    return;
  }
  const isSure = isClear(against);
  if (against.interval !== null) line(canvas, x(against.interval[0]), y, x(against.interval[1]), y, 'cur');
  const dot = canvas
    .append('circle')
    .attr('cx', px(x(against.median)))
    .attr('cy', px(y))
    .attr('r', dotPx);
  dot.attr('class', isSure ? 'dot' : 'hollow so').attr('data-t', words);
}

function hoverText(
  policy: string,
  metric: LeagueMetric,
  { median, interval, pValue }: NonNullable<ReturnType<typeof againstBaseline>>,
): string {
  const between =
    interval === null ? '' : `, 95 % ${signedText(metric.unit, interval[0])} … ${signedText(metric.unit, interval[1])}`;
  return `${policy}, ${metricTitle(metric)}: ${signedText(metric.unit, median)}${between}, p = ${pValue?.toPrecision(2) ?? none}`;
}

function drawReasons(canvas: Canvas, { facts, policies, metrics, widths }: LeaguePanel): void {
  const requirement = requirementOf(facts, metrics[0]?.requirement ?? null);
  if (requirement === null || widths !== wideGrid || metrics.length > columnsBesideWords) return;
  const left = columnLeft(widths, columnsBesideWords) + 6;
  const room = widths.gridPx - left;
  text(canvas, left, 11, fitted(`Why: ledger of ${requirement.id}`, room, 12, true), 'tb');
  text(canvas, left, 25, fitted('the change that weighs most, ms', room, 10.5), 'tx mut');
  policies.forEach(({ policy }, row) => {
    const reason = facts.reasons.find((one) => one.requirement === requirement.id && one.policy === policy);
    const change = reason?.changes[0];
    const y = rowMiddle(row) + 4;
    if (reason !== undefined && reason.differencePs !== 0 && !reason.isExplained) {
      text(canvas, left, y, 'not explained by the ledger', 'tx mut');
      return;
    }
    if (change === undefined || reason?.differencePs === 0) {
      text(canvas, left, y, policy === facts.baseline ? 'baseline' : '–', 'ts mut');
      return;
    }
    text(canvas, left + 44, y, signedMilliseconds(Math.round(change.differencePs)), 'tbx', 'end');
    const parts = causeParts(change).filter(Boolean);
    parts.forEach((part, index) => {
      const middlePx = parts.length === 1 ? 0 : index === 0 ? -5.5 : 5.5;
      text(canvas, left + 50, y + middlePx, fitted(part, room - 50, 10.5), 'tx');
    });
  });
}

/** Columns of one panel. */
export const panelColumns = columnsBesideWords;
