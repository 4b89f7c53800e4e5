/**
 * The sections of a comparison, in a fixed order: which policy and why, requirement by requirement, paired differences,
 * places, chains, service, cost, and what did not run. Written from the facts of the league; nothing is computed but sums
 * and orders.
 */
import type { LeagueFacts, LeagueMetric, PolicyFact } from '../../analysis/league/league-fact.ts';
import type { Chart } from '../chart/canvas.ts';
import { league, panelColumns } from '../chart/league.ts';
import { leagueRanks } from '../chart/league-ranks.ts';
import { serviceCurves } from '../chart/service-curves.ts';
import { margin, none, plural } from '../number.ts';
import { assignColours, byAsil } from '../palette.ts';
import type { Block, Cell, Column, Row, Sheet } from '../sheet.ts';
import { capitalised, listed } from '../wording.ts';
import {
  againstBaseline,
  allRequirements,
  causeText,
  metricTitle,
  metricWords,
  requirementOf,
  runningPolicies,
  shownMetrics,
  signedText,
  underPolicy,
  valueText,
  verdictOf,
} from './league-words.ts';

export interface LeagueSection {
  readonly id: string;
  readonly question: string;
  readonly sheet: Sheet;
}

/** Rows of a drawing; the rest is in the tables. */
const mostRows = 12;
const significant = 0.05;
const text = (content: string, more: Partial<Extract<Cell, { kind: 'text' }>> = {}): Cell => ({
  kind: 'text',
  text: content,
  ...more,
});
const number = (value: string, bad = false): Cell => ({ kind: 'number', value, bad });
const right = (head: string): Column => ({ head, align: 'end' });

export function leagueSections(facts: LeagueFacts): LeagueSection[] {
  const sections: (LeagueSection | null)[] = [
    { id: 'league', question: 'Which policy, and why?', sheet: whichPolicy(facts) },
    section('requirements', 'Which policy for which requirement?', byRequirement(facts)),
    section('differences', 'Is the difference more than chance?', differences(facts)),
    section('ranks', 'Who comes first how often?', places(facts)),
    section('chains', 'What happens to the chains?', chains(facts)),
    section('service', 'How little and how much service can a window give?', service(facts)),
    section('cost', 'What does the scheduling itself cost?', cost(facts)),
    section('trouble', 'What did not run?', trouble(facts)),
  ];
  return sections.filter((one) => one !== null);
}

function section(id: string, question: string, sheet: Sheet | null): LeagueSection | null {
  return sheet === null ? null : { id, question, sheet };
}

/** One finding: who meets all, or who meets most. */
export function leagueTitle(facts: LeagueFacts): string {
  const policies = runningPolicies(facts);
  const all = facts.requirements.length;
  const whole = policies.filter(({ met }) => met === all).map(({ policy }) => policy);
  if (all === 0) return `${policies.length} policies side by side; nothing is judged`;
  if (whole.length === policies.length) return `All ${policies.length} policies meet ${allRequirements(all)}`;
  if (whole.length > 3) return `${whole.length} of ${policies.length} policies meet ${allRequirements(all)}`;
  if (whole.length > 0) return `${listed(whole)} meet${whole.length === 1 ? 's' : ''} ${allRequirements(all)}`;
  const most = policies.filter(({ met }) => met === policies[0]?.met).map(({ policy }) => policy);
  const names =
    most.length > 3 ? `${most.length} policies meet` : `${listed(most)} meet${most.length === 1 ? 's' : ''}`;
  if (most.length === policies.length && (policies[0]?.met ?? 0) === 0)
    return `No policy meets ${all === 1 ? 'the requirement' : `any of the ${all} requirements`}`;
  return `No policy meets ${allRequirements(all)}; ${names} ${policies[0]?.met ?? 0}`;
}

