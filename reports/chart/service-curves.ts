/**
 * Least and most service of one vCPU in any window, under every policy: thin lines are the least service of each policy,
 * the strong one and the tint up to its most service belong to the baseline. The policies that give least and most at the
 * longest window are named.
 */
import type { PolicyFact } from '../../analysis/league/league-fact.ts';
import { duration } from '../number.ts';
import type { Colours } from '../palette.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, fitted, line, path, px, text } from './canvas.ts';

const plot = { left: 34, top: 30, right: 258, bottom: 150 } as const;
const labelPx = 92;

type Windows = PolicyFact['supply'][number]['windows'];

export interface ServiceCurvesData {
  readonly vm: string;
  readonly vcpu: string;
  readonly baseline: string;
  readonly curves: readonly { readonly policy: string; readonly windows: Windows }[];
}

export function serviceCurves(data: ServiceCurvesData, colours: Colours): Chart {
  const name = data.vcpu === 'all' ? `${data.vm}, all vCPUs` : `${data.vm}/${data.vcpu}`;
  const gaps = data.curves.map(({ policy, windows }) => ({ policy, gapPs: longestGapPs(windows) }));
  const longest = gaps.reduce((a, b) => (b.gapPs > a.gapPs ? b : a), gaps[0] ?? { policy: '', gapPs: 0 });
  return {
    id: `service-${data.vm}-${data.vcpu}`,
    title: `Service of ${name} in any window`,
    description:
      longest.gapPs === 0
        ? `No policy left ${name} without service in any of the windows while it wanted to run.`
        : `${longest.policy} left ${name} without service in a window of ${duration(longest.gapPs)} while it wanted to run.`,
    widthPx: plot.right + labelPx,
    heightPx: 184,
    draw: (canvas) => drawCurves(canvas, data, name, colours.slotOf(data.vm)),
  };
}

/** The longest of the sampled windows without any service. */
export function longestGapPs(windows: Windows): number {
  return windows.reduce((gap, { lengthPs, leastPs }) => (leastPs === 0 ? lengthPs : gap), 0);
}

function drawCurves(canvas: Canvas, { curves, baseline }: ServiceCurvesData, name: string, slot: string): void {
  const known = (windows: Windows) => windows.filter(({ leastPs }) => leastPs !== null);
  const all = curves.flatMap(({ windows }) => known(windows));
  const spanPs = Math.max(1, ...all.map(({ lengthPs }) => lengthPs));
  const most = curves.flatMap(({ policy, windows }) => (policy === baseline ? known(windows) : []));
  const tallPs = Math.max(1, ...all.map(({ leastPs }) => leastPs!), ...most.map(({ mostPs }) => mostPs));
  const x = (ps: number) => plot.left + (ps / spanPs) * (plot.right - plot.left);
  const y = (ps: number) => plot.bottom - (ps / tallPs) * (plot.bottom - plot.top);
  const [xUnit, yUnit] = [axisUnit(spanPs), axisUnit(tallPs)];
  text(canvas, 0, 11, fitted(name, plot.right, 12, true), 'tb');
  text(canvas, 0, 24, `${yUnit.unit} of service`, 'tx mut');
  for (const tick of ticksWithin(0, tallPs, roundStep(tallPs, 4))) {
    line(canvas, plot.left, y(tick), plot.right, y(tick), tick === 0 ? 'axis' : 'grid');
    text(canvas, plot.left - 5, y(tick) + 3.5, tickLabel(tick, yUnit), 'tx mut', 'end');
  }
  for (const tick of ticksWithin(0, spanPs, roundStep(spanPs, 4))) {
    text(canvas, x(tick), plot.bottom + 14, tickLabel(tick, xUnit), 'tx mut', 'middle');
  }
  text(canvas, plot.right, plot.bottom + 28, `any window of … ${xUnit.unit}`, 'tx mut', 'end');
  const least = (windows: Windows) =>
    `M${plot.left} ${plot.bottom}${windows
      .flatMap(({ lengthPs, leastPs }) => (leastPs === null ? [] : [`L${px(x(lengthPs))} ${px(y(leastPs))}`]))
      .join('')}`;
  for (const { policy, windows } of curves) {
    if (policy !== baseline) path(canvas, least(windows), 'thin so', `least under ${policy}`);
  }
  const base = curves.find(({ policy }) => policy === baseline);
  if (base !== undefined) drawBaseline(canvas, base.windows, least(base.windows), x, y, slot, baseline);
  drawNames(canvas, curves, baseline, x, y);
}

function drawBaseline(
  canvas: Canvas,
  windows: Windows,
  least: string,
  x: (ps: number) => number,
  y: (ps: number) => number,
  slot: string,
  baseline: string,
): void {
  const known = windows.filter(({ leastPs }) => leastPs !== null);
  const back = [...known].reverse().map(({ lengthPs, leastPs }) => `L${px(x(lengthPs))} ${px(y(leastPs!))}`);
  const most = known.map(({ lengthPs, mostPs }) => `L${px(x(lengthPs))} ${px(y(mostPs))}`);
  path(canvas, `M${plot.left} ${plot.bottom}${most.join('')}${back.join('')}Z`, `area k${slot}`);
  path(canvas, least, `cv s${slot}`, `least under ${baseline}`);
}

/** Names the baseline and the curves that end lowest and highest, beside their ends, at least 12 px apart. */
function drawNames(
  canvas: Canvas,
  curves: ServiceCurvesData['curves'],
  baseline: string,
  x: (ps: number) => number,
  y: (ps: number) => number,
): void {
  const ends = curves
    .map(({ policy, windows }) => {
      const last = windows.findLast(({ leastPs }) => leastPs !== null);
      return { policy, leftPx: x(last?.lengthPs ?? 0) + 5, atPx: y(last?.leastPs ?? 0) };
    })
    .sort((a, b) => a.atPx - b.atPx);
  const named = ends.filter(({ policy }, place) => place === 0 || place === ends.length - 1 || policy === baseline);
  let lowest = Number.NEGATIVE_INFINITY;
  for (const { policy, leftPx, atPx } of named) {
    lowest = Math.max(atPx + 3.5, lowest + 12);
    const style = policy === baseline ? 'tbx' : 'tx';
    text(canvas, leftPx, Math.min(lowest, plot.bottom - 3), fitted(policy, labelPx - 6, 10.5), `${style} halo`);
  }
}
