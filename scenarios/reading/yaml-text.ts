/**
 * From YAML 1.2 to a tree with places. The format is data: anchors, aliases, merge keys and tags are errors, and so is
 * a key that stands twice. A syntax error is reported alone, because what follows it is guesswork.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Report } from './report.ts';
import { type Entry, type MapNode, type Node, type Place, type ScalarNode, under } from './tree.ts';

/** The root map, or the reason why there is none (already reported). `lineOffset` numbers overrides. */
export function parseText(file: string, text: string, report: Report): MapNode | null {
  const root = parseValue(file, text, report, { line: 0, column: 0, home: '', scope: null });
  if (root === null) return null;
  if (root.kind === 'map') return root;
  const isEmpty = root.kind === 'scalar' && root.isNull;
  report.add(root.place, '', {
    message: isEmpty ? 'the file is empty' : 'an ECU file is a map of keys',
    help: ['the least is "bulkhead: 1" and "vms: {name: {tasks: {...}}}"'],
  });
  return null;
}

/** Where a text begins when it is part of another one (an override), and what stands around it. */
export interface Start {
  readonly line: number;
  readonly column: number;
  readonly home: string;
  readonly scope: string | null;
}

/** Any YAML value; null after a syntax error (reported). */
export function parseValue(file: string, text: string, report: Report, start: Start): Node | null {
  const lines = new LineCounter();
  const placeAt = (from: number, to: number, home: string): Place => {
    const { line, col } = lines.linePos(Math.min(from, text.length));
    const column = col + (line === 1 ? start.column : 0);
    // A place is a stretch of one line, also for a value of several.
    const lineEnd = text.indexOf('\n', from);
    const length = Math.max(1, Math.min(to, lineEnd < 0 ? text.length : lineEnd) - from);
    return { file, line: Math.max(1, line) + start.line, column: Math.max(1, column), length, home };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    keepSourceTokens: true,
  });
  const [first] = document.errors;
  if (first !== undefined) {
    const from = faultOf(first.message, text, first.pos[0]);
    report.add(placeAt(from, from + 1, start.home), start.home, syntaxFinding(first.code, first.message, text, from));
    return null;
  }
  return new Converter(placeAt, report).convert(document.contents, start.home, start.scope);
}

/** Levels of maps and lists that a text may have; the format needs eight. */
const deepest = 64;
const tooDeep = { message: 'the text is nested too deeply', help: [`at most ${deepest} levels`] };

/** `]` or `}` when the parser misses one. */
function missingBracket(message: string): string | undefined {
  return /end with a ([\]}])/.exec(message)?.[1];
}

/** Start of a document, of a broken flow and of a plain scalar, between the tokens of the text. */
const lexerMarks: readonly string[] = ['\u0002', '\u0018', '\u001f'];

/**
 * Where to look for a complaint: the parser notices a missing bracket where the text ends or another thing begins, far from
 * the one that opened. Found by its lexer, which knows quotes and comments; `at` when none is open there.
 */
function faultOf(message: string, text: string, at: number): number {
  const closing = missingBracket(message);
  if (closing === undefined) return at;
  const opening = closing === ']' ? '[' : '{';
  const open: { readonly sign: string; readonly from: number }[] = [];
  let from = 0;
  for (const token of new Lexer().lex(text)) {
    if (from >= at) break;
    if (token === '[' || token === '{') open.push({ sign: token, from });
    else if (token === ']' || token === '}') open.pop();
    if (!lexerMarks.includes(token)) from += token.length;
  }
  return open.findLast(({ sign }) => sign === opening)?.from ?? at;
}

/** Our words for the parser's most frequent complaints. */
function syntaxFinding(code: string, message: string, text: string, at: number) {
  const character = text[at] ?? '';
  // The parser recurses and reports that its stack is full.
  if (/call stack/i.test(message)) return tooDeep;
  const closing = missingBracket(message);
  if (code === 'TAB_AS_INDENT' || (code !== 'BAD_SCALAR_START' && character === '\t')) {
    return { message: 'a tab cannot indent YAML', help: ['use spaces'] };
  }
  if (closing !== undefined) {
    return {
      message: `"${closing}" is missing`,
      help: [`this "${closing === ']' ? '[' : '{'}" is never closed`],
    };
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    return { message: 'a second ": " in one value', help: ['put a text that holds ": " in double quotes'] };
  }
  if (code === 'BAD_SCALAR_START') {
    return { message: `a plain text cannot start with "${character}"`, help: ['put it in double quotes'] };
  }
  if (code === 'MULTIPLE_DOCS')
    return { message: 'a second document in one file', help: ['one file describes one ECU'] };
  const first = message.split('\n')[0] ?? message;
  return { message: `not YAML: ${first.charAt(0).toLowerCase()}${first.slice(1)}`, help: [] };
}

const aliasHelp = 'repeat with "count", reuse with "like", share across files with "base"';

class Converter {
  readonly #placeAt: (from: number, to: number, home: string) => Place;
  readonly #report: Report;
  #depth = 0;

