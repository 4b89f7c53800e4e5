/**
 * One task against its own deadline: whisker from the fastest to the slowest job, bar from median to p99, tick at the
 * worst; the deadline is the wall. Scale: 0 to 150 % of the deadline; a task without one is scaled to its own worst.
 */
import type { TaskFact } from '../../analysis/fact.ts';
import { duration, plural } from '../number.ts';
import { type Canvas, type Chart, line, rect, text } from './canvas.ts';

export const stripPx = 340;
export const stripWallPx = 215;
const heightPx = 22;

export function taskStrip(task: TaskFact, slot: string): Chart {
  const { response } = task;
  const deadline = task.deadlinePs === null ? 'without a deadline' : `of ${duration(task.deadlinePs)} allowed`;
  const spread =
    response.count === 0
      ? 'no job finished'
      : `median ${duration(response.p50Ps!)}, p99 ${duration(response.p99Ps!)}, worst ${duration(response.maxPs!)} ${deadline}`;
  return {
    id: `strip-${task.vm}-${task.task}`,
    title: `${task.vm}/${task.task}: response times against the deadline`,
    description: `${plural(response.count, 'job')}: ${spread}; ${task.missed} late.`,
    widthPx: stripPx,
    heightPx,
    standalone: false,
    draw: (canvas) => drawStrip(canvas, task, slot),
  };
}

function drawStrip(canvas: Canvas, { response, deadlinePs, missed }: TaskFact, slot: string): void {
  const middle = heightPx / 2;
  if (deadlinePs !== null) line(canvas, stripWallPx, 0, stripWallPx, heightPx, 'wall');
  if (response.count === 0) {
    text(canvas, 0, middle + 4, 'no job finished', 'tx mut');
    return;
  }
  const full = deadlinePs ?? response.maxPs!;
  const x = (ps: number) => Math.min(1.5, ps / Math.max(full, 1)) * stripWallPx;
  const [least, median, p99, worst] = [response.minPs!, response.p50Ps!, response.p99Ps!, response.maxPs!].map(x) as [
    number,
    number,
    number,
    number,
  ];
  line(canvas, least, middle, worst, middle, 'axis');
  const wall = deadlinePs === null ? Number.MAX_SAFE_INTEGER : stripWallPx;
  if (median < wall) rect(canvas, median, middle - 4.5, Math.max(Math.min(p99, wall - 1) - median, 2), 9, `k${slot}`);
  if (p99 > wall)
    rect(canvas, Math.max(wall + 1, median), middle - 4.5, Math.max(p99 - Math.max(wall + 1, median), 2), 9, 'red');
  const late = deadlinePs !== null && response.maxPs! > deadlinePs;
  if (late) rect(canvas, stripWallPx + 1, middle - 2, Math.max(worst - stripWallPx, 4), 4, 'red');
  rect(canvas, (late ? Math.max(worst, stripWallPx + 5) : worst) - 1, middle - 6, 2, 12, late ? 'red' : 'ink');
  if (missed > 0) text(canvas, Math.max(worst, stripWallPx + 5) + 7, middle + 4, `${missed} late`, 'tbx redt halo');
}
