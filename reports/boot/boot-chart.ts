/**
 * The boot chart: time from power-on on the x axis. Above, one row per stage, grouped by guest: hollow = loading, diagonal =
 * checking, half tone = unpacking, solid = running, thin line = waiting; outlined stages are on the critical path of the last
 * milestone. Diamonds are milestones, walls their limits. Below, one lane per core (who used it), medium and engine (for whom
 * it worked).
 */
import type { BootFacts, BootStageFact } from '../../analysis/boot/boot-fact.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from '../chart/axis.ts';
import { type Canvas, type Chart, fitted, line, path, px, rect, text } from '../chart/canvas.ts';
import { texturedBar } from '../chart/texture.ts';
import { duration, exactPs } from '../number.ts';
import type { Colours } from '../palette.ts';
import { coreName } from '../wording.ts';
import { reached } from './boot-words.ts';

const leftPx = 164;
const plotPx = 880;
const rightPx = 72;
const rowPx = 22;
const barPx = 12;
const topPx = 22;
const mostRows = 40;

interface Scale {
  readonly x: (ps: number) => number;
  readonly lastPs: number;
}

export function bootChart(facts: BootFacts, colours: Colours): Chart {
  const rows = rowsOf(facts);
  const lanes = facts.cores.length + facts.units.length;
  const last = reached(facts).at(-1);
  const finding = facts.milestones.map(({ name, atPs }) => `${name} ${atPs === null ? 'never' : duration(atPs)}`);
  const path_ =
    last === undefined ? '' : ` Critical path of ${last.name}: ${last.path.map(({ stage }) => stage).join(', ')}.`;
  return {
    id: 'boot',
    title: `From power-on to ${last?.name ?? 'the end'}`,
    description: `${finding.join(', ')}.${path_}`,
    widthPx: leftPx + plotPx + rightPx,
    heightPx: topPx + rows.length * rowPx + 24 + lanes * rowPx + 34,
    wide: true,
    draw: (canvas) => drawBoot(canvas, facts, rows, colours),
  };
}

/** In the order of power-on; of many stages those with little slack. */
function rowsOf({ stages }: BootFacts): BootStageFact[] {
  const started = stages.filter(({ readyPs }) => readyPs !== null);
  const few =
    started.length <= mostRows
      ? started
      : [...started].sort((a, b) => (a.slackPs ?? Infinity) - (b.slackPs ?? Infinity)).slice(0, mostRows);
  return [...few].sort(
    (a, b) => a.readyPs! - b.readyPs! || (a.endPs ?? Infinity) - (b.endPs ?? Infinity) || (a.stage < b.stage ? -1 : 1),
  );
}

function drawBoot(canvas: Canvas, facts: BootFacts, rows: readonly BootStageFact[], colours: Colours): void {
  const limits = facts.milestones.flatMap(({ limitPs }) => limitPs ?? []);
  const lastMilestonePs = Math.max(1, ...facts.milestones.map(({ atPs }) => atPs ?? 0));
  // Limits far beyond the boot are not drawn; what guests without milestone do afterwards is cut off.
  const near = limits.filter((limit) => limit <= lastMilestonePs * 1.5);
  const lastPs = Math.round(Math.max(lastMilestonePs, ...near) * 1.02);
  const scale: Scale = { lastPs, x: (ps) => leftPx + (Math.min(ps, lastPs) / lastPs) * plotPx };
  const bottom = topPx + rows.length * rowPx;
  axis(canvas, scale, bottom);
  const critical = new Set((reached(facts).at(-1)?.path ?? []).map(({ stage }) => stage));
  rows.forEach((stage, row) => {
    drawStage(canvas, stage, topPx + row * rowPx, scale, colours, critical.has(stage.stage));
  });
  milestones(canvas, facts, rows, scale, bottom, colours);
  lanes(canvas, facts, bottom + 40, scale, colours);
}

function axis(canvas: Canvas, { x, lastPs }: Scale, bottom: number): void {
  const unit = axisUnit(lastPs);
  const ticks = ticksWithin(0, lastPs, roundStep(lastPs, 10));
  ticks.forEach((tick, index) => {
    line(canvas, x(tick), topPx - 4, x(tick), bottom, tick === 0 ? 'axis' : 'grid');
    const label = tickLabel(tick, unit);
    text(canvas, x(tick), topPx - 9, index === ticks.length - 1 ? `${label} ${unit.unit}` : label, 'tx mut', 'middle');
  });
}

function drawStage(
  canvas: Canvas,
  stage: BootStageFact,
  top: number,
  { x, lastPs }: Scale,
  colours: Colours,
  isCritical: boolean,
): void {
  const slot = colours.slotOf(stage.vm, 'hypervisor');
  const y = top + (rowPx - barPx) / 2;
  text(canvas, 0, top + 15, fitted(stage.stage, leftPx - 12, 12, isCritical), isCritical ? 'tb' : 'ts');
  const { readyPs, begunPs, parts } = stage;
  if (readyPs === null || readyPs > lastPs) return;
  const endPs = stage.endPs ?? lastPs;
  line(canvas, x(readyPs), y + barPx / 2, x(begunPs ?? endPs), y + barPx / 2, `rdy s${slot}`);
  for (const part of parts) {
    if (part.startPs > lastPs) continue;
    const [left, width] = [x(part.startPs), Math.max(x(part.endPs) - x(part.startPs), 0.6)];
    const hover = `${stage.stage}, ${part.name}: ${exactPs(part.endPs - part.startPs)}, of that work ${exactPs(part.workPs)}`;
    if (part.name === 'load') rect(canvas, left, y + 1, width, barPx - 2, `hollow s${slot}`, hover);
    else if (part.name === 'decompress') rect(canvas, left, y, width, barPx, `half k${slot}`, hover);
    else if (part.name === 'execute') rect(canvas, left, y, width, barPx, `k${slot}`, hover);
    else texturedBar(canvas, left, y, width, barPx, slot, 'queued', hover);
  }
  if (isCritical) rect(canvas, x(readyPs) - 1, y - 2, Math.max(x(endPs) - x(readyPs) + 2, 2), barPx + 4, 'frame');
  if (stage.slackPs !== null && stage.slackPs > 0)
    text(canvas, x(endPs) + 6, top + 15, `slack ${duration(stage.slackPs)}`, 'tx mut');
  else if (stage.failed !== null) text(canvas, x(endPs) + 6, top + 15, stage.failed, 'tbx redt');
}

