/**
 * What stands on standard error when something is wrong: each problem with its place, the line and a caret, and a last line
 * that says that nothing was written. An internal error is never the user's fault and gives the line that repeats it.
 */

import type { BadInput } from '../command.ts';
import { formatReplayLine, type ReplayOrder } from '../replay-line.ts';
import { shellWord } from './shell-word.ts';
import type { Style } from './style.ts';

export function formatBadInput(error: BadInput, style: Style): string {
  const count = error.problems.length;
  const errors = count === 1 ? '1 error' : `${count} errors`;
  const last = `${style.violated(`${style.glyphs.violated} ${errors}`)}; nothing was run, nothing was written${style.dim('   exit 2')}`;
  return `${style
    .plain(error.text)
    .split('\n')
    .map((line) => paint(line, style))
    .join('\n')}\n\n${last}\n`;
}

/** Emphasis of one line of a rendered problem: the place bold, the gutter dim, the caret red. */
function paint(line: string, style: Style): string {
  const place = /^(\S[^\n]*?:\d+:\d+): (.*)$/.exec(line);
  if (place !== null) return `${style.strong(place[1] as string)} ${style.violated('error')} ${place[2]}`;
  const caret = /^( +\|)( *)(\^+)$/.exec(line);
  if (caret !== null) return `${style.dim(caret[1] as string)}${caret[2]}${style.violated(caret[3] as string)}`;
  const excerpt = /^( *\d+ \|)(.*)$/.exec(line);
  if (excerpt !== null) return `${style.dim(excerpt[1] as string)}${excerpt[2]}`;
  return line;
}

/** An error thrown while a run was known: carries the line that repeats it. */
export class RunFailure extends Error {
  override name = 'RunFailure';
  readonly order: ReplayOrder;

  constructor(order: ReplayOrder, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.order = order;
  }
}

export function formatInternalError(
  error: unknown,
  words: readonly string[],
  style: Style,
  withStack: boolean,
): string {
  const message = error instanceof Error ? error.message : String(error);
  const again =
    error instanceof RunFailure ? formatReplayLine(error.order) : `bulkhead ${words.map(shellWord).join(' ')}`;
  const origin = error instanceof RunFailure ? error.cause : error;
  const stack = withStack && origin instanceof Error ? `\n${origin.stack ?? ''}` : '\n  (BULKHEAD_STACK=1 shows where)';
  const first = `${style.violated(`${style.glyphs.violated} internal error`)}: ${style.plain(message)}`;
  return `${first}${stack}\n  please report this line:  ${again}${style.dim('   exit 3')}\n`;
}
