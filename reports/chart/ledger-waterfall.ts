/**
 * Where one job's response time went: a waterfall on the job's time axis, first its own work, then by size. Fill is the
 * culprit, texture the cause. Columns give this job, the median job and the difference in milliseconds; the rows add up
 * as printed (largest remainder), rows under 20 µs are gathered into one.
 */
import type { JobLedger } from '../../analysis/fact.ts';
import { type CauseFamily, familyOf } from '../../models/records.ts';
import { duration, exactPs, milliseconds, none, plural, roundedParts, signedMilliseconds } from '../number.ts';
import type { Colours } from '../palette.ts';
import { causeWords } from '../wording.ts';
import { axisUnit, roundStep, tickLabel, ticksWithin } from './axis.ts';
import { type Canvas, type Chart, fitted, line, path, px, rect, text } from './canvas.ts';
import { texturedBar } from './texture.ts';

const rowPx = 23;
const headPx = 26;
const axisAtPx = 336;
const axisPx = 500;
const columnsAtPx = [930, 1020, 1110] as const;
const smallPs = 20e6;
const mostRows = 14;

interface Step {
  readonly label: string;
  readonly culprit: string;
  readonly slot: string;
  readonly family: CauseFamily;
  readonly ps: number;
  readonly medianPs: number;
}

/** Rows in order: own work first, then by size, the small ones gathered. Sums stay exact. */
export function waterfallSteps(ledger: JobLedger, colours: Colours): Step[] {
  const rows = [...ledger.rows].sort(
    (a, b) =>
      Number(b.cause === 'own-execution') - Number(a.cause === 'own-execution') ||
      b.ps - a.ps ||
      b.medianPs - a.medianPs,
  );
  const isShown = (row: (typeof rows)[number], index: number) =>
    row.cause === 'own-execution' || (index < mostRows && (row.ps >= smallPs || row.medianPs >= smallPs));
  const shown = rows.filter(isShown);
  const rest = rows.filter((row, index) => !isShown(row, index));
  const steps: Step[] = shown.map((row) => ({
    label: causeWords[row.cause],
    culprit: row.cause === 'own-execution' ? '' : row.culprit,
    slot: colours.slotOf(row.culpritVm, row.culprit),
    family: familyOf[row.cause],
    ps: row.ps,
    medianPs: row.medianPs,
  }));
  if (rest.length > 0) {
    const sum = (key: 'ps' | 'medianPs') => rest.reduce((total, row) => total + row[key], 0);
    steps.push({
      label: `${rest.length} more`,
      culprit: '',
      slot: 'o',
      family: 'own',
      ps: sum('ps'),
      medianPs: sum('medianPs'),
    });
  }
  return steps;
}

export function ledgerWaterfall(ledger: JobLedger, colours: Colours): Chart {
  const steps = waterfallSteps(ledger, colours);
  const said = steps
    .slice(0, 4)
    .map(({ label, culprit, ps }) => `${label}${culprit ? ` (${culprit})` : ''} ${duration(ps)}`);
  return {
    id: 'ledger',
    title: `Where the ${duration(ledger.responsePs)} of ${ledger.task} job ${ledger.job} went`,
    description: `${said.join(', ')}${steps.length > 4 ? `, ${plural(steps.length - 4, 'smaller row')}` : ''}; together ${exactPs(ledger.responsePs)}. The median job takes ${duration(ledger.medianResponsePs)}.`,
    widthPx: columnsAtPx[2] + 4,
    heightPx: headPx + (steps.length + 1) * rowPx + 10,
    wide: true,
    draw: (canvas) => drawWaterfall(canvas, ledger, steps),
  };
}

