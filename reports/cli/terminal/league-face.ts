/**
 * What a comparison shows: the head, one table of values in the worst run (met first, then by room), one of paired
 * differences to the baseline, which policy to choose for which requirement and why, and the result as the last line.
 * In a pipe the same lines, without colour and in ASCII.
 */
import type { LeagueChoice, LeagueFacts, LeagueMetric, PolicyFact } from '../../../analysis/league/league-fact.ts';
import {
  againstBaseline,
  allRequirements,
  isClear,
  metricTitle,
  requirementOf,
  runningPolicies,
  shownMetrics,
  shownValue,
  signedText,
  underPolicy,
  valueText,
  verdictOf,
  whyText,
} from '../../league/league-words.ts';
import { margin, plainDuration, plural } from '../../number.ts';
import { warningLines, wrap, writtenSummary } from './run-face.ts';
import { shellWord } from './shell-word.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';

export interface LeagueFace {
  readonly facts: LeagueFacts;
  readonly runs: number;
  /** Wall-clock time; never part of a result. */
  readonly elapsedMs: number;
  readonly written: readonly string[];
  readonly line: string;
  readonly exitCode: number;
}

const fewestForIntervals = 6;

export function formatLeague(face: LeagueFace, style: Style): string {
  const { facts, written, line } = face;
  const lines = [
    ...head(face, style),
    ...warningLines({ ecu: { ...facts.ecu, policy: '' }, warnings: facts.warnings }, style),
    '',
    ...valueTable(facts, style),
    '',
    ...differenceTable(facts, style),
    ...choiceLines(facts, style),
    ...troubleLines(facts, style),
  ];
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  const document = written.find((path) => path.endsWith('.json')) ?? written[0];
  lines.push(
    `replay ${style.dim(style.plain(document === undefined ? line : `bulkhead replay ${shellWord(document)}`))}`,
    '',
  );
  return `${[...lines, lastLine(face, style)].join('\n')}\n`;
}

function head({ facts, runs, elapsedMs }: LeagueFace, style: Style): string[] {
  const { ecu, vms, tasks, seeds, horizonPs, baseline, policies } = facts;
  const speed = `${runs} runs of ${plainDuration(horizonPs)} in ${(elapsedMs / 1000).toFixed(1)} s`;
  const partial = facts.isComplete ? '' : '; stopped early';
  return [
    `${style.strong(style.plain(ecu.name))}${style.plain(`  ${ecu.soc}, ${ecu.hypervisor}, ${plural(vms.length, 'VM')}, ${plural(tasks, 'task')}`)}`,
    style.dim(
      style.plain(
        `${policies.length} policies on the same ${plural(seeds.length, 'seed')}: ${speed}${partial}; baseline ${baseline}`,
      ),
    ),
  ];
}

interface Column {
  readonly title: string;
  readonly cells: readonly { readonly text: string; readonly isBad: boolean }[];
}

/** Rows of names and columns of cells, in as many blocks as the width needs. */
function table(heads: readonly string[], names: readonly string[], columns: readonly Column[], style: Style): string[] {
  const lead = Math.max(...[...heads, ...names].map(cells));
  const widths = columns.map(({ title, cells: column }) =>
    Math.max(cells(title), ...column.map(({ text }) => cells(text))),
  );
  const lines: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from;
    let used = lead;
    while (to < columns.length && (to === from || used + 2 + widths[to]! <= style.width)) {
      used += 2 + widths[to]!;
      to += 1;
    }
    const block = columns.slice(from, to);
    const padded = (text: string, place: number) => `  ${padStart(text, widths[from + place]!)}`;
    if (from > 0) lines.push('');
    lines.push(
      style.dim(`${padEnd(heads[0]!, lead)}${block.map(({ title }, place) => padded(title, place)).join('')}`),
    );
    names.forEach((name, row) => {
      const texts = block.map(({ cells: column }, place) => {
        const { text, isBad } = column[row]!;
        return isBad ? style.violated(padded(text, place)) : padded(text, place);
      });
      lines.push(`${padEnd(name, lead)}${texts.join('')}`);
    });
    from = to;
  }
  return lines;
}

function valueTable(facts: LeagueFacts, style: Style): string[] {
  const { glyphs } = style;
  const policies = runningPolicies(facts);
  const isWhole = (policy: PolicyFact) => facts.requirements.length > 0 && policy.met === facts.requirements.length;
  const mark = (policy: PolicyFact): string => {
    if (facts.requirements.length === 0) return ' ';
    return isWhole(policy) ? glyphs.met : glyphs.violated;
  };
  const met: Column = {
    title: 'met',
    cells: [
      { text: `of ${facts.requirements.length}`, isBad: false },
      ...policies.map((policy) => ({ text: String(policy.met), isBad: false })),
    ],
  };
  const columns = shownMetrics(facts).map((metric): Column => {
    const limit = requirementOf(facts, metric.requirement);
    const sign = limit?.comparison === 'min' ? '≥' : '≤';
    return {
      title: style.plain(metricTitle(metric)),
      cells: [
        {
          text: style.plain(limit === null ? metric.statistic : `${sign} ${valueText(limit.unit, limit.limit)}  `),
          isBad: false,
        },
        ...policies.map((policy) => valueCell(policy, metric, style)),
      ],
    };
  });
  const names = [style.dim('  limit'), ...policies.map((policy) => `${mark(policy)} ${policy.policy}`)];
  const plainNames = ['  limit', ...names.slice(1)];
  const shown = facts.requirements.length === 0 ? columns : [met, ...columns];
  return table(['  worst run'], plainNames, shown, style);
}

