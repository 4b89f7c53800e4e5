/**
 * Who hurts whom: one square per victim VM (row) and culprit (column); its area is the culprit's share of the victim's
 * summed response time. Hollow: the victim's own doing. The frame holds what a safety case must explain: QM culprits,
 * ASIL victims. Shares of contention are attributed by convention.
 */
import type { Asil } from '../../scenarios/ecu.ts';
import { exactPs, roughPercentage } from '../number.ts';
import { asilWords } from '../wording.ts';
import { type Canvas, type Chart, fitted, line, rect, text } from './canvas.ts';

const columnPx = 64;
const rowPx = 62;
const leftPx = 120;
const headPx = 56;
/** Side of the square of 100 %. */
const fullSidePx = 38;
const leastPrinted = 0.0005;

export interface BlameMatrix {
  readonly victims: readonly {
    readonly vm: string;
    readonly asil: Asil;
    readonly slot: string;
    readonly sumPs: number;
  }[];
  readonly culprits: readonly { readonly name: string; readonly asil: Asil | null; readonly slot: string }[];
  /** [victim][culprit], ps. */
  readonly cells: readonly (readonly number[])[];
}

export function blameMatrix(matrix: BlameMatrix): Chart {
  const findings = matrix.victims.flatMap(({ vm, sumPs }, row) => {
    const others = matrix.culprits
      .map(({ name }, column) => ({ name, share: sumPs === 0 ? 0 : matrix.cells[row]![column]! / sumPs }))
      .filter(({ name, share }) => name !== vm && share >= leastPrinted);
    return others.map(({ name, share }) => `${name} has ${roughPercentage(share)} of ${vm}`);
  });
  return {
    id: 'who-hurts-whom',
    title: 'Who hurts whom: share of each victim’s summed response time',
    description:
      findings.length > 0 ? `${findings.join(', ')}.` : 'No VM has a share of at least 0.05 % of another’s time.',
    widthPx: leftPx + matrix.culprits.length * columnPx + 4,
    heightPx: headPx + matrix.victims.length * rowPx + 30,
    wide: true,
    draw: (canvas) => drawMatrix(canvas, matrix),
  };
}

function drawMatrix(canvas: Canvas, matrix: BlameMatrix): void {
  text(canvas, leftPx, 11, 'culprit: whose doing it was', 'tx mut');
  text(canvas, leftPx - 10, 46, 'victim ↓', 'tx mut', 'end');
  matrix.culprits.forEach(({ name, slot }, column) => {
    const middle = leftPx + (column + 0.5) * columnPx;
    rect(canvas, middle - 5, 22, 10, 7, `k${slot}`);
    text(canvas, middle, 44, fitted(name, columnPx - 4, 10.5), 'tx', 'middle');
  });
  matrix.victims.forEach((victim, row) => {
    const top = headPx + row * rowPx;
    line(canvas, leftPx, top, leftPx + matrix.culprits.length * columnPx, top, 'grid');
    rect(canvas, 0, top + 14, 4, 22, `k${victim.slot}`);
    text(canvas, 11, top + 23, fitted(victim.vm, leftPx - 20, 12), 'ts');
    text(canvas, 11, top + 36, asilWords(victim.asil), 'tx mut');
    matrix.culprits.forEach((culprit, column) => {
      drawCell(canvas, leftPx + (column + 0.5) * columnPx, top, victim, culprit, matrix.cells[row]![column]!);
    });
  });
  drawFrame(canvas, matrix);
}

function drawCell(
  canvas: Canvas,
  middle: number,
  top: number,
  victim: BlameMatrix['victims'][number],
  culprit: BlameMatrix['culprits'][number],
  ps: number,
): void {
  const share = victim.sumPs === 0 ? 0 : ps / victim.sumPs;
  const centre = top + 24;
  if (share < leastPrinted) {
    rect(canvas, middle - 0.75, centre - 0.75, 1.5, 1.5, 'kd');
    if (ps > 0) text(canvas, middle, top + 56, '<0.1 %', 'tx mut', 'middle');
    return;
  }
  const side = Math.max(2, Math.sqrt(share) * fullSidePx);
  const own = culprit.name === victim.vm;
  const hover = `${culprit.name} → ${victim.vm}: ${roughPercentage(share)}, ${exactPs(ps)}`;
  rect(
    canvas,
    middle - side / 2,
    centre - side / 2,
    side,
    side,
    own ? `hollow s${culprit.slot}` : `k${culprit.slot}`,
    hover,
  );
  const framed = culprit.asil === 'QM' && victim.asil !== 'QM';
  text(canvas, middle, top + 56, roughPercentage(share), own ? 'tx mut' : framed ? 'tbx' : 'tx', 'middle');
}

/** Columns and rows are sorted by ASIL, so the cells that matter form one rectangle. */
function drawFrame(canvas: Canvas, { victims, culprits }: BlameMatrix): void {
  const qm = culprits.flatMap(({ asil }, column) => (asil === 'QM' ? [column] : []));
  const rows = victims.filter(({ asil }) => asil !== 'QM').length;
  const bottom = headPx + victims.length * rowPx;
  rect(canvas, leftPx + 90, bottom + 12, 11, 11, 'hollow so');
  text(canvas, leftPx + 106, bottom + 21, 'own doing', 'tx');
  if (qm.length === 0 || rows === 0) return;
  const left = leftPx + qm[0]! * columnPx + 1;
  rect(canvas, left, headPx + 1, qm.length * columnPx - 2, rows * rowPx - 2, 'frame');
  rect(canvas, leftPx + 170, bottom + 12, 16, 11, 'frame');
  text(canvas, leftPx + 191, bottom + 21, 'QM culprit, ASIL victim', 'tx');
}
