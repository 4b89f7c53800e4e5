/**
 * What a boot shows: the head, verdicts, the critical path of the last milestone, who queues where, the levers that win most,
 * holes in the chain of trust, and the result as the last line. In a pipe the same lines, without colour and in ASCII.
 */
import type { BootFacts } from '../../../analysis/boot/boot-fact.ts';
import { atText, bootTitle, deltaText, overheadText, reached } from '../../boot/boot-words.ts';
import { duration } from '../../number.ts';
import { writtenSummary } from './run-face.ts';
import { cells, padEnd, padStart, type Style, shorten } from './style.ts';
import { verdictTable } from './verdict-table.ts';

export interface BootFace {
  readonly facts: BootFacts;
  /** Wall-clock time; never part of a result. */
  readonly elapsedMs: number;
  readonly written: readonly string[];
  readonly line: string;
  readonly exitCode: number;
}

const shownLevers = 12;
const shownFindings = 5;
const leverCells = 36;

export function formatBoot(face: BootFace, style: Style): string {
  const { facts, written, line } = face;
  const lines = [
    ...head(face, style),
    '',
    ...(facts.requirements.length > 0 ? [...verdictTable(facts.requirements, style), ''] : []),
    ...milestoneLines(facts, style),
    '',
    ...pathLines(facts, style),
    '',
    ...leverLines(facts, style),
    ...findingLines(facts, style),
    ...faultLines(facts, style),
    style.plain(overheadText(facts)),
    '',
  ];
  if (written.length > 0) lines.push(`wrote  ${writtenSummary(written, style)}`);
  lines.push(`again  ${style.dim(style.plain(line))}`, '', lastLine(face, style));
  return `${lines.join('\n')}\n`;
}

function head({ facts, elapsedMs }: BootFace, style: Style): string[] {
  const { ecu, stages, whatIf, faults, seed } = facts;
  const what = `  ${ecu.soc}, ${ecu.hypervisor} with ${ecu.policy}, ${stages.length} stages`;
  const how = `${whatIf.length} changes and ${faults.length} faults tried in ${(elapsedMs / 1000).toFixed(1)} s, seed ${seed}, fingerprint ${facts.fingerprint.slice(0, 8)}`;
  return [`${style.strong(style.plain(ecu.name))}${style.plain(what)}`, style.dim(style.plain(how))];
}

function table(rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => cells(style.plain(row[column]!)))));
  return rows.map((row, place) => {
    const text = row
      .map((cell, column) =>
        column === 0 ? padEnd(style.plain(cell), widths[column]!) : padStart(style.plain(cell), widths[column]!),
      )
      .join('  ');
    const fitted = shorten(text, style.pipe ? 1e6 : style.width, style.glyphs);
    return place === 0 ? style.dim(fitted) : fitted;
  });
}

function milestoneLines(facts: BootFacts, style: Style): string[] {
  const rows = facts.milestones.map(({ name, atPs, shares }) => [
    `  ${name}`,
    atText(atPs),
    ...[shares.storagePs, shares.cryptoPs, shares.cpuPs, shares.waitingPs].map((ps) =>
      atPs === null ? '' : duration(ps),
    ),
  ]);
  return table([['  milestone', 'reached', 'storage', 'crypto', 'cpu', 'waiting'], ...rows], style);
}

function pathLines(facts: BootFacts, style: Style): string[] {
  const last = reached(facts).at(-1);
  if (last === undefined) return [];
  const rows = last.path.map(({ stage, startPs, endPs }) => {
    const delays = facts.stages.find((one) => one.stage === stage)?.delayedBy ?? [];
    return [
      `  ${stage}`,
      duration(startPs),
      duration(endPs),
      duration(endPs - startPs),
      delays.length === 0 ? '' : `held up by ${delays.join(', ')}`,
    ];
  });
  return table([[`  critical path of ${last.name}`, 'from', 'to', 'takes', ''], ...rows], style);
}

function leverLines(facts: BootFacts, style: Style): string[] {
  const names = facts.milestones.map(({ name }) => name);
  const shown = facts.whatIf.filter(({ deltas }) => deltas.length > 0).slice(0, shownLevers);
  if (shown.length === 0) return [];
  const rows = shown.map(({ lever, deltas, anomalies }) => [
    `  ${shorten(leverText(lever), leverCells, style.glyphs)}`,
    ...names.map((name) => {
      const delta = deltas.find(({ milestone }) => milestone === name);
      return `${deltaText(delta?.deltaPs ?? null)}${anomalies.includes(name) ? '!' : ''}`;
    }),
  ]);
  const more = facts.whatIf.length - shown.length;
  const anomalous = shown.some(({ anomalies }) => anomalies.length > 0);
  return [
    ...table([['  what if', ...names], ...rows], style),
    ...(more > 0 ? [style.dim(`  and ${more} more in the report`)] : []),
    ...(anomalous ? [style.dim('  ! comes later though nothing got slower: a scheduling anomaly')] : []),
    '',
  ];
}

/** Of many levers together the number says enough; the report names them. */
function leverText(lever: string): string {
  const parts = lever.split(' + ');
  return parts.length > 2 ? `the best ${parts.length} that go together` : lever;
}

function findingLines({ trust }: BootFacts, style: Style): string[] {
  const holes = trust.filter(({ weight }) => weight === 'hole');
  if (trust.length === 0) return ['no hole in the chain of trust', ''];
  const shown = [...holes, ...trust.filter(({ weight }) => weight === 'note')].slice(0, shownFindings);
  const text = (finding: string) => style.plain(shorten(finding, style.pipe ? 1e6 : style.width - 2, style.glyphs));
  return [
    ...shown.map(({ finding, weight }) => `${weight === 'hole' ? '!' : ' '} ${text(finding)}`),
    ...(trust.length > shown.length
      ? [style.dim(`  and ${trust.length - shown.length} more findings in the report`)]
      : []),
    '',
  ];
}

function faultLines({ faults }: BootFacts, style: Style): string[] {
  const breaking = faults.filter(({ asilHolds }) => !asilHolds);
  if (faults.length === 0) return [];
  const names = [...new Set(breaking.map(({ stage }) => stage))];
  const text =
    breaking.length === 0
      ? `${faults.length} faults tried: every guest with an ASIL still comes up in time, but for its own image`
      : `${breaking.length} of ${faults.length} faults keep another guest with an ASIL from coming up in time: in ${names.join(', ')}`;
  return [style.plain(text), ''];
}

function lastLine({ facts, exitCode }: BootFace, style: Style): string {
  const isViolated = facts.requirements.some(({ verdict }) => verdict === 'violated');
  const mark = isViolated ? style.violated(`${style.glyphs.violated} violated`) : `${style.glyphs.met} met`;
  const word = facts.requirements.length === 0 ? `${style.glyphs.open} not judged` : mark;
  return `${word}${style.strong(style.plain(`  ${bootTitle(facts)}`))}${style.dim(`   exit ${exitCode}`)}`;
}
