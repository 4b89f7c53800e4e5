/**
 * `bulkhead replay`: makes a run again from its line, or from any artefact that ends with one, and compares: digest of
 * the description, fingerprint of the run, and for an artefact every line of its text. Any difference is named.
 */

import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { BadInput, defineCommand } from '../command.ts';
import { loadEcu, readText } from '../ecu-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Host } from '../host.ts';
import { packageInfo } from '../package-info.ts';
import { findReplayLine, parseReplayLine, type ReplayWords } from '../replay-line.ts';
import { formats, jsonOption, lastOf, noColorOption, readHorizon, readSeed } from '../shared-options.ts';
import { type Simulation, simulate } from '../simulate.ts';
import { startProgress } from '../terminal/progress.ts';
import { styleOf } from '../terminal/style.ts';

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
    const words = parseReplayLine(artefact === null ? args.line : artefact.line);
    if (typeof words === 'string') throw new BadInput(`${artefact === null ? 'replay line' : args.line}: ${words}`);
    const noColor = args['no-color'] === true;
    const simulation = runAgain(words, lastOf(args.file), host, noColor);
    const comparisons = [
      ...compareRun(words, simulation),
      ...(artefact === null ? [] : await compareText(artefact, simulation)),
    ];
    if (comparisons.length === 0)
      throw new BadInput('replay line: there is nothing to compare with: it has neither --ecu nor --fp');
    const isSame = comparisons.every(({ same }) => same);
    host.out.write(
      args.json === true
        ? jsonText(simulation, comparisons, isSame)
        : formatComparisons(simulation, comparisons, isSame, host, noColor),
    );
    return isSame ? exitCodes.met : exitCodes.violated;
  },
});

interface Artefact {
  readonly name: string;
  readonly text: string;
  readonly line: string;
}

/** The file, when the argument names one; a replay line begins with `run` or `bulkhead`. */
function readArtefact(argument: string, host: Host): Artefact | null {
  const path = resolve(host.cwd, argument);
  if (/^\s*(bulkhead\s+replay|run)\s/.test(argument) && !existsSync(path)) return null;
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
  noColor: boolean,
): Simulation {
  const ecu = loadEcu(file ?? name, overrides, host);
  const seed = readSeed(options.seed ?? undefined, ecu.run.seed);
  const horizonPs = readHorizon(options.horizon ?? undefined, ecu.run.horizonPs);
  const progress = startProgress(host, styleOf(host, host.err, { noColor }), ecu.name, horizonPs);
  const simulation = simulate({ ecu, name, seed, horizonPs, overrides, onProgress: progress.at, nowMs: host.nowMs });
  progress.end();
  return simulation;
}

function compareRun({ options }: ReplayWords, { order }: Simulation): Comparison[] {
  const compare = (what: string, expected: string | null, found: string): Comparison[] =>
    expected === null
      ? []
      : [
          {
            what,
            expected,
            found: found.slice(0, Math.max(expected.length, 8)),
            same: expected.length >= 8 && found.startsWith(expected.toLowerCase()),
          },
        ];
  return [
    ...compare('digest of the description', options.ecu, order.sha256 ?? ''),
    ...compare('fingerprint', options.fp, order.fingerprint ?? ''),
  ];
}

/** The artefact's text against the same artefact made now: the first line that differs. */
async function compareText({ name, text }: Artefact, { facts, line }: Simulation): Promise<Comparison[]> {
  const { renderRun } = await import('../../render.ts');
  const ofItsKind = formats.filter((format) => name.endsWith(`.${format}`));
  const context = { line, version: packageInfo().version };
  const made = renderRun(facts, context, ofItsKind).find((file) => basename(file.name) === name);
  if (made === undefined) return [];
  const [before, now] = [text.split(/\r?\n/), made.text.split(/\r?\n/)];
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

function jsonText({ line, facts }: Simulation, comparisons: readonly Comparison[], same: boolean): string {
  return `${JSON.stringify({ tool: packageInfo(), ecu: { name: facts.ecu.name, sha256: facts.ecu.sha256 }, replay: line, same, comparisons }, null, 2)}\n`;
}

function formatComparisons(
  { facts }: Simulation,
  comparisons: readonly Comparison[],
  isSame: boolean,
  host: Host,
  noColor: boolean,
): string {
  const style = styleOf(host, host.out, { noColor });
  const lines = comparisons.flatMap(({ what, expected, found, same }) =>
    same
      ? [`${style.pipe ? 'same     ' : `${style.glyphs.met} `}${what}  ${style.dim(found)}`]
      : [
          `${style.pipe ? 'different' : style.violated(style.glyphs.violated)} ${what}`,
          `    recorded ${expected}`,
          `    now      ${found}`,
        ],
  );
  const what = `${facts.ecu.name}, seed ${facts.seed}`;
  const last = isSame
    ? `${style.pipe ? '' : `${style.glyphs.met} `}${style.strong('same')}  ${what}${style.dim('   exit 0')}`
    : `${style.violated(style.pipe ? 'different' : `${style.glyphs.violated} different`)}  ${what}${style.dim('   exit 1')}`;
  return style.plain(`${[...lines, last].join('\n')}\n`);
}
