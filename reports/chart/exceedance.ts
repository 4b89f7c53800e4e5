/**
 * How often is it longer than ...? Share of items that take longer (y, log) against time (x): one late job in a million
 * is the end of the curve, where a histogram would hide it, and "1 in 1 000 takes longer" can be read off beside the
 * limit. Steps, since the points are observed values; what lies past the limit is red.
 */
import type { Distribution } from '../../analysis/fact.ts';
import { comparedPair, count, duration } from '../number.ts';
import { axisUnit, log10, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, fitted, line, path, px, text } from './canvas.ts';

const widthPx = 340;
const heightPx = 180;
const plot = { left: 56, top: 40, right: 330, bottom: 154 } as const;

export interface ExceedanceData {
  readonly id: string;
  readonly name: string;
  readonly slot: string;
  /** `jobs`, `reactions`: what is counted. */
  readonly items: string;
  readonly distribution: Distribution;
  readonly limitPs: number | null;
}

export function exceedance(data: ExceedanceData): Chart {
  const { distribution, limitPs, name } = data;
  const worst = distribution.maxPs ?? 0;
  const against =
    limitPs === null
      ? ''
      : worst > limitPs
        ? `, past the limit of ${duration(limitPs)}`
        : `, within the limit of ${duration(limitPs)}`;
  return {
    id: `exceedance-${data.id}`,
    title: `How often ${name} takes longer`,
    description: `${count(distribution.count)} ${data.items}, the worst takes ${duration(worst)}${against}; half take longer than ${duration(distribution.p50Ps ?? 0)}.`,
    widthPx,
    heightPx,
    draw: (canvas) => drawExceedance(canvas, data),
  };
}

function drawExceedance(canvas: Canvas, { name, slot, items, distribution, limitPs }: ExceedanceData): void {
  const worst = distribution.maxPs ?? 1;
  // A limit far away would press the curve against the axis; then it is named in words instead.
  const limitShown = limitPs !== null && limitPs <= worst * 6;
  const spanPs = Math.max(worst, limitShown ? limitPs : 0, 1) * 1.06;
  const decades = Math.max(1, Math.ceil(log10(Math.max(distribution.count, 2))));
  const x = (ps: number) => plot.left + (ps / spanPs) * (plot.right - plot.left);
  const y = (share: number) => plot.top + (-log10(share) / decades) * (plot.bottom - plot.top);
  text(canvas, plot.left, 12, fitted(name, 190, 12, true), 'tb');
  text(canvas, plot.right, 12, `${count(distribution.count)} ${items}`, 'tx mut', 'end');
  for (let decade = 0; decade <= decades; decade++) {
    const at = plot.top + (decade / decades) * (plot.bottom - plot.top);
    line(canvas, plot.left, at, plot.right, at, decade === decades ? 'axis' : 'grid');
    if (decades <= 4 || decade % 2 === 0)
      text(canvas, plot.left - 6, at + 3.5, decade === 0 ? 'all' : `1 in ${count(10 ** decade)}`, 'tx mut', 'end');
  }
  const unit = axisUnit(spanPs);
  const ticks = ticksWithin(0, spanPs, roundStep(spanPs, 5));
  ticks.forEach((tick, index) => {
    line(canvas, x(tick), plot.bottom, x(tick), plot.bottom + 4, 'axis');
    text(
      canvas,
      x(tick),
      plot.bottom + 16,
      index === ticks.length - 1 ? `${tickLabel(tick, unit)} ${unit.unit}` : tickLabel(tick, unit),
      'tx mut',
      'middle',
    );
  });
  const points = distribution.exceedance.filter(([, share]) => share > 0);
  const past = limitShown ? limitPs : Number.MAX_SAFE_INTEGER;
  const late = points.filter(([ps]) => ps > past);
  const kept = points.filter(([ps]) => ps <= past);
  // The share at the wall itself is that of the first late point: both parts meet there.
  const atWall = late.length > 0 ? [[past, late[0]![1]] as const] : [];
  path(
    canvas,
    stairs([...kept, ...atWall], x, y),
    `cv s${slot}`,
    `${name}: worst ${duration(worst)}, 99 % within ${duration(distribution.p99Ps ?? 0)}`,
  );
  if (late.length > 0) path(canvas, stairs([...atWall, ...late], x, y), 'cvr');
  if (limitShown) line(canvas, x(limitPs), plot.top - 2, x(limitPs), plot.bottom, 'wall');
  labelLimits(canvas, worst, limitPs, limitShown, x);
}

/** The worst in the heading, where no curve can run through it; the limit at its wall. */
function labelLimits(
  canvas: Canvas,
  worst: number,
  limitPs: number | null,
  limitShown: boolean,
  x: (ps: number) => number,
): void {
  const late = limitPs !== null && worst > limitPs;
  const words =
    late && limitPs !== null
      ? comparedPair('ps', worst, limitPs).map(({ value, unit }) => `${value} ${unit}`)
      : [duration(worst), duration(limitPs ?? 0)];
  text(canvas, plot.left, 26, `max ${words[0]}`, late ? 'tb redt' : 'ts mut');
  if (limitPs === null) return;
  const wall = x(limitPs);
  if (limitShown)
    text(
      canvas,
      wall > plot.left + 130 ? wall + 2 : wall,
      plot.top - 5,
      words[1]!,
      'tbx halo',
      wall > plot.left + 130 ? 'end' : 'start',
    );
  else text(canvas, plot.right, plot.top - 5, `limit ${words[1]} →`, 'tbx halo', 'end');
}

/** The share of items that take at least t holds from the point before up to the point itself: fall, then go right. */
function stairs(
  points: readonly (readonly [number, number])[],
  x: (ps: number) => number,
  y: (share: number) => number,
): string {
  if (points.length === 0) return `M${plot.left} ${plot.top}`;
  const [first, ...rest] = points as [readonly [number, number], ...(readonly [number, number])[]];
  return `M${px(x(first[0]))} ${px(y(first[1]))}${rest.map(([ps, share]) => `V${px(y(share))}H${px(x(ps))}`).join('')}`;
}
