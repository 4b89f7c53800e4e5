/**
 * Reads the finished tree by the shape: texts become values in code units, references are checked against the names that
 * exist, chosen members are read by their own schema, defaults are filled in, and for every number it is noted where it
 * comes from. What cannot be read is reported and left out, so that the rest is checked too.
 */
import { z } from 'zod';
import { formatQuantity, type Grade, parseQuantity, type QuantityKind, unitsOf } from '../../models/parameter.ts';
import type { Choice, Execution, Provenance } from '../ecu.ts';
import { listOf, meant } from '../problem.ts';
import { commonShape, ecuShape, type FileEcu, withCommonKeys } from '../shape.ts';
import { isLoose, type Mark, marksOf, type RefKind, ref, unwrap } from '../words.ts';
import {
  expectsKeys,
  expectsList,
  expectsNames,
  lastKey,
  notAmong,
  shown,
  unknownKey,
  unknownName,
} from './findings.ts';
import { toLongForm } from './long-form.ts';
import { Names, nounOf } from './names.ts';
import { checkPath, parseOverride } from './override.ts';
import type { Finding, Report } from './report.ts';
import { memberOf, policyNames, policyParameters, type Shelf, shelfTable } from './shelf-table.ts';
import {
  child,
  type Entry,
  isMap,
  isScalar,
  type MapNode,
  mapAt,
  type Node,
  type Place,
  type ScalarNode,
  scalarAt,
  textOf,
  under,
} from './tree.ts';

/** Where the reader is. */
interface At {
  readonly path: string;
  /** Where numbers are noted: like `path`, but for short forms. */
  readonly owner: string;
  /** Name of the VM around it. */
  readonly vm: string | null;
  /** Where to report what is missing. */
  readonly place: Place;
  readonly isNamed: boolean;
  /** An item of a list: its name may mean several things. */
  readonly isItem?: boolean;
}

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
  const provenance = [...reader.provenance.values()];
  return { ecu, names: reader.names, provenance, nodeOf: (value) => reader.nodes.get(value), root };
}

class Reader {
  readonly names: Names;
  readonly provenance = new Map<string, Provenance>();
  readonly nodes = new WeakMap<object, MapNode>();
  readonly #root: MapNode;
  readonly #report: Report;

  constructor(root: MapNode, report: Report) {
    this.#root = root;
    this.#report = report;
    this.names = new Names(root);
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
    if (isScalar(node) && node.isNull) return this.#wrong(node, at, { message: `${at.owner} has no value` });
    if (marks.control === true) return this.#control(node, at);
    if (marks.ref !== undefined) return this.#ref(node, marks.ref, at);
    if (marks.perPolicy !== undefined) return this.#perPolicy(node, marks.perPolicy, at);
    if (marks.member !== undefined) {
      const shelf = shelfTable[marks.member];
      if (inner instanceof z.ZodObject) return this.#sheet(node, shelf, inner, at);
      return marks.member === 'executions' ? this.#execution(node, shelf, at) : this.#member(node, shelf, at);
    }
    if (marks.named !== undefined) return this.#named(node, inner as z.ZodRecord, marks.named, at);
    if (marks.quantity !== undefined) return this.#quantity(node, inner, marks, at);
    return this.#plain(node, inner, marks, at);
  }

