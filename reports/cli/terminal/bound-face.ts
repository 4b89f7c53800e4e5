/**
 * What `bulkhead bound` shows: one line per task and chain, nearest to its limit first, what has no bound and why, worst-case
 * loads, and how far all is from failing. In a pipe the same lines, in ASCII and without colour.
 */
import type { BoundFacts, BoundRow } from '../../../analysis/bound/bound-fact.ts';
import {
  boundTitle,
  contentionHint,
  leftOutHead,
  leftOutWords,
  optional,
  subjectWords,
  termWords,
  verdictOf,
} from '../../bound/bound-words.ts';
import { duration, percentage, plainDuration, plural } from '../../number.ts';
import { writtenSummary } from './run-face.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';

export interface BoundFace {
  readonly facts: BoundFacts;
  readonly elapsedMs: number;
  readonly written: readonly string[];
  readonly line: string;
}

export function formatBound({ facts, elapsedMs, written, line }: BoundFace, style: Style): string {
  const { ecu, seeds, horizonPs, rows, rounds } = facts;
  const said = `${plural(seeds.length, 'seed')} of ${plainDuration(horizonPs)}, ${plural(rounds, 'round')} of bounds, ${(elapsedMs / 1000).toFixed(1)} s`;
  const bounded = rows.filter(({ boundPs }) => boundPs !== null).sort(byRoom);
  const open = rows.filter(({ boundPs }) => boundPs === null);
  const lines = [
    `${style.strong(style.plain(ecu.name))}${style.plain(`  bounds under ${ecu.policy}`)}`,
    style.dim(style.plain(said)),
    ...leftOutLines(facts, style),
    '',
    ...boundedTable(bounded, style),
    ...openLines(open, style),
    ...(contentionHint(facts) === null ? [] : [style.plain(`  ${contentionHint(facts)}`)]),
    ...loadLines(facts, style),
    ...roomLines(facts, style),
    ...tailLines(facts, style),
    '',
  ];
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  lines.push(`again  ${style.dim(style.plain(line))}`, '', style.strong(style.plain(boundTitle(facts))));
  return `${lines.join('\n')}\n`;
}

/** First of all: what neither bounds nor runs have. */
function leftOutLines({ leftOut, rows }: BoundFacts, style: Style): string[] {
  if (leftOut.length === 0) return [];
  const fitted = (text: string, indent: number) =>
    style.pipe ? style.plain(text) : shorten(style.plain(text), style.width - indent, style.glyphs);
  const stars = rows.some(({ without }) => without !== undefined);
  return [
    '',
    style.strong(leftOutHead),
    ...leftOut.map((one) => `  ${fitted(leftOutWords(one), 2)}`),
    ...(stars ? ['  * something of this task, or of a task of this chain, is left out'] : []),
  ];
}

/** Judged rows by what is left of their limit, then the others by how close runs came. */
function byRoom(a: BoundRow, b: BoundRow): number {
  const room = (row: BoundRow) => (row.deadlinePs === null ? 10 : (row.deadlinePs - row.boundPs!) / row.deadlinePs);
  return Number(b.judged) - Number(a.judged) || room(a) - room(b) || (a.subject < b.subject ? -1 : 1);
}

function boundedTable(rows: readonly BoundRow[], style: Style): string[] {
  if (rows.length === 0) return ['no row has a bound'];
  const heads = ['task or chain', 'simulated', 'bound', 'ratio', 'limit', 'slack'];
  const body = rows.map((row) => {
    const { simulatedPs, boundPs, deadlinePs } = row;
    const slackPs = deadlinePs === null ? null : deadlinePs - boundPs!;
    return [
      subjectWords(row),
      optional(simulatedPs),
      duration(boundPs!),
      simulatedPs === null ? '–' : (simulatedPs / boundPs!).toFixed(2),
      optional(deadlinePs),
      slackPs === null ? '–' : slackPs < 0 ? `-${duration(-slackPs)}` : duration(slackPs),
    ].map((text) => style.plain(text));
  });
  const widths = heads.map((head, column) => Math.max(cells(head), ...body.map((line) => cells(line[column]!))));
  const show = (line: readonly string[], mark: string) =>
    `${mark} ${line.map((text, column) => (column === 0 ? padEnd(text, widths[0]!) : padStart(text, widths[column]!))).join('  ')}`;
  const used = widths.reduce((sum, width) => sum + width + 2, 2);
  return [
    style.dim(show(heads, ' ')),
    ...rows.map((row, index) => {
      const verdict = verdictOf(row);
      const { met, violated, open } = style.glyphs;
      const mark = verdict === 'violated' ? style.violated(violated) : verdict === 'met' ? met : open;
      const room = style.width - used - 2;
      const why = row.limiting === null ? '' : style.plain(termWords(row.limiting));
      const tail =
        room < 12 && !style.pipe ? '' : `  ${style.dim(style.pipe ? why : shorten(why, room, style.glyphs))}`;
      return `${show(body[index]!, mark)}${tail}`.trimEnd();
    }),
  ];
}