  constructor(placeAt: (from: number, to: number, home: string) => Place, report: Report) {
    this.#placeAt = placeAt;
    this.#report = report;
  }

  convert(node: unknown, home: string, scope: string | null, fallback?: Place): Node {
    if (isMap(node) || isSeq(node) || isScalar(node)) {
      const place = this.#placeOf(node.range, home);
      const extra = node.anchor !== undefined ? 'anchors' : node.tag !== undefined ? 'tags' : null;
      if (extra !== null) {
        this.#report.add(place, home, {
          message: `YAML ${extra} are not part of the format`,
          help: [extra === 'anchors' ? aliasHelp : 'the format decides what a value is'],
        });
      }
      return isScalar(node) ? this.#scalar(node, place, scope) : this.#collection(node, home, scope, place);
    }
    if (isAlias(node)) {
      const place = this.#placeOf(node.range, home);
      this.#report.add(place, home, { message: 'YAML aliases are not part of the format', help: [aliasHelp] });
      return { ...emptyScalar(place, scope), broken: true };
    }
    return emptyScalar(fallback ?? this.#placeAt(0, 1, home), scope);
  }

  #collection(node: YAMLMap | YAMLSeq, home: string, scope: string | null, place: Place): Node {
    if (this.#depth === deepest) {
      this.#report.add(place, home, tooDeep);
      return { ...emptyScalar(place, scope), broken: true };
    }
    this.#depth++;
    const converted = isMap(node)
      ? this.#map(node, home, scope, place)
      : {
          kind: 'list' as const,
          place,
          items: node.items.map((item, index) => this.convert(item, under(home, index), scope, place)),
        };
    this.#depth--;
    return converted;
  }

  #placeOf(range: readonly [number, number, number] | null | undefined, home: string): Place {
    return range ? this.#placeAt(range[0], range[1], home) : this.#placeAt(0, 1, home);
  }

  #scalar(node: Scalar, place: Place, scope: string | null): ScalarNode {
    const plain = node.type === Scalar.PLAIN;
    const text = plain ? (node.source ?? '') : `${node.value}`;
    return { ...emptyScalar(place, scope), text, plain, isNull: plain && /^(|~|null|Null|NULL)$/.test(text) };
  }

  #map(map: YAMLMap, home: string, outerScope: string | null, place: Place): MapNode {
    const scope = this.#scopeOf(map) ?? outerScope;
    const entries = new Map<string, Entry>();
    let afterText = false;
    for (const pair of map.items) {
      const entry = this.#entry(pair, home, scope, afterText, place);
      if (entry === null) continue;
      const first = entries.get(entry.key);
      afterText = entry.value.kind === 'scalar' && entry.value.plain;
      if (first === undefined) entries.set(entry.key, entry);
      else {
        this.#report.add(entry.keyPlace, entry.keyPlace.home, {
          message: `the name "${entry.key}" is used twice in ${home === '' ? 'the file' : `"${home}"`}`,
          help: [`first at ${first.keyPlace.line}:${first.keyPlace.column}`],
        });
      }
    }
    return { kind: 'map', place, entries, impliedUse: null };
  }

  /** The map's own `source:`, which also counts for what stands before it. */
  #scopeOf(map: YAMLMap): string | null {
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.value === 'source' && isScalar(value) && value.value !== null) return `${value.value}`;
    }
    return null;
  }

  #entry(pair: Pair, home: string, scope: string | null, afterText: boolean, around: Place): Entry | null {
    const { key, value } = pair;
    if (!isScalar(key)) {
      // Nothing but a plain word can be a key; an absent one stands before a lone colon.
      const place = (key as { range?: readonly [number, number, number] } | null)?.range ?? null;
      this.#report.add(place === null ? around : this.#placeOf(place, home), home, {
        message: 'a key is missing or is not a word',
        help: ['write "key: value"'],
      });
      return null;
    }
    const text = key.type === Scalar.PLAIN ? (key.source ?? '') : `${key.value}`;
    const keyPlace = this.#placeOf(key.range, under(home, text));
    if (key.anchor !== undefined || key.tag !== undefined) this.convert(key, keyPlace.home, scope);
    if (text === '<<') {
      this.#report.add(keyPlace, home, {
        message: 'the YAML merge key "<<" is not part of the format',
        help: ['reuse with "like: <name>"'],
      });
      this.convert(value, keyPlace.home, scope);
      return null;
    }
    const separator = (pair as { srcToken?: { sep?: { type: string }[] } }).srcToken?.sep ?? [];
    const bare = !separator.some((token) => token.type === 'map-value-ind');
    const node = this.convert(value, keyPlace.home, scope, keyPlace);
    return { key: text, keyPlace, value: node, bare, afterText, copyOf: null };
  }
}

function emptyScalar(place: Place, scope: string | null): ScalarNode {
  return { kind: 'scalar', place, text: '', plain: true, isNull: true, broken: false, scope, sheet: null };
}