/** A diamond where it is reached, a wall at its limit, on the row of the stage that it comes from. */
function milestones(
  canvas: Canvas,
  facts: BootFacts,
  rows: readonly BootStageFact[],
  { x, lastPs }: Scale,
  bottom: number,
  colours: Colours,
): void {
  for (const { name, vm, atPs, limitPs, verdict, path: pieces } of facts.milestones) {
    const gate = pieces.findLast(({ stage }) => rows.some((row) => row.stage === stage))?.stage;
    const row = rows.findIndex(({ stage }) => stage === gate);
    if (atPs === null || row < 0) continue;
    const y = topPx + row * rowPx + rowPx / 2;
    const at = x(atPs);
    const slot = colours.slotOf(vm, 'hypervisor');
    path(canvas, `M${px(at)} ${px(y - 6)}l6 6l-6 6l-6 -6z`, `lab s${slot}`, `${name}: ${exactPs(atPs)}`);
    path(canvas, `M${px(at)} ${px(y - 4)}l4 4l-4 4l-4 -4z`, verdict === 'violated' ? 'red' : `k${slot}`);
    if (limitPs !== null && limitPs <= lastPs) line(canvas, x(limitPs), y - 9, x(limitPs), y + 9, 'wall');
  }
  text(canvas, leftPx, bottom + 14, '◆ milestone   | its limit   outlined: critical path', 'tx mut');
}

function lanes(canvas: Canvas, facts: BootFacts, top: number, scale: Scale, colours: Colours): void {
  facts.cores.forEach((lane, row) => {
    coreLane(canvas, facts, lane, top + row * rowPx, scale, colours);
  });
  const below = top + facts.cores.length * rowPx;
  facts.units.forEach(({ unit, intervals }, row) => {
    const y = below + row * rowPx;
    text(canvas, 0, y + 13, fitted(unit, leftPx - 12, 12), 'ts');
    rect(canvas, leftPx, y + 2, plotPx, 14, 'slot');
    for (const one of joined(intervals, scale.lastPs / 600)) {
      if (one.startPs > scale.lastPs) continue;
      const vm = facts.stages.find(({ stage }) => stage === one.stage)?.vm ?? null;
      const width = Math.max(scale.x(one.endPs) - scale.x(one.startPs), 0.6);
      const fill = `k${colours.slotOf(vm, 'hypervisor')}`;
      rect(canvas, scale.x(one.startPs), y + 2, width, 14, fill, `${unit} for ${one.stage}`);
    }
  });
}

type Stretch = BootFacts['units'][number]['intervals'][number];

/** Stretches that are too short to be seen apart become one: of the stage that was served first. */
function joined(intervals: readonly Stretch[], leastPs: number): Stretch[] {
  const result: Stretch[] = [];
  for (const one of intervals) {
    const last = result.at(-1);
    const isNear = last !== undefined && one.startPs - last.endPs <= leastPs;
    const isShort = last !== undefined && (one.endPs - one.startPs < leastPs || last.endPs - last.startPs < leastPs);
    if (isNear && (one.stage === last.stage || isShort)) result[result.length - 1] = { ...last, endPs: one.endPs };
    else result.push(one);
  }
  return result;
}

function coreLane(
  canvas: Canvas,
  { vms, binPs }: BootFacts,
  { pcpu, shares }: BootFacts['cores'][number],
  top: number,
  { x, lastPs }: Scale,
  colours: Colours,
): void {
  text(canvas, 0, top + 13, coreName(pcpu), 'ts');
  rect(canvas, leftPx, top + 2, plotPx, 14, 'slot');
  const height = 14;
  const base = new Array<number>(shares[0]?.length ?? 0).fill(0);
  shares.forEach((row, place) => {
    const vm = vms[place]?.vm ?? null;
    if (row.every((share) => share === 0)) return;
    // One area per guest: up along its top, back along its base.
    const up = row.map((share, bin) => {
      const y = top + 2 + height - Math.min(1, base[bin]! + share) * height;
      return `${bin === 0 ? 'M' : 'L'}${px(x(bin * binPs))} ${px(y)}H${px(x((bin + 1) * binPs))}`;
    });
    const back = row
      .map((_, bin) => `V${px(top + 2 + height - Math.min(1, base[bin]!) * height)}H${px(x(bin * binPs))}`)
      .reverse();
    const drawn = row.filter((_, bin) => bin * binPs <= lastPs).length;
    path(
      canvas,
      `${up.slice(0, drawn).join('')}${back.slice(row.length - drawn).join('')}Z`,
      `k${colours.slotOf(vm, 'hypervisor')}`,
      `${coreName(pcpu)}: ${vm ?? 'loaders, firmware, hypervisor'}`,
    );
    row.forEach((share, bin) => {
      base[bin]! += share;
    });
  });
}
