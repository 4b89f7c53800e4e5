/**
 * The order of verdicts on a terminal is that of the report turned round: what needs attention stands last, nearest the
 * prompt. Also the sums of the last line.
 */
import type { RequirementFact } from '../../../analysis/fact.ts';
import { orderRequirements } from '../../order.ts';

export function inTerminalOrder(requirements: readonly RequirementFact[]): RequirementFact[] {
  return orderRequirements(requirements).reverse();
}

export interface Tally {
  readonly met: readonly RequirementFact[];
  readonly violated: readonly RequirementFact[];
  readonly notJudged: readonly RequirementFact[];
  /** The met one that is nearest its limit, or null. */
  readonly thinnest: RequirementFact | null;
}

/** Each list worst first. */
export function tally(requirements: readonly RequirementFact[]): Tally {
  const worstFirst = orderRequirements(requirements);
  const met = worstFirst.filter(({ verdict }) => verdict === 'met');
  return {
    met,
    violated: worstFirst.filter(({ verdict }) => verdict === 'violated'),
    notJudged: worstFirst.filter(({ verdict }) => verdict === 'not_judged'),
    thinnest: met[0] ?? null,
  };
}
