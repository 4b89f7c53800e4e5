/**
 * From the runs of several policies on the same seeds to what a league says: who meets which requirement, how the
 * policies differ pair by pair, and why. The order of runs, policies apart, changes nothing.
 */
import type { EcuDescription } from '../../scenarios/ecu.ts';
import type { RequirementFact } from '../fact.ts';
import type {
  LeagueChoice,
  LeagueComparison,
  LeagueFacts,
  LeagueMetric,
  LeagueRequirement,
  PolicyFact,
} from './league-fact.ts';
import { leagueMetrics, ofRequirement } from './league-metrics.ts';
import { fewestPairs, holm, testPairs } from './paired-test.ts';
import { goodRuns, isMet, type PolicyRuns, summarisePolicy } from './policy-summary.ts';
import { ranksOf, type ValuesBySeed } from './ranks.ts';
import { type Explainable, reasonsOf } from './reasons.ts';

export interface LeagueInput {
  /** As the file says it, without a policy of the league. */
  readonly ecu: EcuDescription;
  readonly seeds: readonly number[];
  readonly horizonPs: number;
  readonly isComplete: boolean;
  /** In the order of the user. */
  readonly policies: readonly PolicyRuns[];
  readonly baseline: string;
  /** True: only pairs with the baseline are compared; false: all pairs. */
  readonly onlyAgainstBaseline: boolean;
  /** Wishes of the user (`league-metrics.ts`); empty: the usual ones. */
  readonly metrics: readonly string[];
  readonly fingerprint: string;
}

const significant = 0.05;

export function leagueOf(input: LeagueInput): LeagueFacts {
  const { ecu, policies, baseline } = input;
  const requirements = judgedRequirements(policies);
  const metrics = leagueMetrics(ecu, requirements, input.metrics);
  const kept = requirements.map(leagueRequirement);
  const facts = policies.map((policy) => summarisePolicy(policy, kept));
  const valuesOf = new Map(metrics.map((metric) => [metric, valuesByPolicy(metric, policies)]));
  const comparisons = metrics.flatMap((metric) =>
    compare(metric, valuesOf.get(metric)!, pairsOf(policies, baseline, input.onlyAgainstBaseline)),
  );
  return {
    ecu: {
      name: ecu.name,
      description: ecu.description,
      sha256: ecu.sha256,
      soc: ecu.soc.use,
      hypervisor: ecu.hypervisor.use,
      origin: ecu.origin,
    },
    vms: ecu.vms.map(({ name, asil }) => ({ vm: name, asil })),
    tasks: ecu.vms.reduce((sum, vm) => sum + vm.tasks.length, 0),
    seeds: input.seeds,
    horizonPs: input.horizonPs,
    warmUpPs: ecu.run.warmUpPs,
    isComplete: input.isComplete,
    baseline,
    policies: inOrder(facts),
    requirements: kept,
    metrics,
    comparisons,
    ranks: metrics.flatMap((metric) => ranksOf(metric, valuesOf.get(metric)!)),
    reasons: reasonsOf(explainable(ecu, requirements), policies, baseline),
    choices: kept.map((requirement) => choiceOf(requirement.id, facts, metrics, valuesOf)),
    fingerprint: input.fingerprint,
    warnings: ecu.warnings,
  };
}

/** Requirements that at least one run judged, as that run says them. */
function judgedRequirements(policies: readonly PolicyRuns[]): RequirementFact[] {
  const runs = policies.flatMap((policy) => goodRuns(policy).map(({ run }) => run));
  return (runs[0]?.requirements ?? []).flatMap((_, place) => {
    const judged = runs.map((run) => run.requirements[place]!).find(({ verdict }) => verdict !== 'not_judged');
    return judged === undefined ? [] : [judged];
  });
}

/** Requirements in ps, with what they are compared by. */
function explainable(ecu: EcuDescription, requirements: readonly RequirementFact[]): Explainable[] {
  return requirements
    .filter(({ unit }) => unit === 'ps')
    .map((requirement) => ({ requirement: requirement.id, metric: ofRequirement(ecu, requirement) }));
}

