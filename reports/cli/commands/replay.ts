/**
 * `bulkhead replay`: makes a run or a comparison again from its line, or from any artefact that ends with one, and compares: digest of
 * the description, fingerprint of the run, and for an artefact every line of its text. Any difference is named.
 */

import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Again } from '../again.ts';
import { BadInput, defineCommand } from '../command.ts';
import { openEcu, readText } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { isLeagueLine, parseLeagueLine } from '../league-line.ts';
import { leagueAgain } from '../league-replay.ts';
import { packageInfo } from '../package-info.ts';
import { findReplayLine, parseReplayLine, type ReplayWords } from '../replay-line.ts';
import { formats, jsonOption, lastOf, noColorOption, readHorizon, readSeed } from '../shared-options.ts';
import { simulate } from '../simulate.ts';
import { startProgress } from '../terminal/progress.ts';
import { type Style, styleOf } from '../terminal/style.ts';

export interface Comparison {
  /** `digest of the description`, `fingerprint`, `report.html line 12` */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly same: boolean;
}

export const replay = defineCommand({
  name: 'replay',
  usage: '<line>',
  positionals: {
    line: {
      type: 'string',
      demandOption: true,
      describe: 'A replay line in quotes, or any artefact (CSV, SVG, HTML, JSON) that ends with one',
    },
  },
  summary: 'Make a run again and compare it with what was recorded',
  options: {
    file: { type: 'string', describe: 'ECU file to use instead of the one that the line names' },
    json: jsonOption,
    'no-color': noColorOption,
  },
  examples: [
    ['replay out/cockpit/run.json', 'From any artefact of a run'],
    ['replay "run cockpit --seed 1 --horizon 10s --fp 9d41c07a"', 'From the line itself'],
  ],
  run: async (args, host): Promise<ExitCode> => {
    const artefact = readArtefact(args.line, host);
    const style = styleOf(host, host.err, { noColor: args['no-color'] === true });
    const { again, recorded } = await madeAgain(args.line, artefact, lastOf(args.file), host, style);
    const comparisons = [
      ...compareHash('digest of the description', recorded.ecu, again.ecu.sha256),
      ...compareHash('fingerprint', recorded.fp, again.fingerprint),
      ...(artefact === null ? [] : await compareText(artefact, again)),
    ];
    if (comparisons.length === 0)
      throw new BadInput('replay line: there is nothing to compare with: it has neither --ecu nor --fp');
    const isSame = comparisons.every(({ same }) => same);
    host.out.write(
      args.json === true
        ? jsonText(again, comparisons, isSame)
        : formatComparisons(
            again,
            comparisons,
            isSame,
            styleOf(host, host.out, { noColor: args['no-color'] === true }),
          ),
    );
    return isSame ? exitCodes.met : exitCodes.violated;
  },
});

/** Hex digits of the line, or null where it has none. */
interface Recorded {
  readonly ecu: string | null;
  readonly fp: string | null;
}

/** The run or the comparison that the line or the artefact names, made again. */
async function madeAgain(
  argument: string,
  artefact: Artefact | null,
  file: string | undefined,
  host: Host,
  style: Style,
): Promise<{ readonly again: Again; readonly recorded: Recorded }> {
  const line = artefact === null ? argument : artefact.line;
  const wrong = (why: string): BadInput => new BadInput(`${artefact === null ? 'replay line' : argument}: ${why}`);
  if (isLeagueLine(line)) {
    const league = parseLeagueLine(line);
    if (typeof league === 'string') throw wrong(league);
    const recorded = { ecu: league.sha256, fp: league.fingerprint };
    return { again: await leagueAgain(league, file, host, style), recorded };
  }
  const words = parseReplayLine(line);
  if (typeof words === 'string') throw wrong(words);
  return { again: runAgain(words, file, host, style), recorded: words.options };
}

interface Artefact {
  readonly name: string;
  readonly text: string;
  readonly line: string;
}

/** The file, when the argument names one; a replay line begins with `run`, `compare` or `bulkhead`. */
function readArtefact(argument: string, host: Host): Artefact | null {
  const path = resolve(host.cwd, argument);
  if (/^\s*(bulkhead\s+replay|run|compare)\s/.test(argument) && !existsSync(path)) return null;
  const text = readText(path, argument);
  const line = findReplayLine(text);
  if (line === null)
    throw new BadInput(
      `${argument}: holds no replay line\n       an artefact of Bulkhead ends with: bulkhead replay "run ..."`,
    );
  return { name: basename(argument), text, line };
}

