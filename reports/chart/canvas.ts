/**
 * What every chart draws into and with: a d3 selection that somebody else supplies (d3-node on the command line, the
 * page itself in a browser), and five marks. Charts know no document, no window and no colour: fills and strokes are
 * classes (`chart/style.ts`), coordinates are user units (1 px at natural size) with one decimal.
 */
import type { BaseType, Selection } from 'd3-selection';

export type Canvas = Selection<BaseType, unknown, null, undefined>;

/** One drawing: its size, what it says, and how it is drawn. */
export interface Chart {
  /** Kebab case, unique within a report; the name of its `.svg` file. */
  readonly id: string;
  readonly title: string;
  /** The finding with its numbers, for those who do not see the drawing. */
  readonly description: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** True when it keeps its size on a phone and scrolls sideways. */
  readonly wide?: boolean;
  /** False when it is a part of a row and gets no `.svg` file of its own. */
  readonly standalone?: boolean;
  readonly draw: (canvas: Canvas) => void;
}

export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Width to reserve for a text that nobody can measure here: 0.56 em per character, 0.6 when bold. */
export function reservedPx(text: string, sizePx: number, bold = false): number {
  return text.length * sizePx * (bold ? 0.6 : 0.56);
}

/** Cuts a text to the room it has, with an ellipsis. */
export function fitted(text: string, roomPx: number, sizePx: number, bold = false): string {
  const room = Math.floor(roomPx / (sizePx * (bold ? 0.6 : 0.56)));
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}

export function group(canvas: Canvas, className?: string): Canvas {
  const made = canvas.append('g') as unknown as Canvas;
  if (className !== undefined) made.attr('class', className);
  return made;
}

/** `hover` is shown by the page's script; what it says also stands in a table or a label. */
export function rect(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  className: string,
  hover?: string,
): void {
  const mark = canvas.append('rect');
  mark
    .attr('x', px(x))
    .attr('y', px(y))
    .attr('width', px(Math.max(0, width)))
    .attr('height', px(Math.max(0, height)));
  mark.attr('class', className);
  if (hover !== undefined) mark.attr('data-t', hover);
}

export function line(canvas: Canvas, x1: number, y1: number, x2: number, y2: number, className: string): void {
  canvas
    .append('line')
    .attr('x1', px(x1))
    .attr('y1', px(y1))
    .attr('x2', px(x2))
    .attr('y2', px(y2))
    .attr('class', className);
}

export function path(canvas: Canvas, d: string, className: string, hover?: string): void {
  const mark = canvas.append('path').attr('d', d).attr('class', className);
  if (hover !== undefined) mark.attr('data-t', hover);
}

export type Anchor = 'start' | 'middle' | 'end';

export function text(
  canvas: Canvas,
  x: number,
  y: number,
  content: string,
  className: string,
  anchor: Anchor = 'start',
): void {
  const mark = canvas.append('text').attr('x', px(x)).attr('y', px(y)).attr('class', className);
  if (anchor !== 'start') mark.attr('text-anchor', anchor);
  mark.text(content);
}

/** A small diagonal cross, centred: violated. */
export function crossPath(x: number, y: number, reach: number): string {
  const [left, right, top, bottom] = [px(x - reach), px(x + reach), px(y - reach), px(y + reach)];
  return `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`;
}
