/** What the result rests on: per area of the description, how many numbers are measured ●, published ◐ or assumed ○. */
import { count } from '../number.ts';
import { type Chart, fitted, rect, text } from './canvas.ts';

const leftPx = 104;
const barPx = 190;
const rowPx = 28;
const headPx = 20;
/** Right edges of the three counts, from the end of the bars. */
const countPx = [44, 92, 140] as const;

export interface TrustRow {
  readonly area: string;
  readonly measured: number;
  readonly published: number;
  readonly assumed: number;
}

const grades = ['measured', 'published', 'assumed'] as const;

export function trustBars(rows: readonly TrustRow[]): Chart {
  const total = (row: TrustRow) => row.measured + row.published + row.assumed;
  const most = rows.reduce((largest, row) => Math.max(largest, total(row)), 1);
  return {
    id: 'trust',
    title: 'Numbers of the description by grade of their source',
    description: `${rows.map((row) => `${row.area}: ${count(row.measured)} measured, ${count(row.published)} published, ${count(row.assumed)} assumed`).join('; ')}.`,
    widthPx: leftPx + barPx + countPx[2],
    heightPx: headPx + rows.length * rowPx + 4,
    draw: (canvas) => {
      ['●', '◐', '○'].forEach((mark, index) => {
        text(canvas, leftPx + barPx + countPx[index]!, 12, mark, 'ts', 'end');
      });
      rows.forEach((row, index) => {
        const y = headPx + index * rowPx;
        text(canvas, 0, y + 14, fitted(row.area, leftPx - 10, 12), 'ts');
        let x = leftPx;
        grades.forEach((grade, column) => {
          const width = (row[grade] / most) * barPx;
          if (width > 0)
            rect(
              canvas,
              x + (column === 2 ? 0.6 : 0),
              y + (column === 2 ? 3.6 : 3),
              Math.max(width - (column === 2 ? 1.2 : 0), 1),
              column === 2 ? 14.8 : 16,
              `g${column}`,
              `${row.area}: ${count(row[grade])} ${grade}`,
            );
          x += width;
          text(
            canvas,
            leftPx + barPx + countPx[column]!,
            y + 15,
            count(row[grade]),
            row[grade] === 0 ? 'ts mut' : 'ts',
            'end',
          );
        });
      });
    },
  };
}
