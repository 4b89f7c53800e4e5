/** Who hurts whom? The matrix of victims and culprits, and the families of causes per victim. */
import { causeSharesOf, matrixOf, worstInterference } from '../blame.ts';
import { blameMatrix } from '../chart/blame-matrix.ts';
import { causeBars } from '../chart/cause-bars.ts';
import { roughPercentage } from '../number.ts';
import type { Sheet, SheetDefinition, SheetInput } from '../sheet.ts';

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
          ? 'Only one guest runs here, so none can hurt another'
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
