/**
 * One row per requirement: mark, id, ASIL, subject, observed against limit, a bar with the limit as a wall, and what is
 * left; where nothing was judged the reason stands in place of the bar. Values are right-aligned and units left-aligned, so the digits meet at the unit. With 100 columns and more the
 * requirement's own text takes the place of its subject and the bar grows.
 */
import type { RequirementFact } from '../../../analysis/fact.ts';
import { comparedPair, margin, type Quantity } from '../../number.ts';
import { type WalledBar, walledBar } from './bar.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';
import { inTerminalOrder } from './verdict-order.ts';

const wideFrom = 100;
const overCells = 5;

interface Row {
  readonly requirement: RequirementFact;
  readonly subject: string;
  readonly observed: Quantity;
  readonly limit: Quantity;
  readonly comparison: string;
  readonly margin: string;
}

/** Lines without the trailing newline; the first is the heading. */
export function verdictTable(requirements: readonly RequirementFact[], style: Style): string[] {
  const wide = style.width >= wideFrom;
  const rows = inTerminalOrder(requirements).map((requirement) => makeRow(requirement, wide, style));
  const barCells = wide ? 16 : 10;
  const widthOf = (pick: (row: Row) => string, least = 0): number =>
    rows.reduce((most, row) => Math.max(most, cells(pick(row))), least);
  const id = widthOf(({ requirement }) => requirement.id);
  const observed = widthOf((row) => row.observed.value);
  const limit = widthOf((row) => row.limit.value);
  const unit = widthOf(
    ({ observed, limit }) => (cells(observed.unit) > cells(limit.unit) ? observed.unit : limit.unit),
    2,
  );
  const sign = style.ascii ? 2 : 1;
  const marginCells = widthOf((row) => (row.requirement.verdict === 'not_judged' ? '' : row.margin), 10);
  const fixed =
    2 +
    id +
    4 +
    1 +
    (observed + 1 + unit) +
    1 +
    sign +
    2 +
    (limit + 1 + unit) +
    2 +
    (barCells + 1 + overCells) +
    2 +
    marginCells;
  const subject = Math.max(
    Math.min(
      widthOf((row) => row.subject, 11 - id - 4),
      style.width - fixed,
    ),
    8,
  );
  const room = Math.max(
    barCells + 1 + overCells + 2 + marginCells,
    style.width - fixed - subject + barCells + overCells + marginCells,
  );
  const heading = [
    padEnd('  requirement', 2 + id + 4 + subject),
    padStart('observed', observed + 1 + unit),
    ' '.repeat(sign),
    `${padStart('limit', limit + 2 + unit)} `,
    `0${padStart('limit', barCells)}${' '.repeat(overCells)}`,
    ' margin',
  ];
  return [
    style.dim(heading.join(' ').trimEnd()),
    ...rows.map((row) => {
      const { verdict } = row.requirement;
      const isViolated = verdict === 'violated';
      const mark = isViolated
        ? style.violated(style.glyphs.violated)
        : style.dim(verdict === 'met' ? style.glyphs.met : style.glyphs.open);
      const idText = padEnd(row.requirement.id, id);
      const observedText = `${padStart(row.observed.value, observed)} ${padEnd(row.observed.unit, unit)}`;
      const parts = [
        mark,
        isViolated ? style.strong(idText) : idText,
        style.dim(padEnd(row.requirement.asil, 2)),
        padEnd(shorten(row.subject, subject, style.glyphs), subject),
        isViolated
          ? style.violated(observedText.trimEnd()) + ' '.repeat(cells(observedText) - cells(observedText.trimEnd()))
          : observedText,
        padEnd(row.comparison, sign),
        ` ${padStart(row.limit.value, limit)} ${padEnd(row.limit.unit, unit)} `,
        ...(verdict === 'not_judged'
          ? [style.dim(shorten(row.margin, room, style.glyphs))]
          : [
              `${paintBar(barOf(row, barCells, style), isViolated, style)} `,
              isViolated ? style.violated(row.margin) : style.dim(row.margin),
            ]),
      ];
      return parts.join(' ').trimEnd();
    }),
  ];
}

function makeRow(requirement: RequirementFact, wide: boolean, style: Style): Row {
  const { observed, limit, unit, ratio, verdict } = requirement;
  const nothing: Quantity = { value: '-', unit: '' };
  const [observedText, limitText] =
    observed === null || limit === null ? [nothing, nothing] : comparedPair(unit, observed, limit);
  const plain = ({ value, unit }: Quantity): Quantity => ({ value: style.plain(value), unit: style.plain(unit) });
  return {
    requirement,
    subject: style.plain(wide && requirement.text !== '' ? requirement.text : requirement.subject),
    observed: plain(observedText),
    limit: plain(limitText),
    comparison: observed === null || limit === null ? '' : style.plain(comparisonSign(requirement)),
    margin: style.plain(
      verdict === 'not_judged' || ratio === null ? (requirement.reason ?? 'not judged') : margin(ratio, verdict),
    ),
  };
}

/** The relation that really holds between observed and limit. */
export function comparisonSign({ comparison, verdict }: RequirementFact): string {
  if (comparison === 'max') return verdict === 'violated' ? '>' : '≤';
  return verdict === 'violated' ? '<' : '≥';
}

function barOf({ requirement }: Row, barCells: number, style: Style): WalledBar {
  return walledBar(requirement.ratio ?? 0, barCells, overCells, style.glyphs, requirement.verdict === 'violated');
}

function paintBar({ before, wall, after }: WalledBar, isViolated: boolean, style: Style): string {
  return style.dim(before) + style.strong(wall) + (isViolated ? style.violated(after) : after);
}
