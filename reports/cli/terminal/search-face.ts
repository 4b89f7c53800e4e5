/** What `bulkhead search` shows: random seeds, the worst found and the bound on one scale, and the anomalies. */
import { duration, plainDuration, plural } from '../../number.ts';
import type { SearchResult } from '../search-run.ts';
import { writtenSummary } from './run-face.ts';
import { padStart, type Style } from './style.ts';

export interface SearchFace {
  readonly ecu: string;
  readonly result: SearchResult;
  readonly written: readonly string[];
  readonly line: string;
}

const barCells = 40;

export function formatSearch({ ecu, result, written, line }: SearchFace, style: Style): string {
  const { subject, runs, genes, horizonPs, randomPs, bestPs, boundPs, reason, anomalies, foundAt } = result;
  const scalePs = Math.max(boundPs ?? 0, bestPs ?? 0, randomPs ?? 0, 1);
  const row = (name: string, ps: number | null) => {
    const bar = ps === null ? '' : style.glyphs.bar.repeat(Math.max(1, Math.round((ps / scalePs) * barCells)));
    return style
      .plain(`  ${name.padEnd(12)}  ${padStart(ps === null ? '–' : duration(ps), 9)}  ${style.pipe ? '' : bar}`)
      .trimEnd();
  };
  const gain =
    randomPs !== null && bestPs !== null && randomPs > 0
      ? `, ${(bestPs / randomPs).toFixed(2)} times the longest of random seeds`
      : '';
  const gap = boundPs !== null && bestPs !== null ? `; ${Math.round((bestPs / boundPs) * 100)} % of the bound` : '';
  const lines = [
    `${style.strong(style.plain(ecu))}${style.plain(`  ${subject.kind === 'task' ? 'response' : 'reaction'} of ${subject.name}`)}`,
    style.dim(style.plain(`${plural(runs, 'run')} of ${plainDuration(horizonPs)}, ${plural(genes, 'open choice')}`)),
    '',
    row('random seeds', randomPs),
    row('found', bestPs),
    row('bound', boundPs),
    ...(boundPs === null ? [style.dim(style.plain(`  no bound: ${reason}`))] : []),
    '',
    bestPs === null
      ? 'nothing finished: make --horizon longer'
      : style.plain(`found in run ${foundAt + 1}${gain}${gap}`),
    ...anomalies.map(({ what, beforePs, afterPs }) =>
      style.plain(`anomaly: ${what}, and it is ${duration(afterPs - beforePs)} later (${duration(afterPs)})`),
    ),
    '',
  ];
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  lines.push(`again  ${style.dim(style.plain(line))}`);
  return `${lines.join('\n')}\n`;
}
