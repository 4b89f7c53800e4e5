/**
 * Two runs side by side on one scale of time: above, the varied guests idle; below, the adversary at work. Full bars hold a
 * core; triangles are releases, ticks finishes; dashed lines are strikes, the wall is where the claim breaks.
 */
import type { PairStory, StoryRow } from '../../analysis/ffi/pair-story.ts';
import { duration, milliseconds } from '../number.ts';
import { type Canvas, type Chart, fitted, line, path, px, rect, text } from './canvas.ts';

const gutterPx = 150;
const plotPx = 760;
const rowPx = 22;
const barPx = 12;
const headPx = 24;

export function pairTimeline(story: PairStory): Chart {
  const half = headPx + story.idle.length * rowPx;
  return {
    id: `pair-${story.claim}`,
    title: `Claim ${story.claim} breaks: the same time beside idle guests and beside the adversary`,
    description: `${story.detail}. The adversary: ${story.strikes.map(({ words }) => words).join('; ') || 'the nominal load alone'}.`,
    widthPx: gutterPx + plotPx + 8,
    heightPx: 2 * half + 30 + story.strikes.length * 14,
    wide: true,
    draw: (canvas) => drawPair(canvas, story, half),
  };
}

function drawPair(canvas: Canvas, story: PairStory, half: number): void {
  const { fromPs, toPs } = story;
  const x = (atPs: number): number => gutterPx + ((atPs - fromPs) / (toPs - fromPs)) * plotPx;
  drawRun(canvas, 'beside idle guests', story.idle, 0, x, story);
  drawRun(canvas, 'beside the adversary', story.adversary, half, x, story);
  const bottom = 2 * half + 6;
  for (const { atPs } of story.strikes) {
    if (atPs < fromPs || atPs > toPs) continue;
    line(canvas, x(atPs), half + headPx - 4, x(atPs), bottom, 'grid');
  }
  if (story.violationAtPs !== null) {
    line(canvas, x(story.violationAtPs), headPx - 4, x(story.violationAtPs), bottom, 'wall');
    text(canvas, x(story.violationAtPs) + 4, bottom + 10, fitted(story.detail, plotPx - 60, 11), 'ts redt');
  }
  text(canvas, gutterPx, bottom + 10, `${milliseconds(fromPs, 3)} ms`, 'tx mut');
  text(canvas, gutterPx + plotPx, bottom + 10, `${milliseconds(toPs, 3)} ms`, 'tx mut', 'end');
  story.strikes.forEach(({ words }, row) => {
    text(canvas, gutterPx, bottom + 24 + row * 14, fitted(words, plotPx, 11), 'tx mut');
  });
}

function drawRun(
  canvas: Canvas,
  title: string,
  rows: readonly StoryRow[],
  top: number,
  x: (atPs: number) => number,
  { fromPs, toPs }: PairStory,
): void {
  text(canvas, 0, top + 14, title, 'tb');
  rows.forEach((row, place) => {
    const y = top + headPx + place * rowPx;
    text(canvas, gutterPx - 8, y + barPx - 2, fitted(row.label, gutterPx - 16, 11), row.isVictim ? 'tb' : 'ts', 'end');
    line(canvas, gutterPx, y + barPx, gutterPx + plotPx, y + barPx, 'grid');
    for (const span of row.held) {
      if (span.toPs < fromPs || span.fromPs > toPs) continue;
      const left = x(Math.max(span.fromPs, fromPs));
      const hover = `${row.label} holds a core for ${duration(span.toPs - span.fromPs)}`;
      rect(
        canvas,
        left,
        y,
        Math.max(0.5, x(Math.min(span.toPs, toPs)) - left),
        barPx,
        row.isVictim ? 'bar' : 'ink',
        hover,
      );
    }
    for (const atPs of row.releases) {
      if (atPs < fromPs || atPs > toPs) continue;
      path(canvas, `M${px(x(atPs) - 3)} ${px(y - 5)}h6l-3 5z`, 'ink');
    }
    for (const atPs of row.finishes) {
      if (atPs >= fromPs && atPs <= toPs) line(canvas, x(atPs), y - 3, x(atPs), y + barPx + 3, 'axis');
    }
  });
}
