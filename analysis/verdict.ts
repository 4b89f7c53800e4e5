/**
 * From an observation and a limit to a verdict: met, violated, or not judged with the reason. Rules for all kinds:
 *
 * - items that ended are judged as they are; an item that had not ended at the horizon is judged only when its age is
 *   already past a maximum (then it is late whatever comes), with its age as lower bound;
 * - the statistic (`max`, `min`, `mean`, `median`, `p99`, `p99.9`, ...) of the judged items decides. Under a minimum the
 *   statistic is mirrored: `max`, "the worst", becomes the smallest, `p99` the first percentile;
 * - no judged item: not judged, never met.
 *
 * Units: ps or a fraction, as the kind says.
 */
import type { Requirement } from '../scenarios/ecu.ts';
import type { RequirementFact, Verdict } from './fact.ts';
import { comparisonOf, type Observation, type RequirementDefinition } from './requirement.ts';
import { roundedMean } from './response-time/exact-sum.ts';
import type { LimitWatch } from './response-time/limit-watch.ts';
import { countBeyond, type Multiset, nearestRank, withItems } from './response-time/order-statistics.ts';

export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly observed: number | null;
  readonly median: number | null;
  readonly judged: number;
  readonly broken: number;
}

/**
 * Observed value of a statistic; null for an empty multiset, undefined when the name means nothing.
 * @param name `max`, `min`, `mean`, `median`, or `p` and a percentage with at most three decimals
 */
export function statisticOf(multiset: Multiset, name: string, comparison: 'max' | 'min'): number | null | undefined {
  if (name === 'mean') return meanOf(multiset);
  const share = shareOf(name);
  if (share === undefined) return undefined;
  const whole = 100_000;
  return nearestRank(multiset, comparison === 'max' ? share : whole - share, whole);
}

/** Percentage in thousandths of a per cent. */
function shareOf(name: string): number | undefined {
  if (name === 'max') return 100_000;
  if (name === 'min') return 0;
  if (name === 'median') return 50_000;
  if (name === 'p100') return 100_000;
  const match = /^p(\d{1,2})(?:\.(\d{1,3}))?$/.exec(name);
  return match === null ? undefined : Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
}

function meanOf({ values, counts, count }: Multiset): number | null {
  if (count === 0) return null;
  let sum = 0n;
  for (let i = 0; i < values.length; i++) sum += BigInt(values[i]!) * BigInt(counts[i]!);
  return roundedMean(sum, count);
}

function notJudged(reason: string): Judgement {
  return { verdict: 'not_judged', reason, observed: null, median: null, judged: 0, broken: 0 };
}

/** @param watch exact count of broken items, where they were counted one by one */
export function judge(
  observation: Observation,
  limit: number | null,
  comparison: 'max' | 'min',
  statistic: string,
  watch: LimitWatch | null = null,
): Judgement {
  if (observation.kind === 'none') return notJudged(observation.reason);
  if (limit === null) return notJudged('there is no limit');
  const beyond = (value: number) => (comparison === 'max' ? value > limit : value < limit);
  if (observation.kind === 'share') {
    const violated = beyond(observation.share);
    return {
      verdict: violated ? 'violated' : 'met',
      reason: null,
      observed: observation.share,
      median: null,
      judged: 1,
      broken: violated ? 1 : 0,
    };
  }
  const { ended, openPs, noun } = observation;
  const late = comparison === 'max' ? openPs.filter(beyond) : [];
  const judged = withItems(ended, late);
  const asked = ended.count + openPs.length;
  if (judged.count === 0) return notJudged(asked === 0 ? `no ${noun} was released` : `0 of ${asked} finished`);
  const observed = statisticOf(judged, statistic, comparison);
  if (observed === undefined || observed === null) return notJudged(`the statistic ${statistic} is not known`);
  return {
    verdict: beyond(observed) ? 'violated' : 'met',
    reason: null,
    observed,
    median: nearestRank(judged, 50, 100),
    judged: judged.count,
    broken: watch?.broken ?? countBeyond(judged, limit, comparison),
  };
}

/** observed / limit, or limit / observed for a minimum; null when the quotient means nothing. */
function ratioOf(observed: number | null, limit: number | null, comparison: 'max' | 'min'): number | null {
  if (observed === null || limit === null) return null;
  const [above, below] = comparison === 'max' ? [observed, limit] : [limit, observed];
  return below > 0 ? above / below : null;
}

export function requirementFact(
  requirement: Requirement,
  implied: boolean,
  definition: RequirementDefinition | undefined,
  limit: number | null,
  judgement: Judgement,
): RequirementFact {
  const comparison = comparisonOf(requirement);
  return {
    id: requirement.id,
    use: requirement.use,
    subject: requirement.of,
    text: requirement.text,
    asil: requirement.asil,
    verdict: judgement.verdict,
    reason: judgement.reason,
    unit: definition?.unit ?? 'ps',
    comparison,
    limit,
    observed: judgement.observed,
    median: judgement.median,
    ratio: ratioOf(judgement.observed, limit, comparison),
    judged: judgement.judged,
    broken: judgement.broken,
    source: requirement.source,
    grade: requirement.grade,
    implied,
  };
}