/** Reasons with who has them, most frequent first. */
function openLines(rows: readonly BoundRow[], style: Style): string[] {
  const because = new Map<string, string[]>();
  for (const row of rows) because.set(row.reason!, [...(because.get(row.reason!) ?? []), subjectWords(row)]);
  if (because.size === 0) return [];
  const groups = [...because].sort((a, b) => b[1].length - a[1].length);
  return [
    '',
    style.strong('no bound'),
    ...groups.flatMap(([reason, subjects]) => {
      const who = style.plain(subjects.join(', '));
      return [
        `  ${style.plain(reason)}`,
        style.dim(`    ${style.pipe ? who : shorten(who, style.width - 4, style.glyphs)}`),
      ];
    }),
  ];
}

function shareText(share: number | null): string {
  if (share === null) return 'no limit';
  const { value, unit } = percentage(share);
  return `${value} ${unit}`;
}

function loadLines({ loads }: BoundFacts, style: Style): string[] {
  const cores = loads
    .filter(({ level }) => level === 'pcpu')
    .map(({ of, share }) => `${of.split(' ')[0]} ${shareText(share)}`);
  const over = loads
    .filter(({ level, share, budgetShare }) => level === 'vcpu' && (share === null || share > (budgetShare ?? 1)))
    .map(
      ({ of, share, budgetShare }) =>
        `${of} asks ${shareText(share)} of ${budgetShare === null ? 'a core' : shareText(budgetShare)}`,
    );
  return ['', style.plain(`worst-case load  ${cores.join(', ')}`), ...over.map((text) => style.plain(`  ${text}`))];
}

function roomLines({ sensitivity }: BoundFacts, style: Style): string[] {
  const shown = sensitivity.filter(({ factor }) => factor !== null);
  if (shown.length === 0) return [];
  return [
    '',
    ...shown.map(({ of, kind, factor, first }) => {
      const what = kind === 'all' ? 'all executions' : kind === 'task' ? `execution of ${of}` : `budget of ${of}`;
      return style.plain(`${what} x ${factor!.toFixed(2)} before ${first} fails`);
    }),
  ];
}

/** Estimates that were admitted, and why the others were not. */
function tailLines({ tails }: BoundFacts, style: Style): string[] {
  if (tails.length === 0) return [];
  const admitted = tails.filter(({ estimate }) => estimate.refused === null);
  const refused = tails.length - admitted.length;
  return [
    '',
    style.strong('extreme values (extrapolated from what the model draws; no bound)'),
    ...admitted.map(({ task, estimate, boundPs }) => {
      const { method, samples, levels } = estimate;
      const said = levels.map(
        ({ probability, value, low, high }) =>
          `${probability.toExponential()}: ${duration(Math.round(value))} (${duration(Math.max(0, Math.round(low)))} to ${duration(Math.round(high))})`,
      );
      return style.plain(
        `  ${task}  ${method}, ${samples} samples; longer per job with ${said.join(', ')}${boundPs === null ? '' : `; bound ${duration(boundPs)}`}`,
      );
    }),
    ...refusedLines(tails, style),
    style.plain(`  ${admitted.length} admitted, ${refused} refused`),
  ];
}

function refusedLines(tails: BoundFacts['tails'], style: Style): string[] {
  const because = new Map<string, string[]>();
  for (const { task, estimate } of tails)
    if (estimate.refused !== null)
      because.set(estimate.refused, [...(because.get(estimate.refused) ?? []), `${task} (${estimate.method})`]);
  return [...because].flatMap(([reason, tasks]) => {
    const who = style.plain(tasks.join(', '));
    return [
      style.plain(`  refused: ${reason}`),
      style.dim(`    ${style.pipe ? who : shorten(who, style.width - 4, style.glyphs)}`),
    ];
  });
}
