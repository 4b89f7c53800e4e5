/**
 * The whole run at a glance: who had each core, in at most 200 bins, stacked to the full height of the row; below, a row
 * of crosses per violated requirement (over 200 violations: their density per bin, with the count). The line marks the
 * window of the timeline above.
 */
import type { Interval, WholeRunFact } from '../../analysis/fact.ts';
import { count, duration, roughPercentage } from '../number.ts';
import type { Colours } from '../palette.ts';
import { coreName } from '../wording.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, crossPath, fitted, line, path, px, rect, text } from './canvas.ts';

const leftPx = 164;
const plotPx = 952;
const corePx = 30;
const barPx = 22;
const missPx = 18;
const topPx = 8;
const mostCrosses = 200;

export interface WholeRunData {
  readonly run: WholeRunFact;
  readonly horizonPs: number;
  /** Names of VMs in the order of the shares; the last row of shares is the hypervisor. */
  readonly vms: readonly string[];
  readonly window: Interval | null;
}

export function wholeRun(data: WholeRunData, colours: Colours): Chart {
  const { run, horizonPs } = data;
  const usages = run.pcpus.map(({ pcpu, shares }) => `${coreName(pcpu)} ${roughPercentage(usage(shares))}`);
  const late = run.violations.map(({ requirement, count: times }) => `${requirement} ${count(times)} times`);
  return {
    id: 'whole-run',
    title: `The whole run of ${duration(horizonPs)}: who had each core`,
    description: `Use: ${usages.join(', ')}. ${late.length > 0 ? `Broken: ${late.join(', ')}.` : 'No requirement is broken.'}`,
    widthPx: leftPx + plotPx + 4,
    heightPx: topPx + run.pcpus.length * corePx + 24 + run.violations.length * missPx + 4,
    wide: true,
    draw: (canvas) => drawWholeRun(canvas, data, colours),
  };
}

function usage(shares: readonly (readonly number[])[]): number {
  const bins = shares[0]?.length ?? 0;
  if (bins === 0) return 0;
  return shares.reduce((sum, row) => sum + row.reduce((all, share) => all + share, 0), 0) / bins;
}

function drawWholeRun(canvas: Canvas, data: WholeRunData, colours: Colours): void {
  const { run, horizonPs, vms, window } = data;
  const x = (ps: number) => leftPx + (ps / horizonPs) * plotPx;
  run.pcpus.forEach(({ pcpu, shares }, row) => {
    const top = topPx + row * corePx;
    text(canvas, 0, top + 15, coreName(pcpu), 'tb');
    text(canvas, leftPx - 8, top + 15, roughPercentage(usage(shares)), 'tx mut', 'end');
    rect(canvas, leftPx, top, plotPx, barPx, 'slot');
    const base = new Array<number>(shares[0]?.length ?? 0).fill(0);
    shares.forEach((shareOfBin, index) => {
      if (!shareOfBin.some((share) => share > 0)) return;
      const vm = vms[index] ?? null;
      const slot = colours.slotOf(vm, 'hypervisor');
      const mean = shareOfBin.reduce((sum, share) => sum + share, 0) / shareOfBin.length;
      const d = bandPath(base, shareOfBin, run.binPs, x, horizonPs, top);
      path(canvas, d, `k${slot}`, `${coreName(pcpu)}, ${vm ?? 'hypervisor'}: ${roughPercentage(mean)} of the run`);
      shareOfBin.forEach((share, bin) => {
        base[bin]! += share;
      });
    });
  });
  const axisAt = topPx + run.pcpus.length * corePx;
  const unit = axisUnit(horizonPs);
  const ticks = ticksWithin(0, horizonPs, roundStep(horizonPs, 10));
  ticks.forEach((tick, index) => {
    line(canvas, x(tick), axisAt - 4, x(tick), axisAt, 'axis');
    text(
      canvas,
      x(tick),
      axisAt + 12,
      index === ticks.length - 1 ? `${tickLabel(tick, unit)} ${unit.unit}` : tickLabel(tick, unit),
      'tx mut',
      index === ticks.length - 1 ? 'end' : 'middle',
    );
  });
  if (window !== null) {
    const [from, to] = [x(Math.max(0, window.startPs)), x(Math.min(horizonPs, window.endPs))];
    rect(
      canvas,
      from,
      topPx - 6,
      Math.max(2, to - from),
      axisAt - topPx + 4,
      'frame',
      'the window of the timeline above',
    );
  }
  run.violations.forEach((violation, row) => {
    drawViolations(canvas, violation, x, data, axisAt + 24 + row * missPx);
  });
}

/** One band of the stack as a closed step path. */
function bandPath(
  base: readonly number[],
  shares: readonly number[],
  binPs: number,
  x: (ps: number) => number,
  horizonPs: number,
  top: number,
): string {
  const y = (share: number) => px(top + barPx * (1 - Math.min(1, share)));
  let upper = '';
  let lower = '';
  for (let bin = 0; bin < shares.length; ) {
    const high = y(base[bin]! + shares[bin]!);
    const low = y(base[bin]!);
    let next = bin + 1;
    while (next < shares.length && y(base[next]! + shares[next]!) === high && y(base[next]!) === low) next++;
    const [from, to] = [px(x(bin * binPs)), px(x(Math.min(next * binPs, horizonPs)))];
    upper += `${bin === 0 ? `M${from} ${low}` : ''}V${high}H${to}`;
    lower = `V${low}H${from}${lower}`;
    bin = next;
  }
  return `${upper}${lower}Z`;
}

function drawViolations(
  canvas: Canvas,
  violation: WholeRunFact['violations'][number],
  x: (ps: number) => number,
  data: WholeRunData,
  y: number,
): void {
  text(canvas, 0, y + 4, fitted(violation.requirement, 88, 12), 'ts');
  text(canvas, leftPx - 8, y + 4, `${count(violation.count)} ×`, 'tx redt', 'end');
  line(canvas, leftPx, y, leftPx + plotPx, y, 'grid');
  if (violation.atPs.length <= mostCrosses) {
    path(
      canvas,
      violation.atPs.map((atPs) => crossPath(x(atPs), y, 3.2)).join(''),
      'x',
      `${violation.requirement}: broken ${count(violation.count)} times`,
    );
    return;
  }
  const { binPs } = data.run;
  const perBin: number[] = [];
  for (const atPs of violation.atPs) perBin[Math.floor(atPs / binPs)] = (perBin[Math.floor(atPs / binPs)] ?? 0) + 1;
  const most = perBin.reduce((largest, times) => Math.max(largest, times ?? 0), 1);
  const width = Math.max(1, x(binPs) - x(0));
  perBin.forEach((times, bin) => {
    const height = 2 + 10 * (times / most);
    rect(canvas, x(bin * binPs), y + 6 - height, width, height, 'red', `${count(times)} in this bin`);
  });
}
