/**
 * From what the user typed to a checked description: a name of the shelf (`cockpit`) or the path of a file, the files
 * that it names as `base`, and the overrides of the command line. Only those files are read.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { EcuDescription } from '../../scenarios/ecu.ts';
import { load } from '../../scenarios/load.ts';
import { meant, type Problem, renderProblem } from '../../scenarios/problem.ts';
import { suiteOf, suitePrefix, suites } from '../../scenarios/suites.ts';
import { BadInput, notAmong } from './command.ts';
import { fileProblem } from './file-problem.ts';
import type { Host } from './host.ts';
import { packageRoot } from './package-info.ts';

const ending = '.yaml';
const standardInput = '-';
/** An ECU file is written by people or generated; beyond this it is something else. */
const mostBytes = 32 * 1024 * 1024;

function shelfFolder(): string {
  return join(packageRoot(), 'scenarios', 'ecus');
}

/** Names of the ECUs that come with the package, sorted. */
export function shelfEcuNames(): string[] {
  return readdirSync(shelfFolder())
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** The file of an ECU of the shelf, comments included. */
export function shelfEcuText(name: string): string {
  return readText(join(shelfFolder(), `${name}${ending}`), name);
}

/** The ECU's own text, from a file or from the shelf of workload suites. */
function mainText(ecu: string, host: Host): { label: string; folder: string; text: string } {
  const { cwd } = host;
  if (ecu === standardInput) return { label: 'stdin', folder: cwd, text: inputText(host) };
  if (!ecu.startsWith(suitePrefix)) {
    const { label, path, folder } = locate(ecu, cwd);
    return { label, folder, text: readText(path, label) };
  }
  const suite = suiteOf(ecu);
  if (suite !== undefined) return { label: ecu, folder: cwd, text: suite.text };
  throw notAmong(`${ecu}: there is no such suite`, 'suites', ecu.slice(suitePrefix.length), Object.keys(suites));
}

interface Located {
  /** As messages and the replay line name it. */
  readonly label: string;
  readonly path: string;
  /** What the paths of bases are relative to. */
  readonly folder: string;
}

/** @throws BadInput when there is neither such an ECU on the shelf nor such a file */
function locate(ecu: string, cwd: string): Located {
  const names = shelfEcuNames();
  if (names.includes(ecu)) return { label: ecu, path: join(shelfFolder(), `${ecu}${ending}`), folder: shelfFolder() };
  if (ecu.trim() === '') throw notAmong('no ECU: its name is empty', 'shelf', ecu, names);
  const path = resolve(cwd, ecu);
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return { label: ecu, path, folder: cwd };
  if (/[/\\.]/.test(ecu)) throw noSuchFile(ecu, path);
  throw notAmong(`${ecu}: no ECU of the shelf and no file has this name`, 'shelf', ecu, names);
}

function inputText(host: Host): string {
  try {
    const bytes = host.readInput();
    if (bytes.length === 0) throw new BadInput('stdin: nothing came on standard input');
    if (bytes.length > mostBytes) throw new BadInput(`stdin: it is larger than ${mostBytes / 2 ** 20} MiB`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    if (error instanceof TypeError) throw new BadInput('stdin: cannot be read: it is not UTF-8 text');
    throw new BadInput(`stdin: cannot be read: ${fileProblem(error)}`);
  }
}

/** Names a file beside it that was probably meant. */
function noSuchFile(ecu: string, path: string): BadInput {
  const message = `${ecu}: cannot be read: ${fileProblem({ code: 'ENOENT' })}`;
  const folder = dirname(path);
  const files = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
  const guess = meant(
    basename(path),
    files.filter((file) => /\.ya?ml$/.test(file)),
  );
  if (guess === undefined) return new BadInput(message);
  const near = ecu.slice(0, ecu.length - basename(path).length) + guess;
  return new BadInput(`${message}\n       did you mean "${near}"?`, [{ message, help: [], did_you_mean: near }]);
}

/** @throws BadInput that names the file and the reason */
export function readText(path: string, label: string): string {
  try {
    const facts = statSync(path);
    if (facts.isFile() && facts.size > mostBytes)
      throw new BadInput(`${label}: cannot be read: it is larger than ${mostBytes / 2 ** 20} MiB`);
    if (facts.isCharacterDevice() || facts.isBlockDevice())
      throw new BadInput(`${label}: cannot be read: it is a device`);
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof BadInput) throw error;
    if (error instanceof TypeError) throw new BadInput(`${label}: cannot be read: it is not UTF-8 text`);
    throw new BadInput(`${label}: cannot be read: ${fileProblem(error)}`);
  }
}

/**
 * Reads and checks an ECU.
 * @param ecu name on the shelf, path, or `-` for standard input (read once: a second time it is empty)
 * @param overrides `path=value`, last wins
 * @throws BadInput with every problem, each at its place
 */
export function loadEcu(ecu: string, overrides: readonly string[], host: Host): EcuDescription {
  return openEcu(ecu, host)(overrides);
}

/** The same for several sets of overrides: the texts are read once. */
export function openEcu(ecu: string, host: Host): (overrides: readonly string[]) => EcuDescription {
  const { label, folder, text } = mainText(ecu, host);
  const main = { path: label, text };
  const texts = new Map([[label, main.text]]);
  const read = (name: string): string | null => {
    const known = texts.get(name);
    if (known !== undefined && name !== label) return known;
    const base = resolve(folder, name);
    if (statSync(base, { throwIfNoEntry: false }) === undefined) return null;
    const text = readText(base, name);
    texts.set(name, text);
    return text;
  };
  return (overrides) => {
    const loaded = load({ main, read }, { overrides });
    if (loaded.ok) return loaded.ecu;
    throw badInputOf(loaded.problems, (problem) => lineOf(problem, texts, overrides));
  };
}

function lineOf({ file, line }: Problem, texts: ReadonlyMap<string, string>, overrides: readonly string[]): string {
  if (file === '--set') return overrides[line - 1] ?? '';
  return texts.get(file)?.split(/\r?\n/)[line - 1] ?? '';
}

export function badInputOf(problems: readonly Problem[], sourceLine: (problem: Problem) => string): BadInput {
  const text = problems.map((problem) => underlined(problem, sourceLine(problem))).join('\n\n');
  return new BadInput(
    text,
    problems.map(({ didYouMean, ...problem }) => ({
      ...problem,
      ...(didYouMean === undefined ? {} : { did_you_mean: didYouMean }),
    })),
  );
}

/** The rendered problem with a caret under every character at fault, as far as the line goes. */
function underlined(problem: Problem, sourceLine: string): string {
  const carets = Math.max(1, Math.min(problem.length, sourceLine.length - problem.column + 1));
  return renderProblem(problem, sourceLine).replace(/\^$/m, '^'.repeat(carets));
}
