/** The table of `npm run validate boot`: each prediction beside what was measured, its error and the goal, and what is left out. */
import { linuxBoards } from './measurements.ts';
import { predictions } from './predictions.ts';

export const source =
  'Texas Instruments: Processor SDK "How to boot quickly" (AM62x, AM62P), MCU+ SDK data sheets (AM243x, AM263x, AM263Px, AM273x), Processor SDK 12.0 performance guides';

export function bootTable(): string[] {
  const rows = predictions();
  const lines = [
    `${'board'.padEnd(10)}${'what'.padEnd(8)}${'measured'.padStart(12)}${'predicted'.padStart(12)}${'error'.padStart(10)}${'goal'.padStart(8)}`,
  ];
  for (const { board, what, measuredMs, predictedMs, error, goal } of rows) {
    const isMet = Math.abs(error) <= goal;
    const percent = `${error < 0 ? '-' : '+'}${Math.abs(error * 100).toFixed(1)} %`;
    lines.push(
      `${board.padEnd(10)}${what.padEnd(8)}${`${measuredMs.toFixed(1)} ms`.padStart(12)}${`${predictedMs.toFixed(1)} ms`.padStart(12)}${percent.padStart(10)}${`${goal * 100} %`.padStart(8)}${isMet ? '' : '   missed'}`,
    );
  }
  const met = rows.filter(({ error, goal }) => Math.abs(error) <= goal).length;
  lines.push('', `${met} of ${rows.length} within their goal`);
  lines.push(
    'the controllers read the same images at rates that no published primitive tells: 10.5, 22 and 44 MB/s by their own "CPU load"',
  );
  for (const { board, loadedBytes, loaderMs } of linuxBoards)
    if (loadedBytes === null)
      lines.push(`${board}: not predicted, its loader (${loaderMs} ms) reads an image whose size is not published`);
  return lines;
}
