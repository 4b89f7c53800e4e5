/** What `bulkhead explain` shows: the finding, the way of the chain, who took each part, the critical instant, what would have been enough. */

import type { ExplainedJob } from '../../explain/explain-fact.ts';
import { changeWords, comparedWords, explainTitle, instantWords } from '../../explain/explain-words.ts';
import { duration, exactPs } from '../../number.ts';
import { causeWords } from '../../wording.ts';
import { wrap, writtenSummary } from './run-face.ts';
import { cells, padEnd, padStart, type Style } from './style.ts';

export interface ExplainFace {
  readonly told: ExplainedJob;
  readonly written: readonly string[];
  readonly line: string;
}

export function formatExplain({ told, written, line }: ExplainFace, style: Style): string {
  const { story, compared, chain, changes } = told;
  const { ledger } = story;
  const title = style.plain(explainTitle(told));
  const lines = [ledger.lateByPs === null ? style.strong(title) : style.violated(title), ''];
  if (chain !== null)
    lines.push(
      ...columns(
        chain.steps.map(({ task, job, releaseAtPs, readAtPs, writeAtPs }) => [
          task,
          `job ${job}`,
          `released ${exactPs(releaseAtPs)}`,
          readAtPs === null ? '' : `read ${exactPs(readAtPs)}`,
          writeAtPs === null ? '' : `written ${exactPs(writeAtPs)}`,
        ]),
        style,
      ),
      '',
    );
  lines.push(
    ...columns(
      [
        ['', 'this job', 'median'],
        ...ledger.rows
          .filter(({ ps, medianPs }) => ps > 0 || medianPs > 0)
          .map(({ cause, culprit, ps, medianPs }) => [
            cause === 'own-execution' ? causeWords[cause] : `${causeWords[cause] ?? cause}  ${culprit}`,
            ps === 0 ? '–' : duration(ps),
            medianPs === 0 ? '–' : duration(medianPs),
          ]),
        ['response time', duration(ledger.responsePs), duration(ledger.medianResponsePs)],
      ],
      style,
    ),
    '',
    ...wrap(style.plain(instantWords(told)), style.width),
  );
  if (compared.some(({ boundPs }) => boundPs !== null))
    lines.push(
      ...columns(
        [
          ['', 'this job', 'bound'],
          ...compared.map(({ kind, jobPs, boundPs }) => [
            comparedWords[kind],
            duration(jobPs),
            boundPs === null ? '–' : boundPs < 0 ? `-${duration(-boundPs)}` : duration(boundPs),
          ]),
        ],
        style,
      ),
    );
  if (ledger.lateByPs !== null) {
    lines.push('', style.strong('what would have been enough, each alone, on the same seed'));
    lines.push(
      ...(changes.length === 0
        ? ['  none of the changes tried']
        : changes.map((change) => `  ${style.plain(changeWords(change))}`)),
    );
  }
  lines.push('');
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  lines.push(`again  ${style.dim(style.plain(line))}`);
  return `${lines.join('\n')}\n`;
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[], style: Style): string[] {
  const plain = rows.map((row) => row.map((text) => style.plain(text)));
  const widths = plain[0]!.map((_, column) => Math.max(...plain.map((row) => cells(row[column] ?? ''))));
  return plain.map((row) =>
    `  ${row.map((text, column) => (column === 0 ? padEnd(text, widths[0]!) : padStart(text, widths[column]!))).join('  ')}`.trimEnd(),
  );
}