/** The requirement that most policies violate comes first, then by ASIL, then as in the file. */
function telling(facts: LeagueFacts): LeagueMetric[] {
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

function panels(facts: LeagueFacts, chart: (panel: Parameters<typeof league>[0]) => Chart): Block[] {
  const metrics = telling(facts).filter(({ name }) => name !== 'switches');
  const policies = runningPolicies(facts).slice(0, mostRows);
  const blocks: Block[] = [];
  for (let from = 0; from < metrics.length; from += panelColumns) {
    const number = from / panelColumns + 1;
    const panel = { facts, policies, metrics: metrics.slice(from, from + panelColumns), number };
    blocks.push({ kind: 'chart', chart: chart(panel) });
  }
  return blocks;
}

function whichPolicy(facts: LeagueFacts): Sheet {
  const ran = runningPolicies(facts);
  const more =
    ran.length > mostRows ? ` The first ${mostRows} of ${ran.length} policies are drawn; the tables hold all.` : '';
  return {
    title: leagueTitle(facts),
    lead: `Every row is the paired difference to ${facts.baseline} over the same ${facts.seeds.length} seeds; left of the line is better. Sorted by requirements met, then by the room that the worst run left.${more}`,
    blocks: panels(facts, league),
  };
}

function byRequirement(facts: LeagueFacts): Sheet | null {
  if (facts.choices.length === 0) return null;
  const rows = facts.choices.map((choice): Row => {
    const requirement = requirementOf(facts, choice.requirement)!;
    const best = facts.policies.find(({ policy }) => policy === choice.best);
    const under = best === undefined ? null : underPolicy(best, choice.requirement);
    const isMet = choice.meeting.length > 0;
    const room = under?.worstRatio == null ? none : margin(under.worstRatio, isMet ? 'met' : 'violated');
    return {
      id: `requirement-${choice.requirement}`,
      bad: !isMet,
      cells: [
        { kind: 'mark', verdict: isMet ? 'met' : 'violated' },
        text(requirement.id, { strong: true, second: requirement.text || requirement.subject }),
        text(choice.best ?? none, {
          code: true,
          second: choice.alike.length === 0 ? '' : `cannot be told from ${listed(choice.alike)}`,
        }),
        number(
          `${valueText(requirement.unit, under?.worst ?? null)} of ${valueText(requirement.unit, requirement.limit)}`,
          !isMet,
        ),
        number(room, !isMet),
        text(`${choice.meeting.length} of ${runningPolicies(facts).length}`),
        text(whyText(facts, choice.requirement, choice.best), { muted: true }),
      ],
    };
  });
  const unmet = facts.choices.filter(({ meeting }) => meeting.length === 0).map(({ requirement }) => requirement);
  return {
    title:
      unmet.length === 0 ? 'Every requirement is met by some policy' : `No policy meets ${listed(unmet)} on every seed`,
    lead: 'The policy whose worst run leaves the most room. Why: the change of the mean job against the baseline, from the ledger; when the baseline itself is best, that of the policy that is farthest behind.',
    blocks: [
      {
        kind: 'table',
        caption: 'Best policy per requirement',
        look: 'plain',
        columns: [
          { head: '' },
          { head: 'requirement' },
          { head: 'policy' },
          right('worst run, limit'),
          right('room'),
          { head: 'met by' },
          { head: 'why', minor: true },
        ],
        rows,
      },
    ],
  };
}

function whyText(facts: LeagueFacts, requirement: string, best: string | null): string {
  const other = best === facts.baseline ? farthest(facts, requirement) : best;
  const reason = facts.reasons.find((one) => one.requirement === requirement && one.policy === other);
  if (reason === undefined || reason.changes.length === 0) return none;
  const changes = reason.changes.map((change) => `${signedText('ps', change.differencePs)} ${causeText(change)}`);
  return `${other}, per job ${signedText('ps', reason.differencePs)}: ${changes.join(', ')}`;
}

function farthest(facts: LeagueFacts, requirement: string): string | null {
  const ratio = (policy: PolicyFact) => underPolicy(policy, requirement)?.worstRatio ?? -1;
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  return [...others].sort((a, b) => ratio(b) - ratio(a))[0]?.policy ?? null;
}

function differences(facts: LeagueFacts): Sheet | null {
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  const rows = telling(facts).flatMap((metric) =>
    others.flatMap(({ policy }): (Row & { isClear: boolean; isAdjusted: boolean })[] => {
      const one = facts.comparisons.find(
        ({ metric: name, statistic, a, b }) =>
          name === metric.name &&
          statistic === metric.statistic &&
          ((a === facts.baseline && b === policy) || (a === policy && b === facts.baseline)),
      );
      const against = againstBaseline(facts, policy, metric);
      if (one === undefined || against === null) return [];
      const { median, interval, pValue, effect } = against;
      const between =
        interval === null ? none : `${signedText(metric.unit, interval[0])} … ${signedText(metric.unit, interval[1])}`;
      return [
        {
          isClear: pValue < significant,
          isAdjusted: one.adjustedP < significant,
          cells: [
            text(metricTitle(metric), { strong: true, second: metricWords(metric) }),
            text(policy, { code: true }),
            number(signedText(metric.unit, median)),
            number(between),
            number(pText(pValue)),
            number(pText(one.adjustedP)),
            number(effect.toFixed(2).replace('-', '−')),
            number(String(one.n)),
          ],
        },
      ];
    }),
  );
  if (rows.length === 0) return null;
  const clear = rows.filter(({ isClear }) => isClear).length;
  const surviving = rows.filter(({ isAdjusted }) => isAdjusted).length;
  const few = facts.seeds.length < 6;
  return {
    title: few
      ? `${plural(facts.seeds.length, 'seed')} ${facts.seeds.length === 1 ? 'is' : 'are'} too few to tell a difference from chance`
      : `${clear} of ${rows.length} differences to ${facts.baseline} have p < 0.05; ${surviving} of them after Holm’s adjustment`,
    lead: `Policy minus ${facts.baseline} on the same seed. p: Wilcoxon's signed-rank test, two-sided, exact for these ranks (above 100 pairs the sign test); beside it p adjusted by Holm over all comparisons of the metric. Effect: matched-pairs rank-biserial correlation, −1 to 1. The interval holds the median with at least 95 % and takes six seeds.`,
    blocks: [
      {
        kind: 'table',
        caption: `Paired differences to ${facts.baseline}`,
        look: 'plain',
        columns: [
          { head: 'metric' },
          { head: 'policy' },
          right('median difference'),
          right('95 % interval'),
          right('p'),
          right('p (Holm)'),
          right('effect'),
          right('pairs'),
        ],
        rows: rows.slice(0, 30),
        ...(rows.length > 30 ? { folded: { summary: `${rows.length - 30} more`, rows: rows.slice(30) } } : {}),
      },
    ],
  };
}

function pText(p: number): string {
  return p >= 0.0001 ? p.toFixed(4) : p.toExponential(1);
}

function places(facts: LeagueFacts): Sheet | null {
  if (facts.ranks.length === 0) return null;
  return {
    title: 'Places of the policies, seed by seed',
    lead: 'The dot is the mean place over the seeds, 1 is best; the line runs from the best place to the worst. There is no sum over metrics: what a requirement is worth is not for a table to say.',
    blocks: panels(facts, leagueRanks),
  };
}

function chains(facts: LeagueFacts): Sheet | null {
  const base = facts.policies.find(({ policy }) => policy === facts.baseline);
  const metrics = (base?.metrics ?? []).filter(({ name }) => /^(chain|age):/.test(name));
  if (metrics.length === 0) return null;
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  const rows = metrics.flatMap((own) =>
    (['mean', 'p99', 'max'] as const).map(
      (statistic): Row => ({
        cells: [
          text(own.name.slice(own.name.indexOf(':') + 1), {
            code: true,
            second: `${own.name.startsWith('age') ? 'data age' : 'reaction'}, ${statistic}`,
          }),
          number(valueText('ps', own[statistic])),
          ...others.map(({ metrics: theirs }) => {
            const value = theirs.find(({ name }) => name === own.name)?.[statistic] ?? null;
            const base_ = own[statistic];
            return number(signedText('ps', value === null || base_ === null ? null : value - base_));
          }),
        ],
      }),
    ),
  );
  return {
    title: `Chains against ${facts.baseline}`,
    lead: 'Signed differences over all seeds together: of the mean over all trips, of the middle 99th percentile, and of the longest trip.',
    blocks: [
      {
        kind: 'table',
        caption: 'Chains: signed differences',
        look: 'plain',
        columns: [{ head: 'chain' }, right(facts.baseline), ...others.map(({ policy }) => right(policy))],
        rows: rows.slice(0, 24),
        ...(rows.length > 24 ? { folded: { summary: `${rows.length - 24} more rows`, rows: rows.slice(24) } } : {}),
      },
    ],
  };
}

function service(facts: LeagueFacts): Sheet | null {
  const policies = runningPolicies(facts);
  const first = policies[0];
  if (first === undefined || first.supply.length === 0) return null;
  const colours = assignColours(facts.vms);
  const charts = first.supply.map(({ vm, vcpu }) =>
    serviceCurves(
      {
        vm,
        vcpu,
        baseline: facts.baseline,
        curves: policies.map(({ policy, supply }) => ({
          policy,
          windows: supply.find((one) => one.vm === vm && one.vcpu === vcpu)?.windows ?? [],
        })),
      },
      colours,
    ),
  );
  return {
    title: 'Least and most service in any window',
    lead: `Lines: the least service that any window of that length gave while the vCPU wanted to run throughout, under each policy; strong: ${facts.baseline}, with a tint up to the most that any window gave. A curve ends where the vCPU never wanted to run for so long.`,
    blocks: [{ kind: 'grid', charts: charts.slice(0, 24) }],
  };
}

function cost(facts: LeagueFacts): Sheet | null {
  const policies = runningPolicies(facts);
  if (policies.length === 0) return null;
  const least = [...policies].sort((a, b) => (a.overheadShare ?? 0) - (b.overheadShare ?? 0))[0]!;
  return {
    title: `${least.policy} costs least: ${valueText('fraction', least.overheadShare)} of all cores`,
    lead: 'Share of all cores that went to world switches, traps, interrupts and timers of the hypervisor, and how often a core changed from one vCPU to another.',
    blocks: [
      {
        kind: 'table',
        caption: 'Overhead and world switches',
        look: 'plain',
        columns: [{ head: 'policy' }, right('overhead'), right('world switches'), right('seeds')],
        rows: policies.map(({ policy, overheadShare, switchesPerSecond, seeds }) => ({
          cells: [
            text(policy, { code: true }),
            number(valueText('fraction', overheadShare)),
            number(valueText('per_second', switchesPerSecond)),
            number(String(seeds.length)),
          ],
        })),
      },
    ],
  };
}

function trouble(facts: LeagueFacts): Sheet | null {
  const items = facts.policies.flatMap(({ policy, refused, failures, seeds }) => [
    ...(refused === null ? [] : [`${policy} is refused: ${refused}`]),
    ...failures.map(({ seed, message, replay }) => `${policy}, seed ${seed}: ${message} (${replay})`),
    ...(refused === null && !facts.isComplete ? [`${policy}: ${seeds.length} of ${facts.seeds.length} seeds ran`] : []),
  ]);
  if (items.length === 0) return null;
  return {
    title: capitalised(
      facts.isComplete ? 'Some policies did not run, or not always' : 'The comparison was stopped early',
    ),
    lead: 'A refused policy cannot run this ECU as it is described. A run that failed is a mistake of Bulkhead: please report its line.',
    blocks: [{ kind: 'list', items }],
  };
}
