/** Who hurts whom? The matrix of victims and culprits, and the families of causes per victim. */
import type { RunFacts } from '../../analysis/fact.ts';
import { causeSharesOf, largestWithin, matrixOf, worstInterference } from '../blame.ts';
import { blameMatrix } from '../chart/blame-matrix.ts';
import { causeBars } from '../chart/cause-bars.ts';
import { roughPercentage } from '../number.ts';
import type { Sheet, SheetDefinition, SheetInput } from '../sheet.ts';

/** Pairs in the title when there is one guest. */
const mostCulprits = 2;

export const whoHurtsWhom: SheetDefinition = {
  id: 'who-hurts-whom',
  question: 'Who hurts whom?',
  madeBy: 'a run with the ledger on and at least one finished job',
  write: writeWhoHurtsWhom,
};

function writeWhoHurtsWhom({ facts, colours }: SheetInput): Sheet | null {
  if (facts.ledger.length === 0) return null;
  const matrix = matrixOf(facts, colours);
  const worst = worstInterference(matrix);
  return {
    title:
      worst === null || worst.share < 0.0005
        ? facts.vms.length < 2
          ? withinOneGuest(facts)
          : 'No VM has a measurable share of another’s time'
        : `${roughPercentage(worst.share)} of ${worst.victim}’s waiting and working time is ${worst.culprit}’s doing`,
    lead: 'Area of a square: share of the victim’s summed response time. Hollow: its own doing. The frame holds what a safety case must explain: QM culprits, ASIL victims. Contention is attributed by convention; claims rest on paired runs.',
    blocks: [
      {
        kind: 'columns',
        columns: [
          [{ kind: 'chart', chart: blameMatrix(matrix) }],
          [
            { kind: 'heading', text: 'Why they wait' },
            { kind: 'chart', chart: causeBars(causeSharesOf(facts, colours)) },
          ],
        ],
      },
    ],
  };
}

/** With one guest the culprits are its own tasks and cores. */
function withinOneGuest(facts: RunFacts): string {
  const top = largestWithin(facts).slice(0, mostCulprits);
  if (top.length === 0) return 'Only one guest runs here, and none of its tasks takes time from another';
  const [first, ...rest] = top.map(({ share, victim, culprit }) => {
    const time = `${roughPercentage(share)} of ${victim}’s time`;
    return `${time} is ${culprit}’s doing`;
  });
  return `One guest; within it ${[first, ...rest].join(', ')}`;
}
