/**
 * What a run shows: on a terminal the head, warnings, verdicts, the ledger of the job that matters most, the files
 * and the verdict as the last line, nearest the prompt; in a pipe one ASCII line per requirement.
 */
import type { RequirementFact, RunFacts } from '../../../analysis/fact.ts';
import type { Warning } from '../../../scenarios/ecu.ts';
import { missedDeadlines } from '../../missed-deadlines.ts';
import { comparedPair, margin, plainDuration } from '../../number.ts';
import { counted } from '../../wording.ts';
import { deviceTable } from './device-table.ts';
import { realTimeFactor } from './progress.ts';
import { shellWord } from './shell-word.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';
import { inTerminalOrder, tally } from './verdict-order.ts';
import { comparisonSign, verdictTable } from './verdict-table.ts';
import { worstJob } from './worst-job.ts';

export interface RunFace {
  readonly facts: RunFacts;
  /** Wall-clock time of the simulation itself; never part of a result. */
  readonly elapsedMs: number;
  /** Paths of the files written, as the user would name them. */
  readonly written: readonly string[];
  /** `bulkhead replay "..."` */
  readonly line: string;
  readonly exitCode: number;
}

export function formatRun(face: RunFace, style: Style): string {
  const lines = style.pipe ? pipeLines(face, style) : terminalLines(face, style);
  return `${lines.join('\n')}\n`;
}

function terminalLines(face: RunFace, style: Style): string[] {
  const { facts, written } = face;
  const shown = inTerminalOrder(facts.requirements);
  const lines = [...head(face, style), ...warningLines(facts, style), ''];
  if (shown.length > 0) lines.push(...verdictTable(facts.requirements, style), '');
  if (facts.story !== null && facts.story.ledger.rows.length > 0) {
    const picked = facts.story.requirement;
    lines.push(...worstJob(facts.story, shown.find(({ id }) => id === picked) ?? null, style), '');
  }
  const devices = deviceTable(facts.devices ?? [], facts.virtioRules ?? [], style);
  if (devices.length > 0) lines.push(...devices, '');
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  lines.push(`replay ${style.dim(replayShort(face, style))}`, '', ...verdictLines(face, style));
  return lines;
}

/** What and how fast. */
function head({ facts, elapsedMs }: RunFace, style: Style): string[] {
  const { ecu, vms, tasks, seed, horizonPs } = facts;
  const hypervisor = ecu.hypervisor === 'none' ? 'no hypervisor' : `${ecu.hypervisor} with ${ecu.policy}`;
  const what = `  ${ecu.soc}, ${hypervisor}, ${counted(vms.length, 'VM')}, ${counted(tasks.length, 'task')}`;
  const speed = style.plain(
    `${plainDuration(horizonPs)} simulated in ${(elapsedMs / 1000).toFixed(2)} s (${realTimeFactor(horizonPs, elapsedMs)}), seed ${seed}`,
  );
  const first = `${style.strong(style.plain(ecu.name))}${style.plain(what)}`;
  return cells(ecu.name + what) + 2 + cells(speed) <= style.width && style.width >= 100
    ? [`${first}${style.dim(`  ${speed}`)}`]
    : [first, style.dim(speed)];
}

/** `boot: text`; what is not simulated yet says its subject itself. */
function warningText({ path, message }: Warning): string {
  return message.startsWith(notSimulated) ? message : `${path}: ${message}`;
}

const notSimulated = 'not simulated yet: ';
const shownGroups = 3;

/**
 * Warnings in few lines: what is not simulated yet together and without its details, the rest grouped by what they say.
 * `bulkhead validate` shows all of them in full.
 */
export function warningLines({ ecu, warnings }: Pick<RunFacts, 'ecu' | 'warnings'>, style: Style): string[] {
  const pending = warnings
    .filter(({ message }) => message.startsWith(notSimulated))
    .map(({ message }) => message.slice(notSimulated.length));
  const pathsOf = new Map<string, string[]>();
  for (const { path, message } of warnings) {
    if (!message.startsWith(notSimulated)) pathsOf.set(message, [...(pathsOf.get(message) ?? []), path]);
  }
  const groups = [...pathsOf].map(
    ([message, [first, ...others]]) => `${first}${others.length === 0 ? '' : ` and ${others.length} more`}: ${message}`,
  );
  const subjects = [...new Set(pending.map((text) => text.replace(/ \(.*\)$|: .*$/, '')))];
  const texts = subjects.length === 0 ? groups : [`${notSimulated}${subjects.join(', ')}`, ...groups];
  const shown = texts.length > shownGroups ? texts.slice(0, shownGroups) : texts;
  const isBrief = shown.length < texts.length || pending.some((text) => !subjects.includes(text));
  const lines = shown.flatMap((text) =>
    wrap(text, style.width - 2).map((line, index) => `${index === 0 ? '!' : ' '} ${line}`),
  );
  if (isBrief) lines.push(`  in full: bulkhead validate ${ecu.origin}`);
  return lines.map((line) => style.dim(shorten(style.plain(line), style.width, style.glyphs)));
}

/** Breaks a text at spaces into lines of at most `width` cells. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && cells(line) + 1 + cells(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** `out/cockpit/report.html + 9 SVG, 6 CSV, run.json` */
export function writtenSummary(written: readonly string[], style: Style): string {
  const first = written.find((path) => path.endsWith('.html')) ?? (written[0] as string);
  const others = written.filter((path) => path !== first);
  const kinds = ['html', 'svg', 'csv', 'json'].flatMap((kind) => {
    const paths = others.filter((path) => path.endsWith(`.${kind}`));
    if (paths.length === 0) return [];
    return [paths.length === 1 ? (paths[0] as string).split('/').at(-1) : `${paths.length} ${kind.toUpperCase()}`];
  });
  return style.plain(first) + (kinds.length === 0 ? '' : style.dim(style.plain(` + ${kinds.join(', ')}`)));
}

