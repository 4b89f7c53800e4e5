/** Slow-downs of MiBench under four hypervisors (RTAS 2023), predicted: prints the table, writes its cells and its drawing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commaSeparated } from './comma-separated.ts';
import { scatter } from './scatter.ts';
import { study } from './study.ts';
import { tableOf } from './table.ts';

export const source =
  'J. Martins, S. Pinto, "Shedding Light on Static Partitioning Hypervisors for Arm-based Mixed-Criticality Systems", RTAS 2023; artifact ESRGv3/shedding-light-static-partitioning-hypervisors';

/** Writes `mibench.csv` and `mibench.svg` into `folder`; gives the lines to print. */
export function mibench(folder: string): string[] {
  const result = study();
  mkdirSync(folder, { recursive: true });
  const files = { 'mibench.csv': commaSeparated(result.cells), 'mibench.svg': scatter(result) };
  const paths = Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  });
  return [...tableOf(result), '', `written: ${paths.join(', ')}`];
}
