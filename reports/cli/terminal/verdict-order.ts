/**
 * The order of verdicts on a terminal: what needs attention stands last, nearest the prompt. Met by falling distance to
 * the limit, then what is not judged, then violated by ASIL and by how far beyond the limit: the worst is the very last.
 */
import type { RequirementFact } from '../../../analysis/fact.ts';

const verdictRank = { met: 0, not_judged: 1, violated: 2 } as const;
const asilRank = { QM: 0, A: 1, B: 2, C: 3, D: 4 } as const;

export function inTerminalOrder(requirements: readonly RequirementFact[]): RequirementFact[] {
  return [...requirements].sort(
    (a, b) =>
      verdictRank[a.verdict] - verdictRank[b.verdict] ||
      (a.verdict === 'violated' ? asilRank[a.asil] - asilRank[b.asil] : 0) ||
      (a.ratio ?? 0) - (b.ratio ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
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
  const worstFirst = inTerminalOrder(requirements).reverse();
  const met = worstFirst.filter(({ verdict }) => verdict === 'met');
  return {
    met,
    violated: worstFirst.filter(({ verdict }) => verdict === 'violated'),
    notJudged: worstFirst.filter(({ verdict }) => verdict === 'not_judged'),
    thinnest: met[0] ?? null,
  };
}
