/**
 * How the terminal speaks: width, glyphs and the three roles of colour. Red bold means violated and nothing else, bold
 * is for ids and totals, dim for what can be skipped; every colour stands beside a mark or a word, so nothing is lost
 * without it. Conventions followed: NO_COLOR (no-color.org), TERM=dumb, the locale's character set (POSIX.1-2017, 8.2).
 */
import type { Host, Stream } from '../host.ts';

export interface Glyphs {
  readonly met: string;
  readonly violated: string;
  readonly open: string;
  readonly bar: string;
  readonly half: string;
  readonly wall: string;
  readonly ellipsis: string;
}

const unicodeGlyphs: Glyphs = { met: '✓', violated: '✕', open: '○', bar: '━', half: '╸', wall: '┃', ellipsis: '…' };
const asciiGlyphs: Glyphs = { met: '.', violated: 'x', open: 'o', bar: '=', half: '-', wall: '|', ellipsis: '~' };

export interface Style {
  /** Characters per line, 40 to 120. */
  readonly width: number;
  /** Not a terminal: one ASCII line per requirement, no bars. */
  readonly pipe: boolean;
  readonly ascii: boolean;
  readonly glyphs: Glyphs;
  violated(text: string): string;
  strong(text: string): string;
  dim(text: string): string;
  /** The text in the characters that the terminal can show. */
  plain(text: string): string;
}

export interface StyleFacts {
  readonly columns: number | null;
  readonly pipe: boolean;
  readonly ascii: boolean;
  readonly colour: boolean;
}

export function makeStyle({ columns, pipe, ascii, colour }: StyleFacts): Style {
  const wrapIn = (code: string) => (text: string) => (colour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
  const onlyAscii = ascii || pipe;
  return {
    width: Math.min(Math.max(columns ?? 80, 40), 120),
    pipe,
    ascii: onlyAscii,
    glyphs: onlyAscii ? asciiGlyphs : unicodeGlyphs,
    violated: wrapIn('31;1'),
    strong: wrapIn('1'),
    dim: wrapIn('2'),
    plain: onlyAscii ? toAscii : (text) => text,
  };
}

/** The style that fits a stream of this host. */
export function styleOf(host: Host, stream: Stream, options: { readonly noColor?: boolean | undefined } = {}): Style {
  const { env } = host;
  const dumb = env.TERM === 'dumb';
  const noColor = options.noColor === true || (env.NO_COLOR ?? '') !== '' || dumb || !stream.isTerminal;
  return makeStyle({
    columns: stream.columns,
    pipe: !stream.isTerminal,
    ascii: dumb || !speaksUtf8(env),
    colour: !noColor,
  });
}

/** The first of LC_ALL, LC_CTYPE and LANG that is set decides; a Windows terminal always speaks UTF-8. */
function speaksUtf8(env: Host['env']): boolean {
  if (env.WT_SESSION !== undefined) return true;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return /utf-?8/i.test(locale ?? '');
}

const asciiFor: Readonly<Record<string, string>> = {
  µ: 'u',
  μ: 'u',
  '≤': '<=',
  '≥': '>=',
  '×': 'x',
  '−': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '“': '"',
  '”': '"',
  '’': "'",
  '✓': '.',
  '✕': 'x',
  '○': 'o',
  '·': '.',
  '←': '<-',
  '→': '->',
};

/** Letters lose their accents, spaces become spaces, and what has no likeness becomes a question mark. */
export function toAscii(text: string): string {
  return [...text.normalize('NFKD').replace(/\p{M}/gu, '')]
    .map(
      (character) =>
        asciiFor[character] ??
        (/\s/.test(character) && character !== '\n' ? ' ' : /[\n\x20-\x7e]/.test(character) ? character : '?'),
    )
    .join('');
}

/** Number of character cells, for texts without control sequences. */
export function cells(text: string): number {
  return [...text].length;
}

/** Cuts to `width` cells, with an ellipsis in the last one. */
export function shorten(text: string, width: number, { ellipsis }: Glyphs): string {
  const characters = [...text];
  return characters.length <= width
    ? text
    : `${characters
        .slice(0, Math.max(width - 1, 0))
        .join('')
        .trimEnd()}${ellipsis}`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - cells(text), 0));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(width - cells(text), 0)) + text;
}