function replayShort({ facts, written, line }: RunFace, style: Style): string {
  const document = written.find((path) => path.endsWith('.json')) ?? written[0];
  const how = document === undefined ? line : `bulkhead replay ${shellWord(document)}`;
  return style.plain(`${how}   fingerprint ${facts.fingerprint.slice(0, 8)}`);
}

/** The verdict; its last line is the last line of all. */
export function verdictLines({ facts, exitCode }: RunFace, style: Style): string[] {
  const { violated, notJudged, thinnest } = tally(facts.requirements);
  const total = facts.requirements.length;
  const exit = style.dim(`   exit ${exitCode}`);
  const open = notJudged.length === 0 ? '' : `${notJudged.length} not judged`;
  const missed = missedDeadlines(facts);
  if (total === 0) {
    const subject = facts.tasks[0];
    const example =
      subject === undefined
        ? []
        : [style.dim(`  add one:  requirements: {R-1: {use: response, of: ${subject.vm}/${subject.task}, max: 5 ms}}`)];
    return [...example, `${style.plain(`no requirement in ${facts.ecu.origin}, so no verdict${missed}`)}${exit}`];
  }
  if (violated.length > 0) {
    const ids = violated.slice(0, 5).map(({ id }) => id);
    const more = violated.length > ids.length ? `, and ${violated.length - ids.length} more` : '';
    const count = `${style.glyphs.violated} ${violated.length} of ${counted(total, 'requirement')} violated`;
    return [
      `${style.violated(count)}${style.strong(style.plain(`: ${[ids.join(', ') + more, open].filter((text) => text !== '').join('; ')}${missed}`))}${exit}`,
    ];
  }
  if (thinnest === null)
    return [`${style.glyphs.open} ${style.strong(`${counted(total, 'requirement')} not judged${missed}`)}${exit}`];
  const margins = thinnest.ratio === null ? '' : `; thinnest margin ${thinnest.id}, ${margin(thinnest.ratio, 'met')}`;
  const rest = style.plain(missed === '' ? margins : missed);
  const count = (all: string) => `${total - notJudged.length} of ${all} met${open === '' ? '' : `, ${open}`}${rest}`;
  const long = count(counted(total, 'requirement'));
  const fits = cells(`${style.glyphs.met} ${long}   exit 0`) <= style.width;
  return [`${style.glyphs.met} ${style.strong(fits ? long : count(`${total}`))}${exit}`];
}

const pipeWords = { met: 'met', violated: 'violated', not_judged: 'not-judged' } as const;

function pipeLines(face: RunFace, style: Style): string[] {
  const { facts, written, line } = face;
  const requirements = inTerminalOrder(facts.requirements);
  const cellsOf = requirements.map((requirement) => pipeCells(requirement, style));
  const width = (column: number): number => Math.max(0, ...cellsOf.map((row) => cells(row[column] as string)));
  const { met, violated, notJudged } = tally(facts.requirements);
  const outcome = violated.length > 0 ? 'violated' : met.length > 0 ? 'met' : 'not-judged';
  const lead = Math.max(10, width(0) + 2, outcome.length + 2);
  const rows = cellsOf.map(([word, id, asil, subject, observed, sign, limit, margin]) =>
    `${padEnd(word as string, lead)}${padEnd(id as string, width(1))}  ${padEnd(asil as string, 2)}  ${padEnd(subject as string, width(3))}  ${padStart(observed as string, width(4))} ${padStart(sign as string, 2)} ${padStart(limit as string, width(6))}  ${margin}`.trimEnd(),
  );
  const count = violated.length > 0 ? violated.length : met.length;
  const open = notJudged.length > 0 && outcome !== 'not-judged' ? `  not judged ${notJudged.length}` : '';
  const document = written.find((path) => path.endsWith('.json'));
  const missed = facts.tasks.reduce((sum, task) => sum + task.missed, 0);
  const late = missed === 0 ? '' : `  deadlines missed ${missed}`;
  return [
    ...[...new Set(facts.warnings.map(warningText))].map((text) => `${padEnd('warning', lead)}${style.plain(text)}`),
    ...rows,
    ...(written.length === 0 ? [] : [`${padEnd('wrote', lead)}${writtenSummary(written, style)}`]),
    `${padEnd('replay', lead)}${document === undefined ? line : `bulkhead replay ${shellWord(document)}`}`,
    `${padEnd(outcome, lead)}${requirements.length === 0 ? 'no requirement' : `${count} of ${counted(requirements.length, 'requirement')}`}${open}${late}  ${style.plain(facts.ecu.name)}  seed ${facts.seed}  fingerprint ${facts.fingerprint.slice(0, 16)}`,
  ];
}

function pipeCells(requirement: RequirementFact, style: Style): string[] {
  const { observed, limit, unit, verdict, ratio } = requirement;
  const pair = observed === null || limit === null ? null : comparedPair(unit, observed, limit);
  const text = (index: 0 | 1): string =>
    pair === null ? '-' : style.plain(`${pair[index].value} ${pair[index].unit}`);
  const left = verdict === 'not_judged' || ratio === null ? (requirement.reason ?? '') : margin(ratio, verdict);
  const sign = pair === null ? '' : style.plain(comparisonSign(requirement));
  return [
    pipeWords[verdict],
    requirement.id,
    requirement.asil,
    style.plain(requirement.subject),
    text(0),
    sign,
    text(1),
    style.plain(left),
  ];
}
