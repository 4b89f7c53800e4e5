/** The cells as comma-separated values: one line each, plain names and numbers only. */
import type { Cell } from './study.ts';

export function commaSeparated(cells: readonly Cell[]): string {
  const head =
    'program,hypervisor,situation,measured_percent,predicted_percent,noise_percent,measured_l2_refills,predicted_l2_refills,scored';
  const lines = cells.map((cell) =>
    [
      cell.program,
      cell.hypervisor,
      cell.situation,
      cell.measuredPercent,
      cell.predictedPercent.toFixed(3),
      cell.noisePercent,
      cell.measuredRefills ?? '',
      cell.predictedRefills === undefined ? '' : Math.round(cell.predictedRefills),
      cell.scored,
    ].join(),
  );
  return `${[head, ...lines].join('\n')}\n`;
}
