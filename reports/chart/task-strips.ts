/** All tasks against their deadlines as one picture, for the single `.svg` file; the page shows the same as a table. */
import type { TaskFact } from '../../analysis/fact.ts';
import { count, milliseconds, plural } from '../number.ts';
import type { Colours } from '../palette.ts';
import { type Chart, fitted, group, line, rect, text } from './canvas.ts';
import { stripPx, stripWallPx, taskStrip } from './task-strip.ts';

const rowPx = 22;
const headPx = 22;
const barAtPx = 440;
const mostRows = 40;

export function taskStrips(tasks: readonly TaskFact[], colours: Colours): Chart {
  const shown = tasks.slice(0, mostRows);
  const late = tasks
    .filter(({ missed }) => missed > 0)
    .map(({ vm, task, missed }) => `${vm}/${task} ${plural(missed, 'time')}`);
  return {
    id: 'task-strips',
    title: 'Response times of tasks against their deadlines',
    description: `${plural(tasks.length, 'task')}; ${late.length > 0 ? `late: ${late.join(', ')}` : 'none is late'}.`,
    widthPx: barAtPx + stripPx,
    heightPx: headPx + shown.length * rowPx + 20,
    draw: (canvas) => {
      ['jobs', 'max, ms', 'deadline'].forEach((head, column) => {
        text(canvas, 250 + column * 84, 12, head, 'tx mut', 'end');
      });
      text(canvas, barAtPx, 12, '0', 'tx mut');
      text(canvas, barAtPx + stripWallPx - 6, 12, 'deadline', 'tx', 'end');
      shown.forEach((task, row) => {
        const y = headPx + row * rowPx;
        line(canvas, 0, y, barAtPx + stripPx, y, 'grid');
        rect(canvas, 0, y + 6, 10, 10, `k${colours.slotOf(task.vm)}`);
        text(canvas, 16, y + 15, fitted(`${task.vm}/${task.task}`, 190, 11), 'mono');
        text(canvas, 250, y + 15, count(task.finished), 'ts', 'end');
        const { maxPs } = task.response;
        text(
          canvas,
          334,
          y + 15,
          maxPs === null ? '–' : milliseconds(maxPs),
          task.missed > 0 ? 'tb redt' : 'tb',
          'end',
        );
        text(canvas, 418, y + 15, task.deadlinePs === null ? '–' : milliseconds(task.deadlinePs), 'ts mut', 'end');
        taskStrip(task, colours.slotOf(task.vm)).draw(group(canvas).attr('transform', `translate(${barAtPx} ${y})`));
      });
      if (tasks.length > shown.length)
        text(
          canvas,
          16,
          headPx + shown.length * rowPx + 14,
          `and ${count(tasks.length - shown.length)} more`,
          'tx mut',
        );
    },
  };
}
