/**
 * All requirements as one picture, for the single `.svg` file: the same bars as in the page's list, with id, subject,
 * observed and limit beside them. At most 40 rows; the rest is counted.
 */
import type { RequirementFact } from '../../analysis/fact.ts';
import { comparedPair, count } from '../number.ts';
import { requirementText, verdictMarks } from '../wording.ts';
import { type Chart, fitted, group, line, text } from './canvas.ts';
import { describeVerdict, drawVerdictBar, verdictBarPx, verdictWallPx } from './verdict-bar.ts';

const rowPx = 32;
const headPx = 22;
const barAtPx = 540;
const mostRows = 40;

export function verdictList(requirements: readonly RequirementFact[], title: string): Chart {
  const shown = requirements.slice(0, mostRows);
  const folded = requirements.length - shown.length;
  return {
    id: 'verdicts',
    title,
    description: shown.map(describeVerdict).join(' '),
    widthPx: barAtPx + verdictBarPx,
    heightPx: headPx + shown.length * rowPx + (folded > 0 ? 20 : 4),
    draw: (canvas) => {
      text(canvas, 22, 12, 'requirement', 'ts mut');
      text(canvas, 430, 12, 'observed', 'ts mut', 'end');
      text(canvas, 520, 12, 'limit', 'ts mut', 'end');
      text(canvas, barAtPx, 12, '0', 'ts mut');
      text(canvas, barAtPx + verdictWallPx - 6, 12, 'the limit', 'ts', 'end');
      text(canvas, barAtPx + verdictWallPx + 7, 12, 'over', 'ts redt');
      shown.forEach((requirement, row) => {
        const y = headPx + row * rowPx;
        const middle = y + rowPx / 2 + 4;
        const bad = requirement.verdict === 'violated';
        line(canvas, 0, y, barAtPx + verdictBarPx, y, 'grid');
        text(canvas, 2, middle, verdictMarks[requirement.verdict], bad ? 'tb redt' : 'ts mut');
        text(canvas, 22, middle, requirement.id, 'tb');
        text(canvas, 120, middle, fitted(requirementText(requirement), 240, 12), 'ts');
        if (requirement.observed !== null && requirement.limit !== null) {
          const [observed, limit] = comparedPair(requirement.unit, requirement.observed, requirement.limit);
          text(canvas, 430, middle, `${observed.value} ${observed.unit}`, bad ? 'tb redt' : 'tb', 'end');
          text(canvas, 520, middle, `${limit.value} ${limit.unit}`, 'ts', 'end');
        }
        drawVerdictBar(group(canvas).attr('transform', `translate(${barAtPx} ${y})`), requirement, rowPx);
      });
      if (folded > 0) text(canvas, 22, headPx + shown.length * rowPx + 14, `and ${count(folded)} more`, 'ts mut');
    },
  };
}
