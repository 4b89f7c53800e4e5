/**
 * Textures say *why*. A cause belongs to one of six families; a family is a pattern in the colour of the paper, laid
 * over the fill of whoever is charged, so that both survive grey and colour blindness:
 *
 * | family      | drawn                                |
 * |-------------|--------------------------------------|
 * | own work    | solid                                |
 * | queued      | diagonal, 45 degrees, pitch 5 px     |
 * | not allowed | vertical bars, pitch 4 px            |
 * | slowed      | dots, pitch 5 px                     |
 * | overhead    | grid, pitch 4 px                     |
 * | device      | hollow, outline 1.5 px               |
 */
import type { CauseFamily } from '../../models/records.ts';
import { type Canvas, rect } from './canvas.ts';

const patternOf: Readonly<Record<CauseFamily, string | null>> = {
  own: null,
  queued: 't-queued',
  'not-allowed': 't-gate',
  slowed: 't-slow',
  overhead: 't-over',
  device: null,
};

interface Pattern {
  readonly id: string;
  readonly pitch: number;
  readonly turn?: string;
  readonly marks: readonly (readonly ['rect' | 'circle', Readonly<Record<string, number>>])[];
  readonly ink: 'po' | 'pi';
}

const patterns: readonly Pattern[] = [
  { id: 't-queued', pitch: 5, turn: 'rotate(45)', ink: 'po', marks: [['rect', { width: 1.9, height: 5 }]] },
  { id: 't-gate', pitch: 4, ink: 'po', marks: [['rect', { width: 1.9, height: 4 }]] },
  {
    id: 't-slow',
    pitch: 5,
    ink: 'po',
    marks: [
      ['circle', { cx: 1.3, cy: 1.3, r: 1.1 }],
      ['circle', { cx: 3.8, cy: 3.8, r: 1.1 }],
    ],
  },
  {
    id: 't-over',
    pitch: 4,
    ink: 'po',
    marks: [
      ['rect', { width: 4, height: 1.3 }],
      ['rect', { width: 1.3, height: 4 }],
    ],
  },
  // Behind the lanes of a timeline: the vCPU may not run. In ink, since it lies on paper.
  { id: 't-closed', pitch: 6, ink: 'pi', marks: [['rect', { width: 1.6, height: 6 }]] },
];

/** Adds the definitions that `url(#t-…)` refers to; once per document. */
export function drawPatterns(canvas: Canvas): void {
  const definitions = canvas.append('defs');
  for (const { id, pitch, turn, marks, ink } of patterns) {
    const pattern = definitions.append('pattern').attr('id', id).attr('width', pitch).attr('height', pitch);
    pattern.attr('patternUnits', 'userSpaceOnUse');
    if (turn !== undefined) pattern.attr('patternTransform', turn);
    for (const [shape, attributes] of marks) {
      const mark = pattern.append(shape).attr('class', ink);
      for (const [name, value] of Object.entries(attributes)) mark.attr(name, value);
    }
  }
}

/** A bar of who (`slot`) and why (`family`). */
export function texturedBar(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  slot: string,
  family: CauseFamily,
  hover?: string,
): void {
  if (family === 'device') {
    rect(canvas, x + 0.75, y + 0.75, width - 1.5, height - 1.5, `hollow s${slot}`, hover);
    return;
  }
  const pattern = patternOf[family];
  rect(canvas, x, y, width, height, `k${slot}`, pattern === null ? hover : undefined);
  if (pattern !== null) {
    rect(canvas, x, y, width, height, pattern, hover);
  }
}
