/**
 * How little service can any window give? The line is the least service that a vCPU saw in any window of the length on
 * the x axis while it wanted to run. Dashed: its budget as an even rate, for orientation; it is no guarantee.
 */
import type { VcpuFact } from '../../analysis/fact.ts';
import { duration } from '../number.ts';
import type { Colours } from '../palette.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, line, path, px, text } from './canvas.ts';
import { budgetShare } from './use-bars.ts';

const plot = { left: 46, top: 28, right: 400, bottom: 190 } as const;

export function supply(vcpu: VcpuFact, colours: Colours): Chart {
  const name = `${vcpu.vm}/${vcpu.vcpu}`;
  const gapPs = longestGap(vcpu.leastSupply);
  const last = vcpu.leastSupply[vcpu.leastSupply.length - 1] ?? [0, 0];
  return {
    id: 'supply',
    title: `Least service of ${name} in any window`,
    description: `${name} got no service for up to ${duration(gapPs)} while it wanted to run, and at least ${duration(last[1])} in any window of ${duration(last[0])}.`,
    widthPx: 480,
    heightPx: 222,
    draw: (canvas) => drawSupply(canvas, vcpu, name, gapPs, colours.slotOf(vcpu.vm)),
  };
}

/** Longest window (of the sampled lengths) without any service, ps. */
export function longestGap(points: VcpuFact['leastSupply']): number {
  return points.reduce((gap, [tPs, servicePs]) => (servicePs === 0 && tPs > gap ? tPs : gap), 0);
}

function drawSupply(canvas: Canvas, vcpu: VcpuFact, name: string, gapPs: number, slot: string): void {
  const points = vcpu.leastSupply;
  const spanPs = Math.max(1, points[points.length - 1]?.[0] ?? 1);
  const rate = budgetShare(vcpu);
  const tallestPs = Math.max(1, points[points.length - 1]?.[1] ?? 1, (rate ?? 0) * spanPs);
  const x = (ps: number) => plot.left + (ps / spanPs) * (plot.right - plot.left);
  const y = (ps: number) => plot.bottom - (ps / tallestPs) * (plot.bottom - plot.top);
  const xUnit = axisUnit(spanPs);
  const yUnit = axisUnit(tallestPs);
  text(canvas, 0, 12, `${yUnit.unit} of service, ${name}`, 'tx mut');
  if (gapPs > 0) text(canvas, plot.right, 12, `no service for up to ${duration(gapPs)}`, 'tbx', 'end');
  for (const tick of ticksWithin(0, tallestPs, roundStep(tallestPs, 4))) {
    line(canvas, plot.left, y(tick), plot.right, y(tick), tick === 0 ? 'axis' : 'grid');
    text(canvas, plot.left - 6, y(tick) + 3.5, tickLabel(tick, yUnit), 'tx mut', 'end');
  }
  for (const tick of ticksWithin(0, spanPs, roundStep(spanPs, 6))) {
    line(canvas, x(tick), plot.bottom, x(tick), plot.bottom + 4, 'axis');
    text(canvas, x(tick), plot.bottom + 16, tickLabel(tick, xUnit), 'tx mut', 'middle');
  }
  text(canvas, plot.right, plot.bottom + 30, `any window of … ${xUnit.unit}`, 'tx mut', 'end');
  const curve = points
    .map(([tPs, servicePs], index) => `${index === 0 ? 'M' : 'L'}${px(x(tPs))} ${px(y(servicePs))}`)
    .join('');
  path(canvas, `${curve}V${plot.bottom}H${plot.left}Z`, `area k${slot}`);
  path(canvas, curve, `cv s${slot}`, `least service seen by ${name}`);
  const lastY = y(points[points.length - 1]?.[1] ?? 0);
  const rateY = rate === null ? null : y(rate * spanPs);
  if (rateY !== null) {
    path(canvas, `M${plot.left} ${plot.bottom}L${plot.right} ${px(rateY)}`, 'rate');
    text(canvas, plot.right + 6, rateY + 3.5, 'budget as', 'tx');
    text(canvas, plot.right + 6, rateY + 15.5, 'even rate', 'tx');
  }
  const clash = rateY !== null && lastY - rateY < 28 && lastY - rateY > -14;
  text(canvas, plot.right + 6, clash ? rateY! + 31 : lastY + 3.5, 'least seen', 'tbx');
  if (gapPs > 0 && x(gapPs) - plot.left > 12) {
    line(canvas, plot.left, plot.bottom - 8, x(gapPs), plot.bottom - 8, 'wall');
  }
}