function leagueRequirement(fact: RequirementFact): LeagueRequirement {
  const { id, text, use, subject, asil, unit, comparison, limit } = fact;
  return { id, text, use, subject, asil, unit, comparison, limit };
}

function valuesByPolicy({ name, statistic }: LeagueMetric, policies: readonly PolicyRuns[]): Map<string, ValuesBySeed> {
  return new Map(
    policies.map((policy) => [
      policy.policy,
      new Map(
        goodRuns(policy).map(({ seed, run }) => [
          seed,
          run.metrics.find((metric) => metric.name === name)?.[statistic] ?? null,
        ]),
      ),
    ]),
  );
}

function pairsOf(policies: readonly PolicyRuns[], baseline: string, only: boolean): [string, string][] {
  const names = policies.filter(({ refused }) => refused === null).map(({ policy }) => policy);
  if (only) return names.filter((name) => name !== baseline).map((name) => [baseline, name]);
  return names.flatMap((a, place) => names.slice(place + 1).map((b): [string, string] => [a, b]));
}

/** b - a on every seed that has both values. */
function differencesOf(a: ValuesBySeed, b: ValuesBySeed): number[] {
  return [...a].flatMap(([seed, value]) => {
    const other = b.get(seed);
    return value === null || other === null || other === undefined ? [] : [other - value];
  });
}

function compare(
  { name, statistic }: LeagueMetric,
  values: ReadonlyMap<string, ValuesBySeed>,
  pairs: readonly [string, string][],
): LeagueComparison[] {
  const tests = pairs.map(([a, b]) => testPairs(differencesOf(values.get(a)!, values.get(b)!)));
  const adjusted = holm(tests.flatMap(({ pValue }) => pValue ?? []));
  return tests.map((test, place) => {
    const [a, b] = pairs[place]!;
    return { metric: name, statistic, a, b, ...test, adjustedP: test.pValue === null ? null : adjusted.shift()! };
  });
}

function inOrder(facts: readonly PolicyFact[]): PolicyFact[] {
  const place = new Map(facts.map((fact, index) => [fact, index]));
  const unusable = (fact: PolicyFact): number => (fact.refused !== null ? 2 : fact.seeds.length === 0 ? 1 : 0);
  const ratio = ({ thinnestRatio }: PolicyFact): number => thinnestRatio ?? Number.MAX_VALUE;
  return [...facts].sort(
    (a, b) => unusable(a) - unusable(b) || b.met - a.met || ratio(a) - ratio(b) || place.get(a)! - place.get(b)!,
  );
}

function choiceOf(
  id: string,
  facts: readonly PolicyFact[],
  metrics: readonly LeagueMetric[],
  valuesOf: ReadonlyMap<LeagueMetric, ReadonlyMap<string, ValuesBySeed>>,
): LeagueChoice {
  const under = (fact: PolicyFact) => fact.requirements.find((requirement) => requirement.id === id)!;
  const judged = facts.filter((fact) => fact.seeds.length > 0 && under(fact).worstRatio !== null);
  const meeting = judged.filter((fact) => isMet(under(fact)) && fact.failures.length === 0);
  const candidates = meeting.length > 0 ? meeting : judged;
  const [first] = candidates;
  if (first === undefined) return { requirement: id, best: null, meeting: [], alike: [] };
  const best = candidates.reduce(
    (best, fact) => (under(fact).worstRatio! < under(best).worstRatio! ? fact : best),
    first,
  );
  const metric = metrics.find(({ requirement }) => requirement === id);
  const values = metric === undefined ? undefined : valuesOf.get(metric);
  const alike = candidates.filter((fact) => {
    if (fact === best || under(fact).worst === under(best).worst) return fact !== best;
    if (values === undefined) return false;
    const test = testPairs(differencesOf(values.get(best.policy)!, values.get(fact.policy)!));
    return test.n >= fewestPairs && test.pValue !== null && test.pValue >= significant;
  });
  const names = (list: readonly PolicyFact[]): string[] => list.map(({ policy }) => policy);
  return { requirement: id, best: best.policy, meeting: names(meeting), alike: names(alike) };
}
