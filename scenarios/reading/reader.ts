/**
 * Reads the finished tree by the shape: texts become values in code units, references are checked against the names that
 * exist, chosen members are read by their own schema, defaults are filled in, and for every number it is noted where it
 * comes from. What cannot be read is reported and left out, so that the rest is checked too.
 */
import { z } from 'zod';
import type { Provenance } from '../ecu.ts';
import { meant } from '../problem.ts';
import { commonShape, ecuShape, type FileEcu, withCommonKeys } from '../shape.ts';
import { isLoose, type Mark, marksOf, type RefKind, unwrap } from '../words.ts';
import { type At, belowAt, withKey, wrong } from './at.ts';
import { expectsKeys, expectsList, expectsNames, lastKey, unknownKey } from './findings.ts';
import { toLongForm } from './long-form.ts';
import { Members } from './members.ts';
import { Names } from './names.ts';
import { References } from './references.ts';
import type { Report } from './report.ts';
import { Scalars } from './scalars.ts';
import { shelfTable } from './shelf-table.ts';
import {
  child,
  type Entry,
  isMap,
  isScalar,
  type MapNode,
  mapAt,
  type Node,
  type Place,
  scalarAt,
  textOf,
  under,
} from './tree.ts';

export interface ReadEcu {
  /** Values in code units. Complete when nothing was reported; else any of them may be absent. */
  readonly ecu: FileEcu;
  readonly names: Names;
  readonly provenance: readonly Provenance[];
  /** The tree node of a value, when it is a map of the file. */
  nodeOf(value: object): MapNode | undefined;
  readonly root: MapNode;
}

export function readEcu(root: MapNode, report: Report): ReadEcu {
  const reader = new Reader(root, report);
  const at = { path: '', owner: 'the file', vm: null, place: root.place, isNamed: false };
  const ecu = reader.read(root, ecuShape, at) as FileEcu;
  const provenance = [...reader.scalars.provenance.values()];
  return { ecu, names: reader.names, provenance, nodeOf: (value) => reader.nodes.get(value), root };
}

class Reader {
  readonly names: Names;
  readonly nodes = new WeakMap<object, MapNode>();
  readonly scalars: Scalars;
  readonly #references: References;
  readonly #members: Members;
  readonly #report: Report;