function drawWaterfall(canvas: Canvas, ledger: JobLedger, steps: readonly Step[]): void {
  const spanPs = Math.max(ledger.responsePs, ledger.deadlinePs ?? 0, 1) * 1.02;
  const x = (ps: number) => axisAtPx + (ps / spanPs) * axisPx;
  const bottom = headPx + steps.length * rowPx;
  const unit = axisUnit(spanPs);
  const ticks = ticksWithin(0, spanPs, roundStep(spanPs, 7));
  ticks.forEach((tick, index) => {
    line(canvas, x(tick), headPx - 4, x(tick), bottom, 'grid');
    const suffix = index === ticks.length - 1 ? ` ${unit.unit}` : '';
    text(canvas, x(tick), 12, tickLabel(tick, unit) + suffix, 'ts mut', index === 0 ? 'start' : 'middle');
  });
  const heads = ['this job', 'median job', 'difference'] as const;
  heads.forEach((head, column) => {
    text(canvas, columnsAtPx[column]!, 12, head, 'ts mut', 'end');
  });
  const printed = roundedParts(
    steps.map(({ ps }) => ps),
    1e6,
  );
  const printedMedian = roundedParts(
    steps.map(({ medianPs }) => medianPs),
    1e6,
  );
  let atPs = 0;
  steps.forEach((step, row) => {
    const y = headPx + row * rowPx;
    const middle = y + rowPx / 2 + 4;
    text(canvas, 0, middle, step.label, step.slot === 'o' ? 'ts mut' : 'ts');
    if (step.culprit) text(canvas, axisAtPx - 10, middle, fitted(step.culprit, 158, 11), 'mono mut', 'end');
    const hover = `${step.label}${step.culprit ? ` · ${step.culprit}` : ''}: ${exactPs(step.ps)}; median job ${exactPs(step.medianPs)}`;
    const width = (step.ps / spanPs) * axisPx;
    if (step.ps > 0) texturedBar(canvas, x(atPs), y + 4, Math.max(width, 1), rowPx - 8, step.slot, step.family, hover);
    atPs += step.ps;
    if (row < steps.length - 1) line(canvas, x(atPs), y + rowPx - 4, x(atPs), y + rowPx + 4, 'axis');
    writeColumns(canvas, middle, printed[row]!, printedMedian[row]!);
  });
  drawTotal(canvas, ledger, x, bottom, printed, printedMedian);
}

function writeColumns(canvas: Canvas, y: number, thisPs: number, medianPs: number): void {
  const grown = thisPs - medianPs;
  const notable = grown >= 0.2e9;
  text(canvas, columnsAtPx[0], y, thisPs === 0 ? none : milliseconds(thisPs), notable ? 'tb' : 'ts', 'end');
  text(canvas, columnsAtPx[1], y, medianPs === 0 ? none : milliseconds(medianPs), 'ts mut', 'end');
  text(canvas, columnsAtPx[2], y, signedMilliseconds(grown), notable ? 'tb' : 'ts', 'end');
}

function drawTotal(
  canvas: Canvas,
  ledger: JobLedger,
  x: (ps: number) => number,
  top: number,
  printed: readonly number[],
  printedMedian: readonly number[],
): void {
  const middle = top + rowPx / 2 + 6;
  line(canvas, 0, top + 3, columnsAtPx[2], top + 3, 'axis');
  text(canvas, 0, middle, 'response time, sum of the rows', 'tb');
  const deadline = ledger.deadlinePs;
  const keptPs = deadline === null ? ledger.responsePs : Math.min(ledger.responsePs, deadline);
  rect(canvas, x(0), top + 9, x(keptPs) - x(0), 10, 'bar', exactPs(ledger.responsePs));
  if (deadline !== null) {
    if (ledger.responsePs > deadline)
      rect(canvas, x(deadline), top + 9, Math.max(4, x(ledger.responsePs) - x(deadline)), 10, 'red');
    path(canvas, `M${px(x(deadline))} ${headPx - 8}V${top + 24}`, 'wall');
  }
  const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
  const [total, median] = [sum(printed), sum(printedMedian)];
  text(canvas, columnsAtPx[0], middle, milliseconds(total), 'tb', 'end');
  text(canvas, columnsAtPx[1], middle, milliseconds(median), 'ts mut', 'end');
  text(canvas, columnsAtPx[2], middle, signedMilliseconds(total - median), 'tb', 'end');
}