function valueCell(policy: PolicyFact, metric: LeagueMetric, style: Style): { text: string; isBad: boolean } {
  const text = style.plain(valueText(metric.unit, shownValue(policy, metric)));
  if (metric.requirement === null) return { text, isBad: false };
  const verdict = verdictOf(underPolicy(policy, metric.requirement));
  const marks = { met: ' ', violated: style.glyphs.violated, not_judged: style.glyphs.open };
  return { text: `${text} ${marks[verdict]}`, isBad: verdict === 'violated' };
}

function differenceTable(facts: LeagueFacts, style: Style): string[] {
  const others = runningPolicies(facts).filter(({ policy }) => policy !== facts.baseline);
  if (others.length === 0) return [];
  const columns = shownMetrics(facts).map(
    (metric): Column => ({
      title: style.plain(metricTitle(metric)),
      cells: others.map(({ policy }) => {
        const against = againstBaseline(facts, policy, metric);
        const text = style.plain(signedText(metric.unit, against?.median ?? null));
        return { text: `${text}${against !== null && isClear(against) ? '*' : ' '}`, isBad: false };
      }),
    }),
  );
  const few = facts.seeds.length < fewestForIntervals;
  const note = few
    ? `median of the paired differences; ${plural(facts.seeds.length, 'seed')} ${facts.seeds.length === 1 ? 'is' : 'are'} too few for an interval (from ${fewestForIntervals} on)`
    : 'median of the paired differences; * the 95 % interval excludes 0';
  return [
    ...table(
      [`  against ${facts.baseline}`],
      others.map(({ policy }) => `  ${policy}`),
      columns,
      style,
    ),
    style.dim(style.plain(`  ${note}`)),
    '',
  ];
}

/** Met first, violated last, nearest the prompt. */
function choiceLines(facts: LeagueFacts, style: Style): string[] {
  if (facts.choices.length === 0) return [];
  const kept = facts.choices.filter(({ meeting }) => meeting.length > 0);
  const broken = facts.choices.filter(({ meeting }) => meeting.length === 0);
  const id = Math.max(...facts.choices.map(({ requirement }) => cells(requirement)));
  const lines = [...kept, ...broken].flatMap((choice) => oneChoice(choice, facts, id, style));
  return [style.dim('  which policy for which requirement, and why'), ...lines, ''];
}

function oneChoice(choice: LeagueChoice, facts: LeagueFacts, idWidth: number, style: Style): string[] {
  const isMet = choice.meeting.length > 0;
  const mark = isMet ? style.glyphs.met : style.glyphs.violated;
  const lead = `${isMet ? mark : style.violated(mark)} ${style.strong(padEnd(style.plain(choice.requirement), idWidth))}  `;
  const texts = [choiceText(choice, facts), whyText(facts, choice, 2)].filter((text) => text !== '');
  return texts.flatMap((text, place) =>
    wrap(style.plain(text), style.width - idWidth - 4).map((line, row) =>
      place + row === 0 ? `${lead}${line}` : style.dim(`${' '.repeat(idWidth + 4)}${line}`),
    ),
  );
}

function choiceText({ requirement: id, best, meeting, alike }: LeagueChoice, facts: LeagueFacts): string {
  const requirement = requirementOf(facts, id)!;
  const policy = facts.policies.find((one) => one.policy === best);
  if (policy === undefined) return 'judged under no policy';
  const { worst, worstRatio } = underPolicy(policy, id)!;
  const room = margin(worstRatio!, meeting.length > 0 ? 'met' : 'violated');
  const also = alike.length === 0 ? '' : ` (also ${alike.join(', ')})`;
  const ran = runningPolicies(facts).length;
  const how =
    meeting.length > 0 ? `met by ${meeting.length} of ${ran}` : `met by none of ${ran} on every seed; nearest`;
  const best_ = `${best}${also}: ${valueText(requirement.unit, worst)}, ${room}`;
  return meeting.length > 0 ? `${best_}; ${how}` : `${how} ${best_}`;
}

function troubleLines({ policies, seeds, isComplete }: LeagueFacts, style: Style): string[] {
  const lines = policies.flatMap(({ policy, refused, failures, seeds: ran }) => [
    ...(refused === null ? [] : [`${policy}  refused: ${refused}`]),
    ...failures
      .slice(0, 1)
      .flatMap(({ message, replay }) => [
        `${policy}  ${failures.length} of ${failures.length + ran.length} runs failed: ${message}`,
        `  ${replay}`,
      ]),
    ...(isComplete || refused !== null ? [] : [`${policy}  ${ran.length} of ${seeds.length} seeds`]),
  ]);
  return lines.length === 0
    ? []
    : [...lines.map((line) => style.plain(shorten(line, style.pipe ? 1e6 : style.width * 4, style.glyphs))), ''];
}

function lastLine({ facts, exitCode }: LeagueFace, style: Style): string {
  const { requirements } = facts;
  const policies = runningPolicies(facts);
  const exit = style.dim(`   exit ${exitCode}`);
  if (requirements.length === 0)
    return `${style.glyphs.open} ${style.strong(`compared  ${policies.length} policies; nothing is judged`)}${exit}`;
  const whole = policies.filter(({ met }) => met === requirements.length).map(({ policy }) => policy);
  if (whole.length > 0)
    return `${style.glyphs.met} ${style.strong(`met  ${allRequirements(requirements.length)} by ${whole.length} of ${policies.length} policies: ${whole.join(', ')}`)}${exit}`;
  const most = policies[0];
  const text = `  no policy meets ${allRequirements(requirements.length)}; most: ${most?.policy ?? 'none'}, ${most?.met ?? 0}`;
  return `${style.violated(`${style.glyphs.violated} violated`)}${style.strong(text)}${exit}`;
}
