/**
 * Measured against predicted, as an SVG drawing of its own: on the left the slow-down beside the interferer, both axes
 * logarithmic, on the right the time lost alone, linear. On the diagonal a prediction is right. Bars are one
 * standard deviation of the source's bare runs. Hollow marks calibrated.
 */
import { hypervisorNames, measurements } from './measurements.ts';
import type { Cell, Study } from './study.ts';

/** Distinct in lightness as well, so that they stay apart in grey; shapes differ too. */
const colours = ['#1f5fa8', '#b3480a', '#3a9c8c', '#6b3fa0'];
const size = 430;
const top = 96;
const leftOf = { interference: 70, alone: 720 };

interface Axis {
  readonly ticks: readonly number[];
  /** Value to 0..1. */
  place(value: number): number;
}

function logarithmic(from: number, to: number, ticks: readonly number[]): Axis {
  return { ticks, place: (value) => Math.log(value / from) / Math.log(to / from) };
}

function linear(from: number, to: number, ticks: readonly number[]): Axis {
  return { ticks, place: (value) => (value - from) / (to - from) };
}

const interference = logarithmic(2, 200, [2, 5, 10, 20, 50, 100, 200]);
const alone = linear(-0.5, 9, [0, 2, 4, 6, 8]);

export function scatter({ cells, scores }: Study): string {
  const beside = cells.filter(({ situation }) => situation === 'interference');
  const others = cells.filter(({ situation }) => situation !== 'interference');
  const { relativeErrorPercent, rankCorrelation, aloneError } = scores;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1190 636" font-family="system-ui, sans-serif" font-size="12" fill="#191d22" role="img">',
    '<title>Slow-downs of MiBench programs on a ZCU104: measured against predicted</title>',
    '<rect width="1190" height="636" fill="#ffffff"/>',
    label(
      leftOf.interference,
      30,
      'MiBench on a ZCU104 under four hypervisors: measured (RTAS 2023) against predicted',
      'font-size="17" font-weight="600"',
    ),
    label(
      leftOf.interference,
      58,
      `Beside two interfering cores: mean error ${relativeErrorPercent.toFixed(1)} % of the slow-down, rank correlation ${rankCorrelation.toFixed(3)}`,
      'font-weight="600"',
    ),
    label(
      leftOf.alone,
      58,
      `Alone, large and 4 KiB pages: mean error ${aloneError.toFixed(2)} percentage points`,
      'font-weight="600"',
    ),
    label(leftOf.interference, 78, 'shaded: within 10 % and 25 % of what was measured', 'fill="#555d66"'),
    label(leftOf.alone, 78, "bars: one standard deviation of the source's bare runs", 'fill="#555d66"'),
    ...panel(leftOf.interference, interference, 'slow-down'),
    ...bands(leftOf.interference, interference),
    ...diagonal(leftOf.interference),
    ...beside.flatMap((cell) => mark(cell, leftOf.interference, interference)),
    ...names(beside),
    ...panel(leftOf.alone, alone, 'time lost'),
    ...diagonal(leftOf.alone),
    ...others.flatMap((cell) => mark(cell, leftOf.alone, alone)),
    ...legend(),
    '</svg>\n',
  ].join('\n');
}

const at = (value: number): string => value.toFixed(1);

