/**
 * First walk over a text, before anything is merged: short forms are written out (`kernel: linux` is `kernel: {use: linux}`,
 * `2 ms` as an execution is `{use: fixed, time: 2 ms}`), and everything is reported that merging would hide: unknown
 * keys, names that are none, a list where a map of names belongs. A misspelled key whose meaning is clear is read as
 * meant, so that nothing else is reported because of it.
 *
 * What a chosen member takes is checked after merging (`reader.ts`), because its `use` may come from another text.
 */
import { z } from 'zod';
import { meant } from '../problem.ts';
import { namePattern, reservedNames, withCommonKeys } from '../shape.ts';
import { type Mark, marksOf, unwrap } from '../words.ts';
import { bareKey, expectsKeys, expectsNames, lastKey, unknownKey } from './findings.ts';
import type { Report } from './report.ts';
import { type Shelf, shelfTable } from './shelf-table.ts';
import {
  type Entry,
  entryAt,
  isMap,
  isScalar,
  type ListNode,
  type MapNode,
  mapAt,
  type Node,
  type ScalarNode,
  scalarAt,
  textOf,
  under,
  withEntries,
} from './tree.ts';

/** The text below `path`, whose shape is `schema`, in long form. `owner` names it in messages. */
export function toLongForm(
  node: Node,
  schema: z.ZodType,
  path: string,
  owner: string,
  report: Report,
  isNamed = false,
): Node {
  return new LongForm(report).walk(node, schema, path, owner, isNamed);
}

class LongForm {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  walk(node: Node, schema: z.ZodType, path: string, owner: string, isNamed: boolean): Node {
    if (isScalar(node) && (node.isNull || node.broken)) return node;
    const marks = marksOf(schema);
    const { inner } = unwrap(schema);
    if (marks.member !== undefined) return this.#member(node, marks, inner, path, owner, isNamed);
    if (marks.named !== undefined) return this.#names(node, inner as z.ZodRecord, marks.named, path);
    if (inner instanceof z.ZodObject) return this.#object(node, inner, path, owner, isNamed);
    if (inner instanceof z.ZodArray && node.kind === 'list') return this.#list(node, inner, path);
    return node;
  }

