/**
 * Bars of character cells: a cell is whole, half or empty, and the wall stands where the limit is. A bar never hides
 * that something exists (at least half a cell) and never crosses the wall without being over the limit.
 */
import type { Glyphs } from './style.ts';

/** `ratio` of `full` cells, in half cells, at least one half when `ratio` is above 0. */
export function bar(ratio: number, full: number, glyphs: Glyphs): string {
  const halves = ratio <= 0 ? 0 : Math.max(1, Math.round(ratio * full * 2));
  return glyphs.bar.repeat(halves >> 1) + (halves % 2 === 1 ? glyphs.half : '');
}

export interface WalledBar {
  /** Up to the limit, `cells` wide. */
  readonly before: string;
  readonly wall: string;
  /** What passed the limit, `over` wide. */
  readonly after: string;
}

/** The bar of observed / limit with the wall after `cells` cells and at most `over` cells beyond it. */
export function walledBar(ratio: number, cells: number, over: number, glyphs: Glyphs, isOver: boolean): WalledBar {
  const inside = isOver ? glyphs.bar.repeat(cells) : bar(Math.min(ratio, 1), cells, glyphs);
  const beyond = isOver ? Math.min(over, Math.max(1, Math.round((ratio - 1) * cells))) : 0;
  return { before: inside.padEnd(cells), wall: glyphs.wall, after: glyphs.bar.repeat(beyond).padEnd(over) };
}