  constructor(root: MapNode, report: Report) {
    this.#report = report;
    this.names = new Names(root);
    this.scalars = new Scalars(root, this.names, report);
    this.#references = new References(root, this.names, report);
    this.#members = new Members(this.names, report, this.nodes, (node, schema, at, extra) =>
      this.#object(node, schema, at, extra),
    );
  }

  read(node: Node | undefined, schema: z.ZodType, at: At): unknown {
    const marks = marksOf(schema);
    const { inner, fallback } = unwrap(schema);
    if (node === undefined) {
      if (fallback === null) return undefined;
      if ('parsed' in fallback) return this.#parsedDefault(fallback.parsed, inner, marks, at);
      const given = nodeFrom(fallback.written, at.place, marks);
      const written = marks.member === undefined ? given : toLongForm(given, schema, at.path, at.owner, this.#report);
      return this.#dispatch(written, inner, marks, at);
    }
    return this.#dispatch(node, inner, marks, at);
  }

  #dispatch(node: Node, inner: z.ZodType, marks: Mark, at: At): unknown {
    if (isScalar(node) && node.broken) return undefined;
    if (isScalar(node) && node.isNull) return wrong(this.#report, node, at, { message: `${at.owner} has no value` });
    if (marks.control === true) return this.#references.control(node, at);
    if (marks.ref !== undefined) return this.#references.ref(node, marks.ref, at);
    if (marks.perPolicy !== undefined) return this.#members.perPolicy(node, marks.perPolicy, at);
    if (marks.member !== undefined) {
      const shelf = shelfTable[marks.member];
      if (inner instanceof z.ZodObject) return this.#members.sheet(node, shelf, inner, at);
      return marks.member === 'executions'
        ? this.#members.execution(node, shelf, at)
        : this.#members.member(node, shelf, at);
    }
    if (marks.named !== undefined) return this.#named(node, inner as z.ZodRecord, marks.named, at);
    if (marks.quantity !== undefined) return this.scalars.quantity(node, inner, marks, at);
    return this.#plain(node, inner, marks, at);
  }

  #plain(node: Node, inner: z.ZodType, marks: Mark, at: At): unknown {
    if (inner instanceof z.ZodObject) return this.#object(node, inner, at);
    if (inner instanceof z.ZodArray) return this.#list(node, inner, at);
    if (inner instanceof z.ZodRecord) return this.#record(node, inner, marks.keys ?? null, at);
    if (inner instanceof z.ZodNumber) return this.scalars.number(node, inner, marks, at);
    if (inner instanceof z.ZodBoolean) return this.scalars.flag(node, at);
    if (inner instanceof z.ZodEnum) return this.scalars.word(node, inner.options.map(String), at);
    if (inner instanceof z.ZodString) return this.scalars.text(node, inner, at);
    const value = this.scalars.loose(node, at);
    const parsed = inner.safeParse(value);
    if (parsed.success) return value;
    return wrong(this.#report, node, at, {
      message: withKey(parsed.error.issues[0]?.message ?? 'is not allowed here', at),
    });
  }

  // ---- maps ----

  #object(
    node: Node,
    schema: z.ZodObject,
    at: At,
    extra: Readonly<Record<string, z.ZodType>> = {},
  ): object | undefined {
    const own = schema.shape as Record<string, z.ZodType>;
    const shape = at.isNamed ? withCommonKeys({ ...own, ...extra }) : { ...own, ...extra };
    if (!isMap(node)) return wrong(this.#report, node, at, expectsKeys(at.owner, node, Object.keys(shape)));
    const { node: map, strangers } = this.#knownKeys(node, shape, schema, at);
    const before = this.#report.count;
    const result: Record<string, unknown> = {};
    const isComplete = this.#checkRequired(map, shape, strangers, at);
    for (const [key, value] of Object.entries(shape)) {
      const entry = map.entries.get(key);
      if (entry === undefined && unwrap(value).fallback === null) continue;
      const read = this.read(entry?.value, value, belowAt(at, key, entry?.keyPlace ?? at.place));
      if (read !== undefined && !isCommon(key, at)) result[key] = read;
    }
    if (isLoose(schema)) this.#looseKeys(map, shape, result, at);
    if (isComplete && this.#report.count === before) this.#checkWhole(schema, own, result, map, at);
    this.nodes.set(result, map);
    return result;
  }

  /** Reports keys that nobody knows, and reads a misspelled one as meant. */
  #knownKeys(
    node: MapNode,
    shape: Readonly<Record<string, z.ZodType>>,
    schema: z.ZodObject,
    at: At,
  ): { node: MapNode; strangers: boolean } {
    if (isLoose(schema)) return { node, strangers: node.hasStrangers === true };
    const allowed = Object.keys(shape);
    const entries = new Map<string, Entry>();
    let strangers = node.hasStrangers === true;
    for (const entry of node.entries.values()) {
      if (Object.hasOwn(shape, entry.key)) {
        entries.set(entry.key, entry);
        continue;
      }
      strangers = true;
      this.#report.add(entry.keyPlace, under(at.path, entry.key), unknownKey(entry.key, at.owner, allowed));
      const intended = meant(entry.key, allowed);
      if (intended !== undefined && !node.entries.has(intended)) entries.set(intended, { ...entry, key: intended });
    }
    return { node: { ...node, entries }, strangers };
  }

  #checkRequired(map: MapNode, shape: Readonly<Record<string, z.ZodType>>, strangers: boolean, at: At): boolean {
    const required = Object.keys(shape).filter((key) => unwrap(shape[key]!).required);
    const missing = required.filter((key) => !map.entries.has(key));
    if (missing.length === 0) return true;
    if (strangers) return false;
    const help = missing.includes('bulkhead')
      ? ['write "bulkhead: 1" (the version of this format) in the first line']
      : [`required: ${required.join(', ')}`];
    for (const key of missing.slice(0, 1))
      this.#report.add(at.place, at.path, { message: `${at.owner} lacks "${key}"`, help });
    return false;
  }

  #looseKeys(map: MapNode, shape: Readonly<Record<string, unknown>>, result: Record<string, unknown>, at: At): void {
    for (const { key, value, keyPlace } of map.entries.values()) {
      if (Object.hasOwn(shape, key)) continue;
      const read = this.scalars.loose(value, belowAt(at, key, keyPlace));
      if (read !== undefined) result[key] = read;
    }
  }

  /** What a member's schema says about several of its keys together. */
  #checkWhole(
    schema: z.ZodObject,
    own: Readonly<Record<string, z.ZodType>>,
    result: Record<string, unknown>,
    map: MapNode,
    at: At,
  ): void {
    if ((schema.def.checks ?? []).length === 0) return;
    const values = Object.fromEntries(Object.entries(result).filter(([key]) => Object.hasOwn(own, key)));
    for (const issue of schema.safeParse(values).error?.issues ?? []) this.#reportIssue(issue, map, at);
  }

  #reportIssue(issue: z.core.$ZodIssue, node: Node, at: At): void {
    const path = issue.path.map(String);
    const found = path.reduce<Node | undefined>(
      (below, key) => (below?.kind === 'list' ? below.items[Number(key)] : child(below, key)),
      node,
    );
    const label = path.at(-1) ?? lastKey(at.path);
    this.#report.add((found ?? node).place, path.reduce(under, at.path), {
      message: withKey(messageOf(issue), { owner: `"${label}"` }),
      help: helpOf(issue),
    });
  }

  #named(node: Node, schema: z.ZodRecord, noun: string, at: At): object | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsNames(lastKey(at.path), node));
    const result: [string, unknown][] = [];
    for (const entry of node.entries.values()) {
      const { key, copyOf, keyPlace, value } = entry;
      const below: At = {
        path: under(at.path, key),
        owner: `${noun} "${copyOf ?? key}"`,
        vm: at.path === 'vms' ? key : at.vm,
        place: keyPlace,
        isNamed: true,
      };
      const read = this.read(value, schema.valueType as z.ZodType, below);
      if (read !== undefined) result.push([key, read]);
    }
    return Object.fromEntries(result);
  }

  /** A map whose keys are references or free words. */
  #record(node: Node, schema: z.ZodRecord, keys: RefKind | null, at: At): object | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsNames(lastKey(at.path), node));
    const result: [string, unknown][] = [];
    for (const { key, keyPlace, value } of node.entries.values()) {
      const below = belowAt(at, key, keyPlace);
      if (keys !== null) this.#references.check(key, keyPlace, keys, below);
      const read = this.read(value, schema.valueType as z.ZodType, below);
      if (read !== undefined) result.push([key, read]);
    }
    return Object.fromEntries(result);
  }

  #list(node: Node, schema: z.ZodArray, at: At): unknown[] | undefined {
    if (node.kind !== 'list') return wrong(this.#report, node, at, expectsList(lastKey(at.path), node));
    const element = schema.element as z.ZodType;
    const noun = marksOf(element).noun;
    const items = node.items.flatMap((item, index) => {
      const name = textOf(item, 'name');
      const path = under(at.path, name !== undefined && noun !== undefined ? name : index);
      const owner = noun === undefined ? at.owner : `${noun} "${name ?? index}"`;
      const read = this.read(item, element, { ...at, path, owner, place: item.place, isNamed: false, isItem: true });
      return read === undefined ? [] : [read];
    });
    const isWhole = items.length === node.items.length && (schema.def.checks ?? []).length > 0;
    const parsed = isWhole ? schema.safeParse(items) : null;
    for (const issue of parsed?.error?.issues ?? []) this.#reportIssue(issue, node, at);
    return items;
  }

  /** A default that the schema gives in code units. */
  #parsedDefault(value: unknown, inner: z.ZodType, marks: Mark, at: At): unknown {
    if (typeof value === 'number') this.scalars.noteDefault(value, marks, at);
    if (inner instanceof z.ZodObject && typeof value === 'object') return this.read(mapAt(at.place), inner, at);
    return structuredClone(value);
  }
}

function isCommon(key: string, at: At): boolean {
  return at.isNamed && Object.hasOwn(commonShape, key) && !(key === 'count' && at.path.startsWith('soc.cores.'));
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `needs at least ${issue.minimum}${issue.origin === 'array' ? ' items' : ''}`;
  if (issue.code === 'too_big') return `takes at most ${issue.maximum}${issue.origin === 'array' ? ' items' : ''}`;
  return issue.message;
}

function helpOf(issue: z.core.$ZodIssue): readonly string[] {
  return (issue as { params?: { help?: string[] } }).params?.help ?? [];
}

/** A default as if it stood in the file. */
function nodeFrom(value: unknown, place: Place, marks: Mark): Node {
  if (Array.isArray(value)) return { kind: 'list', place, items: value.map((item) => nodeFrom(item, place, marks)) };
  if (value !== null && typeof value === 'object') {
    return mapAt(
      place,
      Object.entries(value).map(([key, one]) => ({
        key,
        keyPlace: place,
        value: nodeFrom(one, place, marks),
        bare: false,
        afterText: false,
        copyOf: null,
      })),
    );
  }
  return scalarAt(place, `${value}`);
}