  #plain(node: Node, inner: z.ZodType, marks: Mark, at: At): unknown {
    if (inner instanceof z.ZodObject) return this.#object(node, inner, at);
    if (inner instanceof z.ZodArray) return this.#list(node, inner, at);
    if (inner instanceof z.ZodRecord) return this.#record(node, inner, marks.keys ?? null, at);
    if (inner instanceof z.ZodNumber) return this.#number(node, inner, marks, at);
    if (inner instanceof z.ZodBoolean) return this.#flag(node, at);
    if (inner instanceof z.ZodEnum) return this.#word(node, inner.options.map(String), at);
    if (inner instanceof z.ZodString) return this.#text(node, inner, at);
    const value = this.#loose(node, at);
    const parsed = inner.safeParse(value);
    if (parsed.success) return value;
    return this.#wrong(node, at, { message: withKey(parsed.error.issues[0]?.message ?? 'is not allowed here', at) });
  }

  #wrong(node: Node, at: At, finding: Finding): undefined {
    this.#report.add(node.place, at.path, finding);
    return undefined;
  }

  #below(at: At, key: string, place: Place): At {
    return { ...at, path: under(at.path, key), owner: `"${key}"`, place, isNamed: false, isItem: false };
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
    if (!isMap(node)) return this.#wrong(node, at, expectsKeys(at.owner, node, Object.keys(shape)));
    const { node: map, strangers } = this.#knownKeys(node, shape, schema, at);
    const before = this.#report.count;
    const result: Record<string, unknown> = {};
    const isComplete = this.#checkRequired(map, shape, strangers, at);
    for (const [key, value] of Object.entries(shape)) {
      const entry = map.entries.get(key);
      if (entry === undefined && unwrap(value).fallback === null) continue;
      const read = this.read(entry?.value, value, this.#below(at, key, entry?.keyPlace ?? at.place));
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
      const read = this.#loose(value, this.#below(at, key, keyPlace));
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
    const parsed = schema.safeParse(values);
    if (parsed.success) return;
    for (const issue of parsed.error.issues) {
      const path = issue.path.map(String);
      const found = path.reduce<Node | undefined>(
        (node, key) => (node?.kind === 'list' ? node.items[Number(key)] : child(node, key)),
        map,
      );
      const label = path.at(-1) ?? lastKey(at.path);
      const finding = { message: withKey(issue.message, { owner: `"${label}"` }), help: helpOf(issue) };
      this.#report.add((found ?? map).place, path.reduce(under, at.path), finding);
    }
  }

  #named(node: Node, schema: z.ZodRecord, noun: string, at: At): object | undefined {
    if (!isMap(node)) return this.#wrong(node, at, expectsNames(lastKey(at.path), node));
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
    if (!isMap(node)) return this.#wrong(node, at, expectsNames(lastKey(at.path), node));
    const result: [string, unknown][] = [];
    for (const { key, keyPlace, value } of node.entries.values()) {
      const below = this.#below(at, key, keyPlace);
      if (keys !== null) this.#checkRef(key, keyPlace, keys, below);
      const read = this.read(value, schema.valueType as z.ZodType, below);
      if (read !== undefined) result.push([key, read]);
    }
    return Object.fromEntries(result);
  }

  #list(node: Node, schema: z.ZodArray, at: At): unknown[] | undefined {
    if (node.kind !== 'list') return this.#wrong(node, at, expectsList(lastKey(at.path), node));
    const element = schema.element as z.ZodType;
    const noun = marksOf(element).noun;
    const items = node.items.flatMap((item, index) => {
      const name = textOf(item, 'name');
      const path = under(at.path, name !== undefined && noun !== undefined ? name : index);
      const owner = noun === undefined ? at.owner : `${noun} "${name ?? index}"`;
      const read = this.read(item, element, { ...at, path, owner, place: item.place, isNamed: false, isItem: true });
      return read === undefined ? [] : [read];
    });
    const [check] = schema.def.checks ?? [];
    if (check !== undefined && items.length === node.items.length) {
      const parsed = z
        .array(z.unknown())
        .check(check as never)
        .safeParse(items);
      if (!parsed.success)
        return this.#wrong(node, at, { message: `${at.owner} has too few or too many items: ${node.items.length}` });
    }
    return items;
  }

  // ---- members of shelves ----

  #sheet(node: Node, shelf: Shelf, schema: z.ZodObject, at: At): object | undefined {
    if (!isMap(node)) return this.#wrong(node, at, expectsKeys(at.owner, node, Object.keys(schema.shape)));
    if (this.#use(node, shelf, at) === undefined) return undefined;
    return this.#object(node, schema, at);
  }

  /** The chosen member's name; undefined when there is none or nobody knows it (reported). */
  #use(node: MapNode, shelf: Shelf, at: At): string | undefined {
    const written = child(node, 'use');
    const use = textOf(written) ?? (written === undefined ? (node.impliedUse ?? undefined) : undefined);
    const known = Object.keys(shelf.members);
    if (use === undefined) {
      const isSilent = node.hasStrangers === true || (isScalar(written) && written.broken);
      if (!isSilent)
        this.#report.add(at.place, at.path, {
          message: `${at.owner} lacks "use"`,
          help: [`one of: ${known.slice(0, 12).join(', ')}`],
        });
      return undefined;
    }
    if (memberOf(shelf, use) !== undefined) return use;
    const label = at.isNamed ? shelf.noun : lastKey(at.path);
    this.#report.add((written ?? node).place, at.path, notAmong(label, use, known));
    return undefined;
  }

  #member(node: Node, shelf: Shelf, at: At): Choice | undefined {
    if (!isMap(node)) return this.#wrong(node, at, expectsKeys(at.owner, node, ['use']));
    const use = this.#use(node, shelf, at);
    if (use === undefined) return undefined;
    const parameters = memberOf(shelf, use)!.parameters ?? z.strictObject({});
    const named = Object.entries(shelf.refs?.[use] ?? {}).map(([key, kind]) => [key, ref(kind)]);
    const extra = { use: z.string(), ...shelf.common, ...Object.fromEntries(named) };
    // The periodic activation stands at the task itself: `period`, `offset`, `jitter`.
    const path =
      shelf === shelfTable.activations && use === 'periodic' ? at.path.replace(/\.activation$/, '') : at.path;
    const withUse: At = { ...at, path, owner: `${shelf.noun} "${use}"` };
    const read = this.#object(withoutPerCore(node), parameters, withUse, extra) as Choice | undefined;
    if (read === undefined) return undefined;
    const { use: _, ...own } = read;
    const choice: Choice = { use, ...own };

    this.nodes.set(choice, node);
    return choice;
  }

  #execution(node: Node, shelf: Shelf, at: At): Execution | undefined {
    if (!isMap(node)) return this.#wrong(node, at, expectsKeys(at.owner, node, ['use', 'per_core']));
    const perCoreNode = child(node, 'per_core');
    const hasDefault =
      perCoreNode === undefined || [...node.entries.keys()].some((key) => key !== 'per_core' && key !== 'source');
    const chosen = hasDefault ? this.#member(node, shelf, at) : null;
    const perCore: [string, Choice][] = [];
    if (perCoreNode !== undefined && !isMap(perCoreNode))
      this.#wrong(perCoreNode, at, expectsNames('per_core', perCoreNode));
    for (const { key, keyPlace, value } of isMap(perCoreNode) ? perCoreNode.entries.values() : []) {
      const below = this.#below({ ...at, path: under(at.path, 'per_core') }, key, keyPlace);
      const known = [...this.names.coreTypes().map(({ name }) => name), ...this.names.of('accelerator', null).keys()];
      if (!known.includes(key))
        this.#report.add(keyPlace, below.path, unknownName('core type or accelerator', key, known, 'the SoC has none'));
      const one = this.#member(value, shelf, below);
      if (one !== undefined) perCore.push([key, one]);
    }
    if (chosen === undefined) return undefined;
    const execution = { default: chosen, perCore: Object.fromEntries(perCore) };
    this.nodes.set(execution, node);
    return execution;
  }

  #perPolicy(node: Node, of: 'level' | 'unit', at: At): object | undefined {
    if (!isMap(node)) return this.#wrong(node, at, expectsNames(lastKey(at.path), node));
    const result: [string, unknown][] = [];
    for (const { key, keyPlace, value } of node.entries.values()) {
      const parameters = policyParameters(key, of);
      const below = this.#below(at, key, keyPlace);
      if (parameters === undefined) this.#report.add(keyPlace, below.path, notAmong('policy', key, policyNames('any')));
      else {
        const read = this.#object(value, parameters, { ...below, owner: `policy "${key}"` });
        if (read !== undefined) result.push([key, read]);
      }
    }
    return Object.fromEntries(result);
  }

  // ---- scalars ----

  #quantity(node: Node, schema: z.ZodType, marks: Mark, at: At): unknown {
    if (!isScalar(node))
      return this.#wrong(node, at, { message: `${at.owner} expects one value, found ${shown(node)}` });
    const { value, source } = this.#sourced(node, at);
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const { help, didYouMean } = (issue as { params?: { help?: string[]; didYouMean?: string } }).params ?? {};
      return this.#wrong(node, at, {
        message: withKey(issue?.message ?? 'cannot be read', at),
        help: help ?? [],
        didYouMean,
      });
    }
    if (marks.structural !== true) this.#note(at, spaced(value), source, marks);
    return parsed.data;
  }

  #number(node: Node, schema: z.ZodNumber, marks: Mark, at: At): number | undefined {
    if (!isScalar(node))
      return this.#wrong(node, at, { message: `${at.owner} expects a number, found ${shown(node)}` });
    const { value, source } = this.#sourced(node, at);
    if (!/^(-?\d+(\.\d+)?|0x[0-9a-fA-F]+)$/.test(value)) {
      const hasUnit = /^-?\d+(\.\d+)?\s*[A-Za-z%/]+$/.test(value);
      const message = hasUnit
        ? `is a bare number without unit, found "${value}"`
        : `expects a number, found "${value}"`;
      return this.#wrong(node, at, { message: withKey(message, at) });
    }
    const number = Number(value);
    const parsed = schema.safeParse(number);
    if (!parsed.success)
      return this.#wrong(node, at, { message: withKey(boundMessage(parsed.error.issues[0], value), at) });
    if (marks.structural !== true) this.#note(at, value, source, marks);
    return number;
  }

  #flag(node: Node, at: At): boolean | undefined {
    const text = textOf(node);
    if (text === 'true' || text === 'false') return text === 'true';
    const found = isScalar(node) ? `"${node.text}"` : shown(node);
    const meantFlag = flagWords[text?.toLowerCase() ?? ''];
    return this.#wrong(node, at, {
      message: `${at.owner} expects true or false, found ${found}`,
      didYouMean: meantFlag,
    });
  }

  #word(node: Node, words: readonly string[], at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return this.#wrong(node, at, {
        message: `${at.owner} expects a word, found ${shown(node)}`,
        help: [`allowed: ${words.join(', ')}`],
      });
    return words.includes(text) ? text : this.#wrong(node, at, notAmong(lastKey(at.path), text, words));
  }

  #text(node: Node, schema: z.ZodString, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return this.#wrong(node, at, { message: `${at.owner} expects a text, found ${shown(node)}` });
    const parsed = schema.safeParse(text);
    if (parsed.success) return text;
    return this.#wrong(node, at, {
      message: `${withKey(parsed.error.issues[0]?.message ?? 'is not allowed', at)}, found "${text}"`,
    });
  }

  #ref(node: Node, kind: RefKind, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return this.#wrong(node, at, {
        message: `${at.owner} expects the name of a ${nounOf[kind]}, found ${shown(node)}`,
      });
    if (!this.#checkRef(text, node.place, kind, at)) return undefined;
    const things = this.names.of(kind, at.vm).get(text)!;
    const mayMeanSeveral =
      kind !== 'chain-link' && (at.isItem === true || setKinds.includes(kind) || requirementSubject.test(at.path));
    if (things.length === 1 || mayMeanSeveral) return text;
    return this.#wrong(node, at, {
      message: `"${text}" means ${things.length} things where one ${nounOf[kind]} is expected`,
      help: [listOf('write one of', text, things)],
    });
  }

  #checkRef(text: string, place: Place, kind: RefKind, at: At): boolean {
    const known = this.names.of(kind, at.vm);
    if (known.has(text)) return true;
    if (this.names.areLost(kind, at.vm)) return false;
    const words = [...this.names.of(kind === 'chain-link' ? 'any-task' : kind, at.vm).keys()];
    const where = `no ${nounOf[kind]} is defined${at.vm === null ? '' : ` in VM "${at.vm}"`}`;
    this.#report.add(
      place,
      at.path,
      kind === 'policy' ? notAmong('policy', text, words) : unknownName(nounOf[kind], text, words, where),
    );
    return false;
  }

  #control(node: Node, at: At): string | undefined {
    const text = textOf(node);
    if (text === undefined)
      return this.#wrong(node, at, { message: `${at.owner} expects path=value, found ${shown(node)}` });
    const override = parseOverride(text, node.place, this.#report);
    if (override !== null) checkPath(this.#root, override, this.#report);
    return text;
  }

  /** A value whose meaning nobody knows yet: numbers, quantities, flags and texts by their looks. */
  #loose(node: Node, at: At): unknown {
    if (node.kind === 'list')
      return node.items.map((item, index) => this.#loose(item, { ...at, path: under(at.path, index) }) ?? null);
    if (isMap(node)) {
      const entries = [...node.entries.values()].map(({ key, keyPlace, value }) => [
        key,
        this.#loose(value, this.#below(at, key, keyPlace)) ?? null,
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

  // ---- where numbers come from ----

  /** Takes `@source` off a scalar. */
  #sourced(node: ScalarNode, at: At): { value: string; source: { name: string; grade: Grade } } {
    const match = /^(.*?)\s*@\s*(\S*)$/s.exec(node.text);
    const value = (match?.[1] ?? node.text).trim();
    if (match === null) {
      if (node.sheet !== null) return { value, source: { name: node.sheet.source, grade: node.sheet.grade } };
      return { value, source: this.#gradeOf(node.scope) };
    }
    const name = match[2]!;
    const known = this.names.of('source', null);
    if (!known.has(name) && !this.names.areLost('source', null)) {
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

  /** A default that the schema gives in code units. */
  #parsedDefault(value: unknown, inner: z.ZodType, marks: Mark, at: At): unknown {
    if (typeof value === 'number' && marks.structural !== true) {
      const kind = marks.quantity;
      const text = kind === undefined || kind === 'cost' ? `${value}` : formatQuantity(kind, value);
      this.#note(at, text, { name: 'none', grade: 'assumed' }, marks);
    }
    if (inner instanceof z.ZodObject && typeof value === 'object') return this.read(mapAt(at.place), inner, at);
    return structuredClone(value);
  }
}

/** Kinds of which one reference may name several things. */
const setKinds: readonly RefKind[] = ['place', 'victim'];
/** A requirement of a counted thing is one of each. */
const requirementSubject = /^requirements\.[^.]+(\.\d+)?\.of$/;

const flagWords: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  true: 'true',
  1: 'true',
  no: 'false',
  off: 'false',
  false: 'false',
  0: 'false',
};

function isCommon(key: string, at: At): boolean {
  return at.isNamed && Object.hasOwn(commonShape, key) && !(key === 'count' && at.path.startsWith('soc.cores.'));
}

function withoutPerCore(node: MapNode): MapNode {
  if (!node.entries.has('per_core')) return node;
  const entries = new Map(node.entries);
  entries.delete('per_core');
  return { ...node, entries };
}

/** `needs a unit` becomes `"period" needs a unit`; messages that start otherwise stand alone. */
function withKey(message: string, { owner }: { readonly owner: string }): string {
  return /^[a-z]/.test(message) ? `${owner} ${message}` : message;
}

function helpOf(issue: z.core.$ZodIssue): readonly string[] {
  return (issue as { params?: { help?: string[] } }).params?.help ?? [];
}

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
