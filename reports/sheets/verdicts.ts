/** Is it met? Every requirement as a row with its bar, violated first; the numbers stand at their units. */

import type { RequirementFact } from '../../analysis/fact.ts';
import { reservedPx } from '../chart/canvas.ts';
import { verdictBar, verdictBarPx, verdictWallPx } from '../chart/verdict-bar.ts';
import { verdictList } from '../chart/verdict-list.ts';
import { comparedPair, count, engineering, none, percentage, plural, type Quantity } from '../number.ts';
import type { Cell, Row, Sheet, SheetDefinition, SheetInput, Table } from '../sheet.ts';
import { requirementAnchor } from '../sheet.ts';
import { asilWords, capitalised, gradeMarks, inWords, itemsOf, requirementText } from '../wording.ts';

const mostOpenRows = 40;
/** Less than a third of the limit left. */
const thinRatio = 2 / 3;

export const verdicts: SheetDefinition = {
  id: 'verdicts',
  question: 'Is it met?',
  madeBy: 'requirements: in the ECU file',
  write: writeVerdicts,
};

function writeVerdicts({ requirements }: SheetInput): Sheet | null {
  if (requirements.length === 0) return null;
  const title = titleOf(requirements);
  const open = requirements.filter(({ verdict }, index) => verdict === 'violated' || index < mostOpenRows);
  const folded = requirements.slice(open.length);
  const table: Table = {
    kind: 'table',
    caption: 'Requirements, observed values and limits',
    look: 'verdicts',
    columns: [
      { head: '', widthPx: 24 },
      {
        head: 'requirement',
        widthPx: Math.min(170, Math.max(92, ...requirements.map(({ id }) => Math.ceil(reservedPx(id, 15, true)) + 12))),
      },
      { head: 'what it asks' },
      { head: 'observed', align: 'end', widthPx: 104 },
      { head: 'limit', align: 'end', widthPx: 112 },
      { head: 'against the limit', wallPx: verdictWallPx, widthPx: verdictBarPx },
      { head: 'limit from', minor: true, widthPx: 128 },
    ],
    rows: open.map(rowOf),
    ...(folded.length > 0
      ? { folded: { summary: `${plural(folded.length, 'more requirement')}, all met`, rows: folded.map(rowOf) } }
      : {}),
  };
  return {
    title,
    lead: 'Every bar runs from nothing to its own limit, so all limits stand in one line, the wall. Violated first, then the thinnest margin.',
    blocks: [
      table,
      { kind: 'key', items: ['bar: worst observed', 'tick: median', '● measured  ◐ published  ○ assumed limit'] },
    ],
    pictures: [verdictList(requirements, title)],
  };
}

function titleOf(requirements: readonly RequirementFact[]): string {
  const violated = requirements.filter(({ verdict }) => verdict === 'violated').length;
  const unjudged = requirements.filter(({ verdict }) => verdict === 'not_judged').length;
  const thin = requirements.filter(
    ({ verdict, ratio }) => verdict === 'met' && ratio !== null && ratio > thinRatio,
  ).length;
  const met = requirements.length - violated - unjudged;
  const open = unjudged === 0 ? '' : `, ${inWords(unjudged)} could not be judged`;
  if (violated === 0) {
    if (met === 0) return 'Nothing could be judged';
    return thin === 0
      ? `Every judged limit is kept with a third or more left${open}`
      : `Every judged limit is kept, ${inWords(thin)} with less than a third left${open}`;
  }
  const broken = violated === 1 ? 'One limit is broken' : `${capitalised(inWords(violated))} limits are broken`;
  if (thin === 0) return `${broken}${met > 0 ? ', every other keeps a third or more' : ''}${open}`;
  return `${broken}, ${inWords(thin)} more ${thin === 1 ? 'has' : 'have'} less than a third left${open}`;
}

function rowOf(requirement: RequirementFact): Row {
  const { id, verdict, asil, text, subject, source, grade } = requirement;
  const cells: Cell[] = [
    { kind: 'mark', verdict },
    { kind: 'text', text: id, second: asilWords(asil), strong: true },
    {
      kind: 'text',
      text: requirementText(requirement),
      second: text === '' ? countWords(requirement) : `${subject} · ${countWords(requirement)}`,
    },
    ...numbersOf(requirement),
    { kind: 'chart', chart: verdictBar(requirement) },
    { kind: 'text', text: `${gradeMarks[grade]} ${source ?? 'no source'}`, muted: true },
  ];
  return { id: requirementAnchor(id), cells, bad: verdict === 'violated' };
}

function countWords(requirement: RequirementFact): string {
  const { judged, broken, verdict, reason } = requirement;
  const [one, many] = itemsOf(requirement);
  if (verdict === 'not_judged') return `not judged: ${reason ?? 'nothing was observed'}`;
  if (broken === 0) return plural(judged, one, many);
  const words = requirement.comparison === 'min' ? 'below' : requirement.use === 'deadline' ? 'late' : 'over';
  return judged === 1 ? `1 ${one}` : `${count(broken)} of ${count(judged)} ${many} ${words}`;
}

function numbersOf({ observed, limit, unit, comparison, verdict }: RequirementFact): [Cell, Cell] {
  const write = (value: number): Quantity => (unit === 'ps' ? engineering(value) : percentage(value));
  const [left, right]: readonly (Quantity | null)[] =
    observed !== null && limit !== null
      ? comparedPair(unit, observed, limit)
      : [observed === null ? null : write(observed), limit === null ? null : write(limit)];
  const bad = verdict === 'violated';
  const kept = comparison === 'max' ? '≤' : '≥';
  const broken = comparison === 'max' ? '>' : '<';
  return [
    left == null
      ? { kind: 'number', value: none }
      : { kind: 'number', value: left.value, unit: left.unit, strong: true, bad },
    right == null
      ? { kind: 'number', value: none }
      : { kind: 'number', value: right.value, unit: right.unit, sign: bad ? broken : kept },
  ];
}
