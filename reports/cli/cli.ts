/**
 * The command line from words to exit code: yargs reads the words, a command does the work, and every way to fail ends
 * in one of four numbers. Nothing here touches `process`: tests call `cli` with a host of their own.
 */
import yargs, { type Argv } from 'yargs';
import { listOf } from '../../scenarios/problem.ts';
import { BadInput, type Command, Interrupted, notAmong, notAmongAll } from './command.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Host } from './host.ts';
import { packageInfo } from './package-info.ts';
import { formatBadInput, formatInternalError } from './terminal/failure-face.ts';
import { styleOf } from './terminal/style.ts';

export type CommandShelf = Readonly<Record<string, Command>>;

/** Options of every command. */
const globalOptions = ['help', 'version', 'h', 'v'];

/**
 * Runs one command line.
 * @param words what follows `bulkhead`
 * @returns 0 met, 1 violated, 2 bad input (nothing written), 3 internal error, 130 interrupted
 */
export async function cli(words: readonly string[], host: Host, shelf: CommandShelf): Promise<ExitCode> {
  try {
    const parsed = await parse(words, host, shelf);
    if (parsed.output !== '') host.out.write(`${parsed.output}\n`);
    return parsed.chosen === null ? exitCodes.met : await parsed.chosen.run(parsed.args as never, host);
  } catch (error) {
    return report(error, words, host);
  }
}

function report(error: unknown, words: readonly string[], host: Host): ExitCode {
  const style = styleOf(host, host.err, { noColor: words.includes('--no-color') });
  if (error instanceof BadInput) {
    if (words.includes('--json'))
      host.out.write(`${JSON.stringify({ tool: packageInfo(), problems: error.problems }, null, 2)}\n`);
    host.err.write(formatBadInput(error, style));
    return exitCodes.badInput;
  }
  if (error instanceof Interrupted) {
    host.err.write(`${style.plain(error.message)}\n`);
    return exitCodes.interrupted;
  }
  host.err.write(formatInternalError(error, words, style, host.env.BULKHEAD_STACK !== undefined));
  return exitCodes.internal;
}

interface Parsed {
  readonly chosen: Command | null;
  readonly args: unknown;
  /** Help, version or completions, ready to print. */
  readonly output: string;
}

async function parse(typed: readonly string[], host: Host, shelf: CommandShelf): Promise<Parsed> {
  const words = joined(typed, shelf);
  let chosen: Command | null = null;
  let args: unknown = null;
  let output = '';
  let failure: string | null = null;
  const parser = makeParser(host, shelf, (command, values) => {
    chosen = command;
    args = withDash(values as Record<string, unknown>, command, words);
  });
  await parser.parseAsync([...words], {}, (error, _args, text) => {
    output = text;
    if (error !== undefined && error !== null) failure = error.message;
  });
  if (failure !== null) throw explainFailure(failure, words, shelf);
  if (chosen !== null) args = once(args as Record<string, unknown>, chosen);
  return { chosen, args, output };
}

/** An option with one value is given once; a flag may be repeated. The parser makes a list of what is repeated. */
function once(values: Record<string, unknown>, command: Command): unknown {
  const read = { ...values };
  for (const [name, options] of Object.entries(command.options)) {
    const value = values[name];
    if (options.array === true || !Array.isArray(value)) continue;
    if (options.type !== 'boolean')
      throw new BadInput(
        `--${name} is given ${value.length} times: ${value.join(', ')}\n       it takes one value for the whole command`,
      );
    read[name] = value.at(-1);
  }
  return read;
}

/**
 * The words with `--option -value` written as `--option=-value`: after an option that takes a value, a dash alone or before
 * something else than a letter belongs to the value. The parser would take it for an option of its own.
 */
function joined(words: readonly string[], shelf: CommandShelf): string[] {
  const command = shelf[words.find((word) => !word.startsWith('-')) ?? ''];
  const takesValue = (word: string): boolean => {
    const name = word.startsWith('--') ? word.slice(2) : '';
    const options = command?.options ?? {};
    return Object.hasOwn(options, name) && options[name]!.type !== 'boolean';
  };
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--') return [...out, ...words.slice(i)];
    const next = words[i + 1];
    if (next === undefined || !takesValue(words[i]!) || !/^-($|[^-A-Za-z])/.test(next)) out.push(words[i]!);
    else {
      out.push(`${words[i]}=${next}`);
      i++;
    }
  }
  return out;
}

