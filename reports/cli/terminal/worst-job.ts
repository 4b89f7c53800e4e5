/**
 * Where the time of the one job that matters most went: the largest rows of its ledger with bars, the rest summed, the
 * total. Printed rows add up to the printed total (largest remainder).
 */
import type { JobStory, RequirementFact } from '../../../analysis/fact.ts';
import { duration, milliseconds, roundedParts } from '../../number.ts';
import { causeWords } from '../../wording.ts';
import { bar } from './bar.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';

const shownRows = 5;
/** Milliseconds with three decimals: one unit of the last digit is a microsecond. */
const stepPs = 1e6;

export function worstJob(story: JobStory, requirement: RequirementFact | null, style: Style): string[] {
  const { ledger } = story;
  const sorted = [...ledger.rows].sort(
    (a, b) => Number(b.cause === 'own-execution') - Number(a.cause === 'own-execution') || b.ps - a.ps,
  );
  const rounded = roundedParts(
    sorted.map(({ ps }) => ps),
    stepPs,
  );
  const folded = sorted.length > shownRows + 1 ? shownRows : sorted.length;
  const rows = sorted.slice(0, folded).map((row, index) => ({
    cause: style.plain(causeWords[row.cause]),
    culprit: row.cause === 'own-execution' ? '' : style.plain(row.culprit),
    ps: rounded[index] as number,
    note: row.medianPs === 0 && row.ps > 0 ? 'not in median job' : '',
  }));
  const restPs = rounded.slice(folded).reduce((sum, ps) => sum + ps, 0);
  if (folded < sorted.length) rows.push({ cause: `${sorted.length - folded} more`, culprit: '', ps: restPs, note: '' });

  const cause = Math.max(...rows.map((row) => cells(row.cause)), 'response time'.length);
  const time = Math.max(cells(milliseconds(ledger.responsePs)), 5);
  const culprit = Math.min(Math.max(...rows.map((row) => cells(row.culprit)), 20), style.width - cause - time - 32);
  const largest = Math.max(...rows.map(({ ps }) => ps), 1);
  const barCells = style.width >= 100 ? 22 : 8;
  const line = (causeText: string, culpritText: string, ps: number): string =>
    `  ${padEnd(causeText, cause)} ${padEnd(shorten(culpritText, culprit, style.glyphs), culprit)} ${padStart(style.plain(milliseconds(ps)), time)} ms`;
  return [
    headline(story, requirement, style),
    ...rows.map((row) =>
      `${line(row.cause, row.culprit, row.ps)}  ${style.dim(bar(row.ps / largest, barCells, style.glyphs))}${row.note === '' ? '' : `  ${row.note}`}`.trimEnd(),
    ),
    style.strong(line('response time', '', ledger.responsePs)),
  ];
}

function headline({ ledger, lateJobs }: JobStory, requirement: RequirementFact | null, style: Style): string {
  const who = `${ledger.task}, job ${ledger.job}`;
  const id = requirement === null ? '' : `${style.strong(requirement.id)} `;
  const judged = requirement?.judged ?? 0;
  if (ledger.lateByPs !== null) {
    const of = judged === 0 ? '' : ` of ${judged}`;
    const late = style.violated(style.plain(`${duration(ledger.lateByPs)} late`));
    return `${id}${lateJobs === 1 ? 'the late job' : `the worst of ${lateJobs} late jobs`}${of}: ${who}, ${late}`;
  }
  const left =
    ledger.deadlinePs === null ? '' : `, ${duration(ledger.deadlinePs - ledger.responsePs)} before its deadline`;
  return `${id}${style.plain(`the slowest${judged === 0 ? ' job' : ` of ${judged} jobs`}: ${who}${left}`)}`;
}
