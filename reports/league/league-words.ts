/** How a league speaks: names of metrics, values, signed differences and causes, the same in the terminal and on the page. */
import type {
  LeagueChoice,
  LeagueFacts,
  LeagueMetric,
  LeagueReason,
  LeagueRequirement,
  LedgerChange,
  PolicyFact,
  RequirementUnderPolicy,
} from '../../analysis/league/league-fact.ts';
import { duration, none, percentage, count as whole } from '../number.ts';
import { byAsil } from '../palette.ts';
import { causeWords } from '../wording.ts';

type Unit = LeagueMetric['unit'];

/** `8.16 ms`, `0.310 %`, `1 240 /s`; a dash for none. */
export function valueText(unit: Unit, value: number | null): string {
  if (value === null) return none;
  if (unit === 'ps') return duration(Math.round(value));
  if (unit === 'per_second') return `${whole(Math.round(value))} /s`;
  const { value: digits, unit: sign } = percentage(value);
  return `${digits} ${sign}`;
}

/** With a sign; `0` when it is nothing. */
export function signedText(unit: Unit, difference: number | null): string {
  if (difference === null) return none;
  const size = valueText(unit, Math.abs(difference));
  if (Number.parseFloat(size) === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${size}`;
}

/** `CLU-1`, or the subject: `speed_to_needle`, `overhead`. */
export function metricTitle({ name, requirement }: LeagueMetric): string {
  if (requirement !== null) return requirement;
  return name.slice(name.indexOf(':') + 1);
}

/** Under the title, where room is short: the subject when the title is a requirement's id, and the statistic. */
export function metricNote({ name, statistic, requirement, unit }: LeagueMetric): string {
  if (unit === 'per_second') return 'world switches';
  if (name === 'overhead') return 'share of all cores';
  const cut = name.indexOf(':');
  const kinds: Readonly<Record<string, string>> = { task: 'response', chain: 'reaction', age: 'data age' };
  const subject = requirement === null ? (kinds[name.slice(0, cut)] ?? 'value') : name.slice(cut + 1);
  return `${subject}, ${statistic}`;
}

/** What is compared of it: `longest response of cluster/render`, `p99 reaction of speed_to_needle`. */
export function metricWords({ name, statistic }: LeagueMetric): string {
  if (name === 'overhead') return 'share of overhead';
  if (name === 'switches') return 'world switches';
  const cut = name.indexOf(':');
  const [kind, subject] = [name.slice(0, cut), name.slice(cut + 1)];
  const words = { task: 'response of', chain: 'reaction of', age: 'data age of', requirement: 'value of' }[kind] ?? '';
  const which = statistic === 'max' ? 'longest' : statistic === 'min' ? 'shortest' : statistic;
  return `${which} ${words} ${subject}`;
}

/** The policy's value that stands for all its runs: of a requirement the worst run's, else the metric's own statistic. */
export function shownValue(policy: PolicyFact, metric: LeagueMetric): number | null {
  const under = underPolicy(policy, metric.requirement);
  if (under !== null) return under.worst;
  return policy.metrics.find(({ name }) => name === metric.name)?.[metric.statistic] ?? null;
}

export function underPolicy(policy: PolicyFact, requirement: string | null): RequirementUnderPolicy | null {
  return policy.requirements.find(({ id }) => id === requirement) ?? null;
}

export type PolicyVerdict = 'met' | 'violated' | 'not_judged';

/** Violated on any seed; met when all seeds met it. */
export function verdictOf(under: RequirementUnderPolicy | null): PolicyVerdict {
  if (under === null || under.metSeeds + under.violatedSeeds === 0) return 'not_judged';
  if (under.violatedSeeds > 0) return 'violated';
  return under.notJudgedSeeds === 0 ? 'met' : 'not_judged';
}

export function requirementOf({ requirements }: LeagueFacts, id: string | null): LeagueRequirement | null {
  return requirements.find((requirement) => requirement.id === id) ?? null;
}

/** `vCPU pre-emption by driver/io`, `budget depletion of cluster/main`, `window closed`. */
export function causeText(change: Pick<LedgerChange, 'cause' | 'culprit'>): string {
  return causeParts(change).filter(Boolean).join(' ');
}

/** The same in two parts: what happened, and by, of or to whom; the second is empty where it goes without saying. */
export function causeParts({ cause, culprit }: Pick<LedgerChange, 'cause' | 'culprit'>): readonly [string, string] {
  if (cause === 'hand-over') return [cause, `to ${culprit}`];
  const word = causeWords[cause];
  if (cause === 'window-closed' || cause === 'scheduling-latency') return [word, ''];
  return [word, `${isOwn(cause) ? 'of' : 'by'} ${culprit}`];
}

/** Charged to the one that waits or runs itself. */
function isOwn(cause: LedgerChange['cause']): boolean {
  return cause === 'own-execution' || cause === 'budget-depletion' || cause === 'backlog';
}

/** `all 7 requirements`, `the requirement`. */
export function allRequirements(count: number): string {
  return count === 1 ? 'the requirement' : `all ${whole(count)} requirements`;
}

/** Policies that ran at least one seed, in the order of the league. */
export function runningPolicies({ policies }: LeagueFacts): PolicyFact[] {
  return policies.filter(({ seeds }) => seeds.length > 0);
}

/** Columns of the league: metrics of requirements first, then the others. */
export function shownMetrics({ metrics }: LeagueFacts): LeagueMetric[] {
  return [
    ...metrics.filter(({ requirement }) => requirement !== null),
    ...metrics.filter(({ requirement }) => requirement === null),
  ];
}

export interface Against {
  readonly median: number | null;
  readonly interval: readonly [number, number] | null;
  /** Both null without pairs. */
  readonly pValue: number | null;
  readonly effect: number | null;
}

/** The comparison of a policy with the baseline, as "policy minus baseline"; null for the baseline itself. */
export function againstBaseline(
  { comparisons, baseline }: LeagueFacts,
  policy: string,
  metric: LeagueMetric,
): Against | null {
  for (const one of comparisons) {
    if (one.metric !== metric.name || one.statistic !== metric.statistic) continue;
    const { medianDifference: median, interval, pValue, effect } = one;
    if (one.a === baseline && one.b === policy) return { median, interval, pValue, effect };
    if (one.b !== baseline || one.a !== policy) continue;
    const turned = interval === null ? null : ([minus(interval[1]), minus(interval[0])] as const);
    const [medianTurned, effectTurned] = [median, effect].map((value) => (value === null ? null : minus(value)));
    return { median: medianTurned!, interval: turned, pValue, effect: effectTurned! };
  }
  return null;
}

function minus(value: number): number {
  return value === 0 ? 0 : -value;
}

/** True when the interval exists and excludes zero. */
export function isClear({ interval }: Against): boolean {
  return interval !== null && (interval[0] > 0 || interval[1] < 0);
}

/** The requirement that most policies violate comes first, then by ASIL, then as in the file. */
export function tellingMetrics(facts: LeagueFacts): LeagueMetric[] {
  const violations = ({ requirement }: LeagueMetric): number =>
    facts.policies.filter((policy) => verdictOf(underPolicy(policy, requirement)) === 'violated').length;
  const metrics = shownMetrics(facts);
  const asil = ({ requirement }: LeagueMetric) => requirementOf(facts, requirement)?.asil ?? 'QM';
  return [...metrics].sort(
    (a, b) =>
      Number(b.requirement !== null) - Number(a.requirement !== null) ||
      violations(b) - violations(a) ||
      byAsil(asil(a), asil(b)) ||
      metrics.indexOf(a) - metrics.indexOf(b),
  );
}

/**
 * The policy whose ledger explains a choice: the best one, or when that is the baseline the one farthest behind of those
 * that have a difference to it.
 */
function explainingPolicy(facts: LeagueFacts, { requirement, best }: LeagueChoice): string | null {
  if (best !== facts.baseline) return best;
  const ratio = (policy: PolicyFact): number => underPolicy(policy, requirement)?.worstRatio ?? -1;
  const others = runningPolicies(facts).filter(
    ({ policy }) => (reasonOf(facts, requirement, policy)?.differencePs ?? 0) !== 0,
  );
  return [...others].sort((a, b) => ratio(b) - ratio(a))[0]?.policy ?? null;
}

/** `mcs against credit, median: −900 µs, of it −1.00 ms vCPU pre-emption by driver/io, ...`; empty when there is nothing to explain. */
export function whyText(facts: LeagueFacts, choice: LeagueChoice, most = 3): string {
  const other = explainingPolicy(facts, choice);
  const reason = other === null ? null : reasonOf(facts, choice.requirement, other);
  if (reason === null || reason.differencePs === 0) return '';
  const lead = `${other} against ${facts.baseline}, median: ${signedText('ps', reason.differencePs)}`;
  return reason.isExplained ? `${lead}, of it ${changesText(reason, most)}` : `${lead}, ${unexplained(reason)}`;
}

export function reasonOf({ reasons }: LeagueFacts, requirement: string, policy: string): LeagueReason | null {
  return reasons.find((one) => one.requirement === requirement && one.policy === policy) ?? null;
}

/** `−1.00 ms vCPU pre-emption by driver/io, +100 µs budget depletion of cluster/main` */
export function changesText({ changes }: LeagueReason, most = 3): string {
  return changes
    .slice(0, most)
    .map((change) => `${signedText('ps', change.differencePs)} ${causeText(change)}`)
    .join(', ');
}

/** `not explained by the ledger (+20.0 µs)`: the sum of all changes has another sign than the difference, or there is none. */
export function unexplained({ explainedPs }: LeagueReason): string {
  return `not explained by the ledger${explainedPs === null ? '' : ` (${signedText('ps', explainedPs)})`}`;
}