/** The parser takes a lone `-` for an empty word; as a positional argument it stands for standard input. */
function withDash(values: Record<string, unknown>, command: Command, words: readonly string[]): unknown {
  if (!words.includes('-') || words.includes('')) return values;
  const dashes = Object.keys(command.positionals).filter((name) => values[name] === '');
  return { ...values, ...Object.fromEntries(dashes.map((name) => [name, '-'])) };
}

function makeParser(host: Host, shelf: CommandShelf, choose: (command: Command, args: unknown) => void): Argv {
  const parser = yargs([])
    .scriptName('bulkhead')
    .usage('$0 <command>\n\nSimulates ECUs that run several guests under a hypervisor, and judges what happened.')
    .detectLocale(false)
    .exitProcess(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
      'duplicate-arguments-array': true,
    })
    .wrap(Math.min(host.out.columns ?? 100, 100))
    .strict()
    .demandCommand(1, 'no command given')
    .help()
    .alias('help', 'h')
    .version(packageInfo().version)
    .alias('version', 'v')
    .example('$0 run cockpit', 'Simulate an ECU of the shelf and write its report')
    .example('$0 validate my-ecu.yaml', 'Check a file without running it')
    .example('$0 <command> --help', 'Options and examples of a command')
    .epilogue(
      'Exit codes: 0 requirements met, 1 a requirement violated, 2 bad input (nothing written), 3 internal error.',
    );
  for (const command of Object.values(shelf)) {
    parser.command(
      `${command.name} ${command.usage}`.trim(),
      command.summary,
      (builder) => {
        for (const [name, options] of Object.entries(command.positionals)) builder.positional(name, options as never);
        for (const [line, meaning] of command.examples) builder.example(`$0 ${line}`, meaning);
        return builder.options(command.options);
      },
      (values) => choose(command, values),
    );
  }
  // Last of the commands in the help.
  parser.completion(
    'completion',
    'Print a completion script: bulkhead completion >> ~/.bashrc (or ~/.zshrc)',
    (current: string, argv: unknown, standard: () => unknown, done: (words: string[]) => void) => {
      const command = shelf[String((argv as { _?: unknown[] })._?.[1] ?? '')];
      if (command?.complete === undefined || current.startsWith('-')) standard();
      else done(command.complete().filter((name) => name.startsWith(current)));
    },
  );
  return parser;
}

/** yargs' sentence with what was probably meant. */
function explainFailure(message: string, words: readonly string[], shelf: CommandShelf): BadInput {
  const first = words.find((word) => !word.startsWith('-')) ?? '';
  const command = shelf[first];
  const names = [...Object.keys(shelf), 'completion'];
  if (message === 'no command given')
    return new BadInput(
      `${message}\n       ${listOf('commands', '', names, names.length)}\n       more: bulkhead --help`,
    );
  const unknown = /^Unknown (argument|command)s?: (.*)$/.exec(message);
  if (unknown !== null) {
    const name = (unknown[2] as string).split(', ')[0] as string;
    if (command === undefined)
      return notAmongAll(`unknown command "${first || name}"`, 'commands', first || name, names);
    const options = [...Object.keys(command.options), ...globalOptions.slice(0, 2)];
    const isOption = words.some(
      (word) => word.replace(/=.*$/s, '').replace(/^-+/, '') === name && word.startsWith('-'),
    );
    if (!isOption)
      return new BadInput(
        `"${name}" is one word too many for "bulkhead ${command.name}"\n       usage: bulkhead ${command.name} ${command.usage}`,
      );
    return notAmong(
      `unknown option "--${name}" of "bulkhead ${command.name}"`,
      'options',
      `--${name}`,
      options.map((option) => `--${option}`),
    );
  }
  if (command !== undefined && message.startsWith('Not enough non-option arguments')) return whichOne(command);
  const where = command === undefined ? '' : `\n       usage: bulkhead ${command.name} ${command.usage}`;
  return new BadInput(`${message}${where}`);
}

/** A command without its argument: what it asks for, and what is there to choose from. */
function whichOne(command: Command): BadInput {
  const [name = '', { describe = '' } = {}] = Object.entries(command.positionals)[0] ?? [];
  const words = command.complete?.() ?? [];
  const lines = [
    `which ${name === 'ecu' ? 'ECU' : name}?`,
    ...(words.length === 0 ? [] : [listOf('shelf', '', words, words.length)]),
    ...(describe === '' ? [] : [describe]),
    `usage: bulkhead ${command.name} ${command.usage}`,
  ];
  return new BadInput(lines.join('\n       '));
}