  #list(node: ListNode, schema: z.ZodArray, path: string): Node {
    const element = schema.element as z.ZodType;
    if (!(unwrap(element).inner instanceof z.ZodObject)) return node;
    const noun = marksOf(element).noun ?? lastKey(path);
    const items = node.items.map((item, index) => {
      const name = textOf(item, 'name') ?? `${index}`;
      return this.walk(item, element, under(path, index), `${noun} "${name}"`, false);
    });
    return { ...node, items };
  }

  #object(node: Node, schema: z.ZodObject, path: string, owner: string, isNamed: boolean): Node {
    const own = schema.shape as Record<string, z.ZodType>;
    const shape = isNamed ? withCommonKeys(own) : own;
    if (!isMap(node)) return this.#reject(node, path, expectsKeys(owner, node, Object.keys(shape)));
    const entries: Entry[] = [];
    for (const entry of this.#known(node, Object.keys(shape), path, owner)) {
      const below = under(path, entry.key);
      const value = this.walk(entry.value, shape[entry.key]!, below, `"${entry.key}"`, false);
      entries.push({ ...entry, value });
    }
    const hasStrangers = [...node.entries.keys()].some((key) => !Object.hasOwn(shape, key));
    return { ...withEntries(node, entries), hasStrangers };
  }

  /** The map's entries under the allowed keys; the others are reported. */
  *#known(node: MapNode, allowed: readonly string[], path: string, owner: string): Iterable<Entry> {
    for (const entry of node.entries.values()) {
      const isKnown = allowed.includes(entry.key);
      if (entry.bare) {
        this.#report.add(entry.keyPlace, under(path, entry.key), bareKey(entry, owner));
        if (isKnown) yield { ...entry, value: broken(entry) };
        continue;
      }
      if (isKnown) {
        yield entry;
        continue;
      }
      this.#report.add(entry.keyPlace, under(path, entry.key), unknownKey(entry.key, owner, allowed));
      const intended = meant(entry.key, allowed);
      if (intended !== undefined && !node.entries.has(intended)) yield { ...entry, key: intended };
    }
  }

  #names(node: Node, schema: z.ZodRecord, noun: string, path: string): Node {
    if (!isMap(node)) return this.#reject(node, path, expectsNames(lastKey(path), node));
    const entries: Entry[] = [];
    for (const entry of node.entries.values()) {
      const { key } = entry;
      const below = under(path, key);
      if (entry.bare) this.#report.add(entry.keyPlace, below, bareKey(entry, `"${lastKey(path)}"`));
      else this.#checkName(entry, below);
      const value = entry.bare ? broken(entry) : entry.value;
      entries.push({
        ...entry,
        value: this.walk(value, schema.valueType as z.ZodType, below, `${noun} "${key}"`, true),
      });
    }
    return withEntries(node, entries);
  }

  #checkName({ key, keyPlace }: Entry, path: string): void {
    if (!namePattern.test(key)) {
      this.#report.add(keyPlace, path, {
        message: `"${key}" is not a name`,
        help: ['a name is a letter, then letters, digits, "_" or "-"'],
      });
    } else if (reservedNames.includes(key)) {
      this.#report.add(keyPlace, path, {
        message: `the name "${key}" is reserved`,
        help: [`reserved: ${reservedNames.join(', ')}`],
      });
    }
  }

  #member(node: Node, marks: Mark, inner: z.ZodType, path: string, owner: string, isNamed: boolean): Node {
    const shelf = shelfTable[marks.member!];
    const implied = marks.implied ?? null;
    if (isScalar(node)) return { ...shortForm(node, shelf, path), impliedUse: implied };
    if (!isMap(node)) {
      const label = isNamed ? owner : `"${lastKey(path)}"`;
      return this.#reject(node, path, expectsKeys(label, node, ['use']));
    }
    const withUse = { ...node, impliedUse: implied };
    if (inner instanceof z.ZodObject) return this.#object(withUse, inner, path, `"${lastKey(path)}"`, isNamed);
    const use = textOf(node, 'use');
    const label = use === undefined ? owner : `${shelf.noun} "${use}"`;
    const entries: Entry[] = [];
    for (const entry of node.entries.values()) {
      if (entry.bare) this.#report.add(entry.keyPlace, under(path, entry.key), bareKey(entry, label));
      else if (entry.key === 'per_core' && marks.member === 'executions')
        entries.push(this.#perCore(entry, marks, path));
      else entries.push(entry);
    }
    return withEntries(withUse, entries);
  }

  /** Executions where they differ by core type or accelerator. */
  #perCore(entry: Entry, marks: Mark, path: string): Entry {
    const { value } = entry;
    if (!isMap(value)) return entry;
    const below = under(path, 'per_core');
    const entries = [...value.entries.values()].map((one) => ({
      ...one,
      value:
        isScalar(one.value) && (one.value.isNull || one.value.broken)
          ? one.value
          : this.#member(one.value, marks, z.unknown(), under(below, one.key), `"${one.key}"`, false),
    }));
    return { ...entry, value: withEntries(value, entries) };
  }

  #reject(node: Node, path: string, finding: { message: string; help?: readonly string[] }): ScalarNode {
    this.#report.add(node.place, path, finding);
    return { ...scalarAt(node.place, ''), broken: true };
  }
}

function broken(entry: Entry): ScalarNode {
  return { ...scalarAt(entry.keyPlace, ''), broken: true };
}

/** `linux` is `{use: linux}`; `2 ms` is `{use: fixed, time: 2 ms}`. */
function shortForm(node: ScalarNode, shelf: Shelf, path: string): MapNode {
  const { place } = node;
  const home = { ...place, home: path };
  if (shelf.quantity !== undefined && /^[-+.\d]/.test(node.text)) {
    const { use, key } = shelf.quantity;
    return mapAt(home, [entryAt('use', home, scalarAt(home, use)), entryAt(key, home, node)]);
  }
  return mapAt(home, [entryAt('use', home, scalarAt(home, node.text, node))]);
}
