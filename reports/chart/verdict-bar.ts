/**
 * One requirement as a bar on a common ruler: from nothing to the worst that was observed, 0 to 180 % of the limit, so
 * that all limits stand in one line, the wall. The tick is the median. What passes the wall is red and at least 4 px
 * wide; beyond 180 % the bar is broken and the factor written.
 */
import type { RequirementFact } from '../../analysis/fact.ts';
import { margin, plural } from '../number.ts';
import { type Canvas, type Chart, line, path, rect, text } from './canvas.ts';

export const verdictWallPx = 170;
export const verdictBarPx = 360;
const heightPx = 50;
const longestRatio = 1.8;

/** The bar alone; the caller places it. `requirement.ratio` may be null: then the slot says why. */
export function drawVerdictBar(canvas: Canvas, requirement: RequirementFact, slotPx = heightPx): void {
  const middle = slotPx / 2;
  const { ratio, verdict } = requirement;
  line(canvas, verdictWallPx, 0, verdictWallPx, slotPx, 'wall');
  if (verdict === 'not_judged' || ratio === null) {
    text(canvas, 0, middle + 4, '○ not judged', 'tx mut');
    return;
  }
  const end = verdictWallPx * Math.min(ratio, longestRatio);
  rect(canvas, 0, middle - 4, Math.min(end, verdictWallPx - 1), 8, 'bar', undefined);
  if (verdict === 'violated') {
    const past = Math.max(end - verdictWallPx - 1, 4);
    rect(canvas, verdictWallPx + 1, middle - 6, past, 12, 'red');
    if (ratio > longestRatio) path(canvas, breakPath(verdictWallPx + past * 0.6, middle, 8), 'gap');
    text(canvas, verdictWallPx + past + 7, middle + 4, margin(ratio, verdict), 'tb redt halo');
  } else {
    text(canvas, verdictWallPx + 7, middle + 4, margin(ratio, verdict), 'tx mut halo');
  }
  const median = medianRatio(requirement);
  if (median !== null) rect(canvas, verdictWallPx * Math.min(median, longestRatio) - 1, middle - 5, 2, 10, 'ink');
}

function medianRatio({ median, limit, comparison }: RequirementFact): number | null {
  if (median === null || limit === null || limit === 0 || median === 0) return null;
  return comparison === 'max' ? median / limit : limit / median;
}

function breakPath(x: number, y: number, reach: number): string {
  return `M${x - 3} ${y + reach}L${x + 1} ${y - reach}M${x + 2} ${y + reach}L${x + 6} ${y - reach}`;
}

/** The bar as a chart of its own, one per row of the list. */
export function verdictBar(requirement: RequirementFact): Chart {
  return {
    id: `verdict-${requirement.id}`,
    title: `${requirement.id}: observed against its limit`,
    description: describeVerdict(requirement),
    widthPx: verdictBarPx,
    heightPx,
    standalone: false,
    draw: (canvas) => drawVerdictBar(canvas, requirement),
  };
}

/** `CLU-1 is violated: +2.0 %, 2 of 600 broke the limit`. */
export function describeVerdict({ id, verdict, ratio, judged, broken, reason }: RequirementFact): string {
  if (verdict === 'not_judged' || ratio === null) return `${id} is not judged: ${reason ?? 'nothing was observed'}.`;
  const items = `${broken} of ${plural(judged, 'item')} broke the limit`;
  return `${id} is ${verdict}: ${margin(ratio, verdict)}, ${items}.`;
}
