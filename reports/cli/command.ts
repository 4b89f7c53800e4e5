/**
 * The command socket: what one word after `bulkhead` is. A command reads its arguments, does one thing and gives an exit
 * code; the parser (`cli.ts`) supplies help, did-you-mean, completion and the reporting of errors. Add a command by
 * one file in `commands/` and one line in `commands.ts`.
 */
import type { InferredOptionTypes, Options } from 'yargs';
import { listOf, suggestion } from '../../scenarios/problem.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Host } from './host.ts';

export type OptionSet = Readonly<Record<string, Options>>;

/** A command with its arguments untyped, as the parser sees it. */
export interface Command {
  readonly name: string;
  /** Positional arguments in the notation of yargs: `<ecu>`, `[shelf]`. */
  readonly positionals: Readonly<Record<string, Options>>;
  /** `<ecu>` */
  readonly usage: string;
  /** One sentence. */
  readonly summary: string;
  readonly options: OptionSet;
  /** `[command line, what it does]` */
  readonly examples: readonly (readonly [string, string])[];
  /** Words that the shell may offer for the first positional argument. */
  complete?(): readonly string[];
  run(args: never, host: Host): Promise<ExitCode>;
}

/** Gives the arguments of `run` the types of the declared options. */
export function defineCommand<const P extends OptionSet, const O extends OptionSet>(
  definition: Omit<Command, 'positionals' | 'options' | 'run'> & {
    readonly positionals: P;
    readonly options: O;
    run(args: InferredOptionTypes<P & O>, host: Host): Promise<ExitCode>;
  },
): Command {
  return definition;
}

/** A mistake for machines (`--json`); `allowed` is the whole list where there is one. */
export interface JsonProblem {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
  readonly message: string;
  readonly help: readonly string[];
  readonly allowed?: readonly string[];
  readonly did_you_mean?: string;
}

/**
 * The user's mistake: a file, an option or a folder that cannot be used. `text` is ready to print (several lines); its
 * first line begins with the place. `problems` is the same for machines (`--json`).
 */
export class BadInput extends Error {
  override name = 'BadInput';
  readonly text: string;
  readonly problems: readonly JsonProblem[];

  constructor(text: string, problems: readonly JsonProblem[] = [problemOf(text)]) {
    super(text.split('\n')[0]);
    this.text = text;
    this.problems = problems;
  }
}

/** A word that is none of a list: message, the list (the nearest of a long one) and what was probably meant. */
export function notAmong(
  message: string,
  label: string,
  found: string,
  words: readonly string[],
  more: readonly string[] = [],
): BadInput {
  const { allowed, didYouMean, ...listed } = suggestion(label, found, words);
  const help = [...listed.help, ...more];
  const meant = didYouMean === undefined ? [] : [`did you mean "${didYouMean}"?`];
  const text = [message, ...[...help, ...meant].map((line) => `       ${line}`)].join('\n');
  return new BadInput(text, [
    { message, help, allowed, ...(didYouMean === undefined ? {} : { did_you_mean: didYouMean }) },
  ]);
}

/** The same for a list of which every word counts: it is never cut. */
export function notAmongAll(message: string, label: string, found: string, words: readonly string[]): BadInput {
  const meant = suggestion(label, found, words).didYouMean;
  const help = [listOf(label, found, words, words.length)];
  const lines = [...help, ...(meant === undefined ? [] : [`did you mean "${meant}"?`])];
  return new BadInput([message, ...lines.map((line) => `       ${line}`)].join('\n'), [
    { message, help, allowed: words, ...(meant === undefined ? {} : { did_you_mean: meant }) },
  ]);
}

/** The lines below the first are what helps. */
function problemOf(text: string): JsonProblem {
  const [message = '', ...help] = text.split('\n').map((line) => line.trim());
  return { message, help };
}

/** The user pressed Ctrl-C: what was finished is kept, the rest is taken back. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
