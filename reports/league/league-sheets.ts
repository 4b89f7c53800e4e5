/**
 * The sections of a comparison, in a fixed order: which policy and why, requirement by requirement, paired differences,
 * places, chains, service, cost, and what did not run. Written from the facts of the league; nothing is computed but sums
 * and orders.
 */
import type { LeagueFacts } from '../../analysis/league/league-fact.ts';
import type { Chart } from '../chart/canvas.ts';
import { type LeaguePanel, league, panelColumns } from '../chart/league.ts';
import { type GridWidths, phoneGrid, wideGrid } from '../chart/league-grid.ts';
import { leagueRanks } from '../chart/league-ranks.ts';
import { serviceCurves } from '../chart/service-curves.ts';
import { margin, none } from '../number.ts';
import type { PageSection } from '../page/frame.ts';
import { assignColours } from '../palette.ts';
import type { Block, Row, Sheet } from '../sheet.ts';
import { capitalised, listed } from '../wording.ts';
import { numberCell, numberColumn, textCell } from './cells.ts';
import { chains, cost, differences } from './league-comparison-sheets.ts';
import {
  allRequirements,
  changesText,
  reasonOf,
  requirementOf,
  runningPolicies,
  signedText,
  tellingMetrics,
  underPolicy,
  unexplained,
  valueText,
  whyText,
} from './league-words.ts';

/** Rows of a drawing; the rest is in the tables. */
const mostRows = 12;
export function leagueSections(facts: LeagueFacts): PageSection[] {
  const sections: (PageSection | null)[] = [
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

function section(id: string, question: string, sheet: Sheet | null): PageSection | null {
  return sheet === null ? null : { id, question, sheet };
}

/** One finding: who meets all, or who meets most. */
export function leagueTitle(facts: LeagueFacts): string {
  const policies = runningPolicies(facts);
  const all = facts.requirements.length;
  const whole = policies.filter(({ met }) => met === all).map(({ policy }) => policy);
  if (all === 0) return `${policies.length} policies side by side; nothing is judged`;
  if (whole.length === policies.length) return `All ${policies.length} policies meet ${allRequirements(all)}`;
  if (whole.length > 3)
    return `${whole.length} of ${policies.length} policies meet ${allRequirements(all)}; ${whole[0]} has the most room`;
  if (whole.length > 0) return `${listed(whole)} meet${whole.length === 1 ? 's' : ''} ${allRequirements(all)}`;
  const most = policies.filter(({ met }) => met === policies[0]?.met).map(({ policy }) => policy);
  const names =
    most.length > 3 ? `${most.length} policies meet` : `${listed(most)} meet${most.length === 1 ? 's' : ''}`;
  if (most.length === policies.length && (policies[0]?.met ?? 0) === 0)
    return `No policy meets ${all === 1 ? 'the requirement' : `any of the ${all} requirements`}`;
  return `No policy meets ${allRequirements(all)}; ${names} ${policies[0]?.met ?? 0}`;
}

/**
 * Panels of several metrics side by side; and one below the other for a phone, which shows these instead. What belongs to the
 * first metric stands after all wide panels, and right below the first narrow one.
 */
function panels(facts: LeagueFacts, chart: (panel: LeaguePanel) => Chart, between: readonly Block[] = []): Block[] {
  const metrics = tellingMetrics(facts).filter(({ name }) => name !== 'switches');
  const policies = runningPolicies(facts).slice(0, mostRows);
  const inPanels = (columns: number, widths: GridWidths): Block[] => {
    const blocks: Block[] = [];
    for (let from = 0; from < metrics.length; from += columns) {
      const panel = {
        facts,
        policies,
        metrics: metrics.slice(from, from + columns),
        number: from / columns + 1,
        widths,
      };
      blocks.push({ kind: 'chart', chart: chart(panel) });
    }
    return blocks;
  };
  const [first, ...others] = inPanels(1, phoneGrid);
  return [...inPanels(panelColumns, wideGrid), ...(first === undefined ? [] : [first]), ...between, ...others];
}

/** Under the drawing: what the differences of its first requirement are made of, policy by policy. */
function reasonTable(facts: LeagueFacts): Block[] {
  const requirement = tellingMetrics(facts)[0]?.requirement ?? null;
  if (requirement === null) return [];
  const rows = runningPolicies(facts).flatMap(({ policy }): Row[] => {
    const reason = reasonOf(facts, requirement, policy);
    if (reason === null || reason.differencePs === 0) return [];
    const made = reason.isExplained ? changesText(reason) : unexplained(reason);
    return [
      {
        cells: [
          textCell(policy, { code: true }),
          numberCell(signedText('ps', reason.differencePs)),
          textCell(made, { muted: !reason.isExplained }),
        ],
      },
    ];
  });
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', text: `Why, for ${requirement}` },
    {
      kind: 'table',
      caption: `Why: ${requirement} against ${facts.baseline}`,
      look: 'plain',
      columns: [{ head: 'policy' }, numberColumn('difference'), { head: 'largest changes' }],
      rows,
    },
  ];
}

function whichPolicy(facts: LeagueFacts): Sheet {
  const ran = runningPolicies(facts);
  const more =
    ran.length > mostRows ? ` The first ${mostRows} of ${ran.length} policies are drawn; the tables hold all.` : '';
  return {
    title: leagueTitle(facts),
    lead: `Every row is the paired difference to ${facts.baseline} over the same ${facts.seeds.length} seeds; left of the line is better. Sorted by requirements met, then by the room that the worst run left.${more}`,
    blocks: panels(facts, league, reasonTable(facts)),
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
        textCell(requirement.id, { strong: true, second: requirement.text || requirement.subject }),
        textCell(choice.best ?? none, {
          code: true,
          second: choice.alike.length === 0 ? '' : `cannot be told from ${listed(choice.alike)}`,
        }),
        numberCell(
          `${valueText(requirement.unit, under?.worst ?? null)} of ${valueText(requirement.unit, requirement.limit)}`,
          !isMet,
        ),
        numberCell(room, !isMet),
        textCell(`${choice.meeting.length} of ${runningPolicies(facts).length}`),
        textCell(whyText(facts, choice), { muted: true }),
      ],
    };
  });
  const unmet = facts.choices.filter(({ meeting }) => meeting.length === 0).map(({ requirement }) => requirement);
  return {
    title:
      unmet.length === 0 ? 'Every requirement is met by some policy' : `No policy meets ${listed(unmet)} on every seed`,
    lead: 'The policy whose worst run leaves the most room. Why: what the median difference to the baseline is made of, from the ledgers of the jobs that had the judged value (of a chain: the jobs of that path, and the hand-overs between them); when the baseline itself is best, that of the policy that is farthest behind.',
    blocks: [
      {
        kind: 'table',
        caption: 'Best policy per requirement',
        look: 'plain',
        columns: [
          { head: '' },
          { head: 'requirement' },
          { head: 'policy' },
          numberColumn('worst run, limit'),
          numberColumn('room'),
          { head: 'met by' },
          { head: 'why' },
        ],
        rows,
      },
    ],
  };
}

function places(facts: LeagueFacts): Sheet | null {
  if (facts.ranks.length === 0) return null;
  return {
    title: 'Places of the policies, seed by seed',
    lead: 'The dot is the mean place over the seeds, 1 is best; the line runs from the best place to the worst. There is no sum over metrics: what a requirement is worth is not for a table to say.',
    blocks: panels(facts, leagueRanks),
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