function runAgain(
  { ecu: name, options, overrides }: ReplayWords,
  file: string | undefined,
  host: Host,
  style: Style,
): Again {
  const open = openEcu(file ?? name, host);
  const ecu = open(overrides);
  const seed = readSeed(options.seed ?? undefined, ecu.run.seed);
  const horizonPs = readHorizon(options.horizon ?? undefined, ecu.run.horizonPs);
  const progress = startProgress(host, style, ecu.name, horizonPs);
  const { facts, line } = simulate({
    ecu,
    name,
    seed,
    horizonPs,
    overrides,
    onProgress: progress.at,
    nowMs: host.nowMs,
    reload: (more) => open([...overrides, ...more]),
  });
  progress.end();
  return {
    ecu: facts.ecu,
    seeds: `seed ${facts.seed}`,
    fingerprint: facts.fingerprint,
    line,
    artefacts: async (media) => {
      const { renderRun } = await import('../../render.ts');
      return renderRun(facts, { line, version: packageInfo().version }, media);
    },
  };
}

function compareHash(what: string, expected: string | null, found: string): Comparison[] {
  if (expected === null) return [];
  return [
    {
      what,
      expected,
      found: found.slice(0, Math.max(expected.length, 8)),
      same: expected.length >= 8 && found.startsWith(expected.toLowerCase()),
    },
  ];
}

/** The artefact's text against the same artefact made now: the first line that differs. */
async function compareText({ name, text }: Artefact, again: Again): Promise<Comparison[]> {
  const made = await again.artefacts(formats.filter((format) => name.endsWith(`.${format}`)));
  const counterpart = made.find((file) => basename(file.name) === name);
  if (counterpart === undefined) return [];
  const [before, now] = [text.split(/\r?\n/), counterpart.text.split(/\r?\n/)];
  const first = before.findIndex((one, index) => one !== now[index]);
  const at = first >= 0 ? first : before.length === now.length ? -1 : before.length;
  const excerpt = (lines: readonly string[]): string =>
    excerptAround(lines[at] ?? '(end of file)', before[at] ?? '', now[at] ?? '');
  if (at < 0)
    return [{ what: `text of ${name}`, expected: `${before.length} lines`, found: `${now.length} lines`, same: true }];
  return [{ what: `${name} line ${at + 1}`, expected: excerpt(before), found: excerpt(now), same: false }];
}

/** Long lines (HTML, SVG) from shortly before the first difference on. */
function excerptAround(line: string, a: string, b: string): string {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  const start = Math.max(0, index - 20);
  return `${start > 0 ? '...' : ''}${line.slice(start, start + 60)}${line.length > start + 60 ? '...' : ''}`;
}

function jsonText({ line, ecu: { name, sha256 } }: Again, comparisons: readonly Comparison[], same: boolean): string {
  return `${JSON.stringify({ tool: packageInfo(), ecu: { name, sha256 }, replay: line, same, comparisons }, null, 2)}\n`;
}

function formatComparisons(
  { ecu, seeds }: Again,
  comparisons: readonly Comparison[],
  isSame: boolean,
  style: Style,
): string {
  const lines = comparisons.flatMap(({ what, expected, found, same }) =>
    same
      ? [`${style.pipe ? 'same     ' : `${style.glyphs.met} `}${what}  ${style.dim(found)}`]
      : [
          `${style.pipe ? 'different' : style.violated(style.glyphs.violated)} ${what}`,
          `    recorded ${expected}`,
          `    now      ${found}`,
        ],
  );
  const what = `${ecu.name}, ${seeds}`;
  const last = isSame
    ? `${style.pipe ? '' : `${style.glyphs.met} `}${style.strong('same')}  ${what}${style.dim('   exit 0')}`
    : `${style.violated(style.pipe ? 'different' : `${style.glyphs.violated} different`)}  ${what}${style.dim('   exit 1')}`;
  return style.plain(`${[...lines, last].join('\n')}\n`);
}
