/**
 * Where the time of one request to a device went: a waterfall over its stages, from the driver's post to the end of the
 * handler. Fill is whoever is blamed for a waiting stage; columns give this request and the median and p99 of each stage.
 */
import type { DeviceFact, RequestFact } from '../../analysis/device/device-fact.ts';
import { duration, exactPs } from '../number.ts';
import type { Colours } from '../palette.ts';
import { stageWords } from '../stage-words.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, fitted, line, text } from './canvas.ts';
import { texturedBar } from './texture.ts';

const rowPx = 23;
const headPx = 26;
const axisAtPx = 360;
const axisPx = 480;
const columnsAtPx = [930, 1020, 1110] as const;

export function requestWaterfall(device: DeviceFact, slowest: RequestFact, colours: Colours): Chart {
  const name = `${device.vm}/${device.device}`;
  const said = slowest.stages
    .filter(({ ps }) => ps > 0)
    .sort((a, b) => b.ps - a.ps)
    .slice(0, 4)
    .map(({ stage, ps, culprit }) => `${stageWords[stage]}${culprit === null ? '' : ` (${culprit})`} ${duration(ps)}`);
  return {
    id: `request-${device.vm}-${device.device}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    title: `Where the ${duration(slowest.totalPs)} of the slowest request to ${name} went`,
    description: `${said.join(', ')}; together ${exactPs(slowest.totalPs)}.`,
    widthPx: columnsAtPx[2] + 4,
    heightPx: headPx + slowest.stages.length * rowPx + 10,
    wide: true,
    draw: (canvas) => draw(canvas, device, slowest, colours),
  };
}

function draw(canvas: Canvas, device: DeviceFact, slowest: RequestFact, colours: Colours): void {
  const spanPs = Math.max(slowest.totalPs, 1) * 1.02;
  const x = (ps: number) => axisAtPx + (ps / spanPs) * axisPx;
  const bottom = headPx + slowest.stages.length * rowPx;
  const unit = axisUnit(spanPs);
  const ticks = ticksWithin(0, spanPs, roundStep(spanPs, 6));
  ticks.forEach((tick, index) => {
    line(canvas, x(tick), headPx - 4, x(tick), bottom, 'grid');
    const suffix = index === ticks.length - 1 ? ` ${unit.unit}` : '';
    text(canvas, x(tick), 12, tickLabel(tick, unit) + suffix, 'ts mut', index === 0 ? 'start' : 'middle');
  });
  ['this one', 'median', 'p99'].forEach((head, column) => {
    text(canvas, columnsAtPx[column]!, 12, head, 'ts mut', 'end');
  });
  let atPs = 0;
  slowest.stages.forEach(({ stage, ps, culprit, culpritVm }, row) => {
    const y = headPx + row * rowPx;
    const middle = y + rowPx / 2 + 4;
    const overall = device.stages[row]!.time;
    text(canvas, 0, middle, stageWords[stage], ps === 0 ? 'ts mut' : 'ts');
    if (culprit !== null) text(canvas, axisAtPx - 10, middle, fitted(culprit, 190, 11), 'mono mut', 'end');
    const slot = culprit === null ? 'o' : colours.slotOf(culpritVm, culprit);
    const hover = `${stageWords[stage]}${culprit === null ? '' : ` · ${culprit}`}: ${exactPs(ps)}`;
    const family = waits.includes(stage) ? 'queued' : stage === 'medium' ? 'device' : 'overhead';
    if (ps > 0)
      texturedBar(canvas, x(atPs), y + 4, Math.max((ps / spanPs) * axisPx, 1), rowPx - 8, slot, family, hover);
    atPs += ps;
    if (row < slowest.stages.length - 1) line(canvas, x(atPs), y + rowPx - 4, x(atPs), y + rowPx + 4, 'axis');
    [ps, overall.p50Ps, overall.p99Ps].forEach((value, column) => {
      const said = value === null || value === 0 ? '·' : duration(value);
      text(canvas, columnsAtPx[column]!, middle, said, column === 0 ? 'ts num' : 'ts num mut', 'end');
    });
  });
}

const waits: readonly string[] = ['wake', 'schedule', 'used', 'coalesce', 'guest-schedule'];
