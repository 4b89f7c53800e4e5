/**
 * Reads single values: quantities, counts, flags, words, texts. Numbers may name their source (`6 ms @bench`); for every
 * number it is noted where it comes from: the source that it names, else the nearest `source:` around it in its own text,
 * else its sheet.
 */
import type { z } from 'zod';
import { formatQuantity, type Grade, parseQuantity, type QuantityKind, unitsOf } from '../../models/parameter.ts';
import type { Provenance } from '../ecu.ts';
import type { Mark } from '../words.ts';
import { type At, belowAt, withKey, wrong } from './at.ts';
import { lastKey, notAmong, shown, unknownName } from './findings.ts';
import type { Names } from './names.ts';
import type { Report } from './report.ts';
import { child, isMap, isScalar, type MapNode, type Node, type ScalarNode, textOf, under } from './tree.ts';

export class Scalars {
  readonly provenance = new Map<string, Provenance>();
  readonly #root: MapNode;
  readonly #names: Names;
  readonly #report: Report;

  constructor(root: MapNode, names: Names, report: Report) {
    this.#root = root;
    this.#names = names;
    this.#report = report;
  }

  quantity(node: Node, schema: z.ZodType, marks: Mark, at: At): unknown {
    if (!isScalar(node))
      return wrong(this.#report, node, at, { message: `${at.owner} expects one value, found ${shown(node)}` });
    const { value, source } = this.#sourced(node, at);
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const { help, didYouMean } = (issue as { params?: { help?: string[]; didYouMean?: string } }).params ?? {};
      return wrong(this.#report, node, at, {
        message: withKey(issue?.message ?? 'cannot be read', at),
        help: help ?? [],
        didYouMean,
      });
    }
    if (marks.structural !== true) this.#note(at, spaced(value), source, marks);
    return parsed.data;
  }

  number(node: Node, schema: z.ZodNumber, marks: Mark, at: At): number | undefined {
    if (!isScalar(node))
      return wrong(this.#report, node, at, { message: `${at.owner} expects a number, found ${shown(node)}` });
    const { value, source } = this.#sourced(node, at);
    if (!/^(-?\d+(\.\d+)?|0x[0-9a-fA-F]+)$/.test(value)) {
      const hasUnit = /^-?\d+(\.\d+)?\s*[A-Za-z%/]+$/.test(value);
      const message = hasUnit
        ? `is a bare number without unit, found "${value}"`
        : `expects a number, found "${value}"`;
      return wrong(this.#report, node, at, { message: withKey(message, at) });
    }
    const number = Number(value);
    const parsed = schema.safeParse(number);
    if (!parsed.success)
      return wrong(this.#report, node, at, { message: withKey(boundMessage(parsed.error.issues[0], value), at) });
    if (marks.structural !== true) this.#note(at, value, source, marks);
    return number;
  }

  flag(node: Node, at: At): boolean | undefined {
    const text = textOf(node);
    if (text === 'true' || text === 'false') return text === 'true';
    const found = isScalar(node) ? `"${node.text}"` : shown(node);
    const meantFlag = flagWords.get(text?.toLowerCase() ?? '');
    return wrong(this.#report, node, at, {
      message: `${at.owner} expects true or false, found ${found}`,
      didYouMean: meantFlag,
    });
  }

  word(node: Node, words: readonly string[], at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return wrong(this.#report, node, at, {
        message: `${at.owner} expects a word, found ${shown(node)}`,
        help: [`allowed: ${words.join(', ')}`],
      });
    return words.includes(text) ? text : wrong(this.#report, node, at, notAmong(lastKey(at.path), text, words));
  }

  text(node: Node, schema: z.ZodString, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return wrong(this.#report, node, at, { message: `${at.owner} expects a text, found ${shown(node)}` });
    const parsed = schema.safeParse(text);
    if (parsed.success) return text;
    return wrong(this.#report, node, at, {
      message: `${withKey(parsed.error.issues[0]?.message ?? 'is not allowed', at)}, found "${text}"`,
    });
  }

  /** A value whose meaning nobody knows yet: numbers, quantities, flags and texts by their looks. */
  loose(node: Node, at: At): unknown {
    if (node.kind === 'list')
      return node.items.map((item, index) => this.loose(item, { ...at, path: under(at.path, index) }) ?? null);
    if (isMap(node)) {
      const entries = [...node.entries.values()].map(({ key, keyPlace, value }) => [
        key,
        this.loose(value, belowAt(at, key, keyPlace)) ?? null,
      ]);
      return Object.fromEntries(entries);
    }
    if (node.broken || node.isNull) return undefined;
    if (!node.plain) return node.text;
    if (node.text === 'true' || node.text === 'false') return node.text === 'true';
    if (!/^\d/.test(node.text)) return node.text;
    const { value, source } = this.#sourced(node, at);
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : quantityOf(value);
    if (number === null || !Number.isFinite(number)) return node.text;
    this.#note(at, spaced(value), source, {});
    return number;
  }

  /** Takes `@source` off a scalar. */
  #sourced(node: ScalarNode, at: At): { value: string; source: { name: string; grade: Grade } } {
    const match = /^(.*?)\s*@\s*(\S*)$/s.exec(node.text);
    const value = (match?.[1] ?? node.text).trim();
    if (match === null) {
      if (node.sheet !== null) return { value, source: { name: node.sheet.source, grade: node.sheet.grade } };
      return { value, source: this.#gradeOf(node.scope) };
    }
    const name = match[2]!;
    const known = this.#names.of('source', null);
    if (!known.has(name) && !this.#names.areLost('source', null)) {
      this.#report.add(
        node.place,
        at.path,
        unknownName('source', name, [...known.keys()], 'none is defined under "sources"'),
      );
    }
    return { value, source: this.#gradeOf(name) };
  }

  #gradeOf(name: string | null): { name: string; grade: Grade } {
    const grade = name === null ? undefined : textOf(child(child(child(this.#root, 'sources'), name)!, 'grade'));
    if (name === null || (grade !== 'measured' && grade !== 'published' && grade !== 'assumed'))
      return { name: 'none', grade: 'assumed' };
    return { name, grade };
  }

  #note(at: At, value: string, source: { name: string; grade: Grade }, marks: Mark): void {
    const from =
      marks.sheet === undefined || source.name !== 'none'
        ? source
        : { name: marks.sheet.source, grade: marks.sheet.grade };
    this.provenance.set(at.path, { path: at.path, value, source: from.name, grade: from.grade });
  }

  /** A default number that the schema gives in code units. */
  noteDefault(value: number, marks: Mark, at: At): void {
    if (marks.structural === true) return;
    const kind = marks.quantity;
    const text = kind === undefined || kind === 'cost' ? `${value}` : formatQuantity(kind, value);
    this.#note(at, text, { name: 'none', grade: 'assumed' }, marks);
  }
}

/** What people write for a flag elsewhere. */
const flagWords = new Map([
  ...['yes', 'on', 'true', '1'].map((word) => [word, 'true'] as const),
  ...['no', 'off', 'false', '0'].map((word) => [word, 'false'] as const),
]);

function boundMessage(issue: z.core.$ZodIssue | undefined, found: string): string {
  if (issue?.code === 'too_small') return `must be at least ${issue.minimum}, found ${found}`;
  if (issue?.code === 'too_big') return `must be at most ${issue.maximum}, found ${found}`;
  return issue?.code === 'custom' ? issue.message : `expects a whole number, found ${found}`;
}

/** `4ms` as `4 ms`. */
function spaced(text: string): string {
  return text.replace(/^(-?[\d.]+)\s*(\D.*)$/, '$1 $2');
}

function quantityOf(text: string): number | null {
  for (const kind of Object.keys(unitsOf) as QuantityKind[]) {
    const value = parseQuantity(kind, text);
    if (typeof value === 'number') return value;
  }
  return null;
}
