/** Every chart of the report as a file of its own, with its own style, patterns and replay line. */
import { standaloneSvg } from '../markup.ts';
import type { MediumDefinition } from '../medium.ts';
import { chartsOf } from '../sheet.ts';
import { sheets } from '../sheets.ts';

export const svg: MediumDefinition = {
  write: (input) => {
    const written = Object.values(sheets).flatMap((definition) => definition.write(input.sheets) ?? []);
    const charts = written.flatMap((sheet) => [...(sheet.pictures ?? []), ...chartsOf(sheet.blocks)]);
    return charts.map((chart) => ({
      name: `${fileName(chart.id)}.svg`,
      text: standaloneSvg(chart, input.replay.line, input.surface),
    }));
  },
};

/** Ids may hold names of the ECU file; file names hold letters, digits, dots and hyphens only. */
function fileName(id: string): string {
  return id.replace(/[^A-Za-z0-9.-]+/g, '-');
}