const label = (x: number, y: number, content: string, more = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" ${more}>${content}</text>`;

const stroke = (x1: number, y1: number, x2: number, y2: number, more: string): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" ${more}/>`;

const xOf = (left: number, axis: Axis, value: number): number => left + size * axis.place(value);
const yOf = (axis: Axis, value: number): number => top + size * (1 - axis.place(value));

function panel(left: number, axis: Axis, what: string): string[] {
  const lines = axis.ticks.flatMap((tick) => [
    stroke(xOf(left, axis, tick), top, xOf(left, axis, tick), top + size, 'stroke="#e3e5e7"'),
    stroke(left, yOf(axis, tick), left + size, yOf(axis, tick), 'stroke="#e3e5e7"'),
    label(xOf(left, axis, tick), top + size + 18, `${tick} %`, 'text-anchor="middle"'),
    label(left - 8, yOf(axis, tick) + 4, `${tick} %`, 'text-anchor="end"'),
  ]);
  const middle = top + size / 2;
  return [
    ...lines,
    `<rect x="${left}" y="${top}" width="${size}" height="${size}" fill="none" stroke="#888f96"/>`,
    label(left + size / 2, top + size + 38, `measured ${what}`, 'text-anchor="middle"'),
    label(
      left - 50,
      middle,
      `predicted ${what}`,
      `text-anchor="middle" transform="rotate(-90 ${left - 50} ${middle})"`,
    ),
  ];
}

/** Where predictions within 25 % and 10 % lie; on logarithmic axes these run beside the diagonal. */
function bands(left: number, axis: Axis): string[] {
  return [0.25, 0.1].map((share) => {
    const [low, high] = [axis.ticks[0]!, axis.ticks.at(-1)!];
    const up = size * (axis.place(low * (1 + share)) - axis.place(low));
    const down = size * (axis.place(low) - axis.place(low * (1 - share)));
    const [x0, x1] = [xOf(left, axis, low), xOf(left, axis, high)];
    const [y0, y1] = [yOf(axis, low), yOf(axis, high)];
    const points = [
      [x0, y0],
      [x0, y0 - up],
      [x1 - up, y1],
      [x1, y1],
      [x1, y1 + down],
      [x0 + down, y0],
    ];
    return `<polygon points="${points.map(([x, y]) => `${at(x!)},${at(y!)}`).join(' ')}" fill="#8c9399" fill-opacity="0.16"/>`;
  });
}

const diagonal = (left: number): string[] => [
  stroke(left, top + size, left + size, top, 'stroke="#888f96" stroke-dasharray="4 3"'),
];

function mark(cell: Cell, left: number, axis: Axis): string[] {
  const { measuredPercent, predictedPercent, noisePercent } = cell;
  const by = hypervisorNames.indexOf(cell.hypervisor);
  const colour = colours[by]!;
  const [x, y] = [xOf(left, axis, measuredPercent), yOf(axis, predictedPercent)];
  // A run of the guest spreads as the bare one does, in percent of its own time.
  const spread = noisePercent * (1 + measuredPercent / 100);
  const inside = (value: number) =>
    Math.min(left + size, Math.max(left, xOf(left, axis, Math.max(value, axis.ticks[0]! / 2))));
  const from = axis === alone ? xOf(left, axis, measuredPercent - spread) : inside(measuredPercent - spread);
  const bar = stroke(
    Math.max(left, from),
    y,
    inside(measuredPercent + spread),
    y,
    `stroke="${colour}" stroke-opacity="0.45"`,
  );
  return [bar, shape(by, x, y, `fill="${cell.scored ? colour : '#ffffff'}" stroke="${colour}" stroke-width="1.3"`)];
}

/** Circle, diamond, square, triangle. */
function shape(by: number, x: number, y: number, paint: string): string {
  if (by === 0) return `<circle cx="${at(x)}" cy="${at(y)}" r="4" ${paint}/>`;
  const outlines = [
    [],
    [0, -5.4, 5.4, 0, 0, 5.4, -5.4, 0],
    [-3.6, -3.6, 3.6, -3.6, 3.6, 3.6, -3.6, 3.6],
    [0, -5, 4.8, 3.8, -4.8, 3.8],
  ];
  const outline = outlines[by]!;
  const points = outline.flatMap((dx, k) => (k % 2 === 0 ? [`${at(x + dx)},${at(y + outline[k + 1]!)}`] : []));
  return `<polygon points="${points.join(' ')}" ${paint}/>`;
}

/** Names of the programs in a column on the right, each led to its rightmost mark, spread so that they do not touch. */
function names(cells: readonly Cell[]): string[] {
  const column = leftOf.interference + size;
  const wanted = measurements
    .map(({ name }) => {
      const last = cells
        .filter(({ program }) => program === name)
        .reduce((a, b) => (b.measuredPercent > a.measuredPercent ? b : a));
      return {
        name,
        x: xOf(leftOf.interference, interference, last.measuredPercent),
        y: yOf(interference, last.predictedPercent),
      };
    })
    .sort((a, b) => a.y - b.y);
  let below = top;
  const places = wanted.map(({ y }) => (below = Math.max(below + 15, y)));
  for (let k = places.length - 1, above = top + size; k >= 0; k--) above = places[k] = Math.min(places[k]!, above - 15);
  return wanted.flatMap(({ name, x, y }, k) => [
    stroke(x + 7, y, column + 10, places[k]!, 'stroke="#888f96" stroke-opacity="0.5"'),
    label(column + 14, places[k]! + 4, name),
  ]);
}

function legend(): string[] {
  const y = top + size + 74;
  const marks = hypervisorNames.flatMap((name, by) => [
    shape(by, leftOf.interference + 10 + 110 * by, y - 4, `fill="${colours[by]}"`),
    label(leftOf.interference + 22 + 110 * by, y, name),
  ]);
  return [
    ...marks,
    label(
      leftOf.interference + 470,
      y,
      'hollow: bitcount-large and qsort-small, on which the model was calibrated; the others are predicted',
      'fill="#555d66"',
    ),
  ];
}
