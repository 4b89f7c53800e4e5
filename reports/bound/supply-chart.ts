/**
 * Supply and demand of one vCPU: the strong line is the least service that any window of the length on the x axis surely
 * gives, the thin one the most that its tasks may ask for in it. Where demand stays below supply from some window on, work
 * is done within that window.
 */
import type { SupplyDemand } from '../../analysis/bound/bound-fact.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from '../chart/axis.ts';
import { type Canvas, type Chart, fitted, line, path, px, text } from '../chart/canvas.ts';
import { duration } from '../number.ts';
import type { Colours } from '../palette.ts';

const plot = { left: 40, top: 30, right: 300, bottom: 160 } as const;

export function supplyChart(data: SupplyDemand, colours: Colours): Chart {
  const name = `${data.vm}/${data.vcpu}`;
  const gapPs = data.points.reduce((gap, { windowPs, leastPs }) => (leastPs === 0 ? windowPs : gap), 0);
  const crossing = meetingPs(data);
  const meets =
    crossing === null
      ? 'Demand does not come below supply in the windows shown.'
      : `From windows of ${duration(crossing)} on, supply covers what its tasks may ask for.`;
  return {
    id: `supply-${data.vm}-${data.vcpu}`,
    title: `Supply and demand of ${name}`,
    description: `${name} may be without service for ${duration(gapPs)}. ${meets}`,
    widthPx: plot.right + 70,
    heightPx: 196,
    draw: (canvas) => draw(canvas, data, name, colours.slotOf(data.vm)),
  };
}

/** The first window after which demand never exceeds supply in what is shown. */
export function meetingPs({ points }: SupplyDemand): number | null {
  let from: number | null = null;
  for (const { windowPs, leastPs, demandPs } of points) {
    if (windowPs === 0) continue;
    if (demandPs > leastPs) from = null;
    else from ??= windowPs;
  }
  return from;
}

function draw(canvas: Canvas, { points }: SupplyDemand, name: string, slot: string): void {
  const spanPs = Math.max(1, points.at(-1)?.windowPs ?? 1);
  const tallPs = Math.max(1, ...points.map(({ leastPs, demandPs }) => Math.max(leastPs, Math.min(demandPs, spanPs))));
  const x = (ps: number) => plot.left + (ps / spanPs) * (plot.right - plot.left);
  const y = (ps: number) => plot.bottom - (Math.min(ps, tallPs) / tallPs) * (plot.bottom - plot.top);
  const [xUnit, yUnit] = [axisUnit(spanPs), axisUnit(tallPs)];
  text(canvas, 0, 12, fitted(name, plot.right, 12, true), 'tb');
  text(canvas, 0, 25, `${yUnit.unit}`, 'tx mut');
  for (const tick of ticksWithin(0, tallPs, roundStep(tallPs, 4))) {
    line(canvas, plot.left, y(tick), plot.right, y(tick), tick === 0 ? 'axis' : 'grid');
    text(canvas, plot.left - 5, y(tick) + 3.5, tickLabel(tick, yUnit), 'tx mut', 'end');
  }
  for (const tick of ticksWithin(0, spanPs, roundStep(spanPs, 4)))
    text(canvas, x(tick), plot.bottom + 14, tickLabel(tick, xUnit), 'tx mut', 'middle');
  text(canvas, plot.right, plot.bottom + 29, `any window of … ${xUnit.unit}`, 'tx mut', 'end');
  const curve = (of: (point: SupplyDemand['points'][number]) => number) =>
    points.map((point, index) => `${index === 0 ? 'M' : 'L'}${px(x(point.windowPs))} ${px(y(of(point)))}`).join('');
  path(
    canvas,
    curve(({ demandPs }) => demandPs),
    'thin so',
    'most demand',
  );
  path(
    canvas,
    curve(({ leastPs }) => leastPs),
    `cv s${slot}`,
    'least supply',
  );
  const last = points.at(-1);
  if (last === undefined) return;
  const [supplyAt, demandAt] = [y(last.leastPs) + 3.5, y(last.demandPs) + 3.5];
  const apart = Math.abs(supplyAt - demandAt) < 12 ? (supplyAt <= demandAt ? -7 : 7) : 0;
  text(canvas, plot.right + 5, Math.min(supplyAt + apart, plot.bottom), 'supply', 'tbx');
  text(canvas, plot.right + 5, Math.max(plot.top + 4, Math.min(demandAt - apart, plot.bottom)), 'demand', 'tx');
}
