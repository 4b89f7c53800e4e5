/**
 * Why a policy is better or worse for a requirement. What is explained is the number that is compared: the median of the
 * paired differences of the requirement's own statistic. It is the difference on the seed in the middle (or the mean of the
 * two in the middle); there the items that had the judged value under both policies are taken apart
 * (`composition.ts`), and cause by cause the one is taken from the other. The changes sum to the difference wherever both
 * values are those of an item; where they do not even share its sign, the reason says that it explains nothing. Times in ps.
 */
import type { LeagueMetric, LeagueReason, LedgerChange } from './league-fact.ts';
import type { LeagueRun } from './league-run.ts';
import { medianOf } from './paired-test.ts';
import { goodRuns, type PolicyRuns } from './policy-summary.ts';

export const mostChanges = 3;

/** A requirement in ps, and the metric that it is compared by. */
export interface Explainable {
  readonly requirement: string;
  readonly metric: LeagueMetric;
}

export function reasonsOf(
  explainable: readonly Explainable[],
  policies: readonly PolicyRuns[],
  baseline: string,
): LeagueReason[] {
  const base = policies.find(({ policy }) => policy === baseline);
  if (base === undefined) return [];
  return policies
    .filter((policy) => policy !== base)
    .flatMap((policy) => explainable.flatMap((one) => reasonOf(one, policy, base) ?? []));
}

function reasonOf({ requirement, metric }: Explainable, policy: PolicyRuns, base: PolicyRuns): LeagueReason | null {
  const pairs = pairsOf(metric, policy, base);
  const differencePs = medianOf(pairs.map((pair) => pair.differencePs));
  if (differencePs === null) return null;
  const middle = pairs.slice(Math.floor((pairs.length - 1) / 2), Math.floor(pairs.length / 2) + 1);
  const changes = changesOf(requirement, middle);
  const explainedPs = changes?.reduce((sum, change) => sum + change.differencePs, 0) ?? null;
  return {
    requirement,
    policy: policy.policy,
    statistic: metric.statistic,
    seeds: middle.map(({ seed }) => seed),
    differencePs,
    explainedPs,
    isExplained: explainedPs !== null && Math.sign(explainedPs) === Math.sign(differencePs),
    changes: inOrder(changes ?? [], Math.sign(differencePs)).slice(0, mostChanges),
  };
}

/** By size; but first the largest that has the sign of the difference, so that what stands beside a number speaks of it. */
function inOrder(changes: readonly LedgerChange[], sign: number): LedgerChange[] {
  const bySize = changes
    .filter((change) => change.differencePs !== 0)
    .sort((a, b) => Math.abs(b.differencePs) - Math.abs(a.differencePs));
  const leading = bySize.find(({ differencePs }) => Math.sign(differencePs) === sign);
  return leading === undefined ? bySize : [leading, ...bySize.filter((change) => change !== leading)];
}

interface Pair {
  readonly seed: number;
  readonly differencePs: number;
  readonly run: LeagueRun;
  readonly baseRun: LeagueRun;
}

/** Seeds that have the value under both, ascending by their difference, then by seed. */
function pairsOf({ name, statistic }: LeagueMetric, policy: PolicyRuns, base: PolicyRuns): Pair[] {
  const judgedValue = (run: LeagueRun) => run.metrics.find((one) => one.name === name)?.[statistic] ?? null;
  const baseRuns = new Map(goodRuns(base).map(({ seed, run }) => [seed, run]));
  return goodRuns(policy)
    .flatMap(({ seed, run }): Pair[] => {
      const baseRun = baseRuns.get(seed);
      const [value, baseValue] = [judgedValue(run), baseRun === undefined ? null : judgedValue(baseRun)];
      if (baseRun === undefined || value === null || baseValue === null) return [];
      return [{ seed, differencePs: value - baseValue, run, baseRun }];
    })
    .sort((a, b) => a.differencePs - b.differencePs || a.seed - b.seed);
}

/** Mean over the pairs, cause by cause; null when an item of them could not be taken apart. */
function changesOf(requirement: string, pairs: readonly Pair[]): LedgerChange[] | null {
  const changes = new Map<string, { -readonly [Key in keyof LedgerChange]: LedgerChange[Key] }>();
  for (const { run, baseRun } of pairs) {
    for (const [side, { compositions }] of [['policyPs', run] as const, ['baselinePs', baseRun] as const]) {
      const composition = compositions.find((one) => one.requirement === requirement);
      if (composition === undefined) return null;
      for (const { cause, culprit, culpritVm, ps } of composition.cells) {
        const key = `${cause} ${culprit}`;
        const none = { cause, culprit, culpritVm, baselinePs: 0, policyPs: 0, differencePs: 0 };
        const change = changes.get(key) ?? none;
        changes.set(key, change);
        change[side] += ps / pairs.length;
        change.differencePs = change.policyPs - change.baselinePs;
      }
    }
  }
  return [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}
