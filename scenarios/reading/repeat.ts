/**
 * `like` and `count`. `like: d1` lays a thing over a sibling, or over `vm/name` of the same kind in another VM, by the one
 * merge rule; it takes all but the other's `count`, `source` and `note`. `count: 3` makes `name.0` to `name.2`; `count: 0`
 * keeps a pattern for `like` only. VMs are resolved first, then what is inside them.
 */
import { z } from 'zod';
import { mostCopies } from '../shape.ts';
import { type Mark, marksOf, unwrap } from '../words.ts';
import { unknownName } from './findings.ts';
import { merge } from './merge.ts';
import type { Report } from './report.ts';
import { child, type Entry, isMap, isScalar, type MapNode, type Node, textOf, under, withEntries } from './tree.ts';

const notInherited = ['count', 'source', 'note', 'like'];

/** Resolves every `like` below `root`, whose shape is `schema`. */
export function resolveLikes(root: MapNode, schema: z.ZodObject, report: Report): MapNode {
  return new Likes(root, report).object(root, schema, '');
}

/** A map of named things in the middle of being resolved. */
interface Siblings {
  readonly map: MapNode;
  readonly noun: string;
  readonly path: string;
  readonly done: Map<string, Entry>;
  readonly open: Set<string>;
}

class Likes {
  readonly #report: Report;
  /** The root with all VMs resolved, for `vm/name`. */
  #root: MapNode;

  constructor(root: MapNode, report: Report) {
    this.#root = root;
    this.#report = report;
  }

  object(node: MapNode, schema: z.ZodObject, path: string): MapNode {
    let result = node;
    // VMs first: what is inside them may look into another VM.
    const keys = [...node.entries.keys()].sort((a, b) => Number(b === 'vms') - Number(a === 'vms'));
    for (const key of keys) {
      const entry = node.entries.get(key)!;
      const inner = schema.shape[key] as z.ZodType | undefined;
      if (inner === undefined || !isMap(entry.value)) continue;
      const value = this.#below(entry.value, inner, under(path, key));
      result = withEntries(
        result,
        [...result.entries.values()].map((one) => (one.key === key ? { ...one, value } : one)),
      );
    }
    return result;
  }

  #below(node: MapNode, schema: z.ZodType, path: string): MapNode {
    const { inner } = unwrap(schema);
    const marks = marksOf(schema);
    if (marks.named !== undefined) return this.#named(node, inner as z.ZodRecord, marks, path);
    return inner instanceof z.ZodObject ? this.object(node, inner, path) : node;
  }

  #named(map: MapNode, schema: z.ZodRecord, marks: Mark, path: string): MapNode {
    const siblings: Siblings = { map, noun: marks.named!, path, done: new Map(), open: new Set() };
    const merged = withEntries(
      map,
      [...map.entries.keys()].map((name) => this.#resolve(siblings, name)),
    );
    if (path === 'vms') {
      const { entries } = this.#root;
      const vms = entries.get('vms')!;
      this.#root = withEntries(
        this.#root,
        [...entries.values()].map((e) => (e === vms ? { ...e, value: merged } : e)),
      );
    }
    const thing = schema.valueType as z.ZodType;
    const resolved = [...merged.entries.values()].map((entry) => {
      if (!isMap(entry.value)) return entry;
      return { ...entry, value: this.#below(entry.value, thing, under(path, entry.key)) };
    });
    return withEntries(merged, resolved);
  }

  #resolve(siblings: Siblings, name: string): Entry {
    const { map, done, open, path } = siblings;
    const ready = done.get(name);
    if (ready !== undefined) return ready;
    const entry = map.entries.get(name)!;
    const like = child(entry.value, 'like');
    if (!isMap(entry.value) || !isScalar(like) || like.isNull || like.broken) return entry;
    open.add(name);
    const pattern = this.#pattern(siblings, like.text, like, under(path, name));
    open.delete(name);
    const own = withEntries(
      entry.value,
      [...entry.value.entries.values()].filter(({ key }) => key !== 'like'),
    );
    const value = pattern === null ? incomplete(own) : merge(without(pattern, notInherited), own);
    const result = { ...entry, value };
    done.set(name, result);
    return result;
  }

  /** The thing that `like` names; null when there is none (reported). */
  #pattern(siblings: Siblings, target: string, like: Node, path: string): MapNode | null {
    const { map, noun, open } = siblings;
    const slash = target.indexOf('/');
    if (slash >= 0) return this.#foreign(siblings, target, like, path);
    if (open.has(target)) {
      const chain = [...open, target].slice([...open].indexOf(target));
      this.#report.add(like.place, path, {
        message: `"like" goes in a circle: ${chain.join(' <- ')}`,
        help: ['one of them must stand on its own'],
      });
      return null;
    }
    if (map.entries.has(target)) {
      const { value } = this.#resolve(siblings, target);
      return isMap(value) ? value : null;
    }
    const known = [...map.entries.keys()].filter((name) => !open.has(name));
    this.#report.add(like.place, path, unknownName(noun, target, known, 'there is no sibling'));
    return null;
  }

  #foreign({ noun, path: container }: Siblings, target: string, like: Node, path: string): MapNode | null {
    const [vm, kind] = container.startsWith('vms.') ? container.split('.').slice(1) : [];
    const [foreignVm, name] = target.split('/') as [string, string];
    const foreign = kind === undefined ? undefined : child(child(child(this.#root, 'vms'), foreignVm), kind);
    const found = isMap(foreign) ? foreign.entries.get(name)?.value : undefined;
    if (found === undefined || foreignVm === vm || !isMap(found)) {
      const known: string[] = [];
      const vms = child(this.#root, 'vms');
      for (const one of isMap(vms) && kind !== undefined ? vms.entries.values() : []) {
        const things = child(one.value, kind!);
        if (isMap(things) && one.key !== vm)
          known.push(...[...things.entries.keys()].map((key) => `${one.key}/${key}`));
      }
      this.#report.add(like.place, path, unknownName(noun, target, known, 'no other VM has one'));
      return null;
    }
    if (child(found, 'like') === undefined) return found;
    this.#report.add(like.place, path, {
      message: `"${target}" has itself a "like", which is not followed across VMs`,
      help: [`write like: ${textOf(found, 'like')?.includes('/') ? '' : `${foreignVm}/`}${textOf(found, 'like')}`],
    });
    return null;
  }
}

/** What is missing in it may be what the `like` was to bring. */
function incomplete(map: MapNode): MapNode {
  const entries = [...map.entries.values()].map((entry) => ({
    ...entry,
    value: isMap(entry.value) ? incomplete(entry.value) : entry.value,
  }));
  return { ...withEntries(map, entries), hasStrangers: true };
}

function without(map: MapNode, keys: readonly string[]): MapNode {
  return withEntries(
    map,
    [...map.entries.values()].filter(({ key }) => !keys.includes(key)),
  );
}

/** Things that one file may hold after copying. */
const mostThings = 100_000;

/**
 * Makes the copies of every `count` below `root`; null when they are too many (reported). A count that is none stays for
 * the reader to report.
 */
export function expandCounts(root: MapNode, schema: z.ZodObject, report: Report): MapNode | null {
  const largest: { count: number; at: Node | null } = { count: 0, at: null };
  if (thingsIn(root, schema, largest) <= mostThings) return copiedObject(root, schema);
  const { place } = largest.at ?? root;
  report.add(place, place.home, {
    message: `"count" makes more than ${mostThings} things`,
    help: ['a count inside a counted VM multiplies'],
  });
  return null;
}

function countHere(value: Node, schema: z.ZodType): number | null {
  return marksOf(schema).repeats === false ? null : countOf(value);
}

/** How many named things there will be. */
function thingsIn(node: Node | undefined, schema: z.ZodType, largest: { count: number; at: Node | null }): number {
  if (!isMap(node)) return 0;
  const { inner } = unwrap(schema);
  let sum = 0;
  if (marksOf(schema).named === undefined) {
    if (!(inner instanceof z.ZodObject)) return 0;
    for (const { key, value } of node.entries.values()) {
      const below = inner.shape[key] as z.ZodType | undefined;
      if (below !== undefined) sum += thingsIn(value, below, largest);
    }
    return sum;
  }
  for (const { value } of node.entries.values()) {
    const count = countHere(value, schema) ?? 1;
    if (count > largest.count) Object.assign(largest, { count, at: child(value, 'count') ?? null });
    sum += count * (1 + thingsIn(value, (inner as z.ZodRecord).valueType as z.ZodType, largest));
  }
  return sum;
}

function copiedObject(node: MapNode, schema: z.ZodObject): MapNode {
  const entries = [...node.entries.values()].map((entry) => {
    const below = schema.shape[entry.key] as z.ZodType | undefined;
    return below === undefined || !isMap(entry.value) ? entry : { ...entry, value: copied(entry.value, below) };
  });
  return withEntries(node, entries);
}

function copied(node: MapNode, schema: z.ZodType): MapNode {
  const { inner } = unwrap(schema);
  if (marksOf(schema).named === undefined) return inner instanceof z.ZodObject ? copiedObject(node, inner) : node;
  const thing = (inner as z.ZodRecord).valueType as z.ZodType;
  const copies: Entry[] = [];
  for (const entry of node.entries.values()) {
    const value = isMap(entry.value) ? copied(entry.value, thing) : entry.value;
    const count = countHere(value, schema);
    if (count === null || !isMap(value)) {
      copies.push({ ...entry, value });
      continue;
    }
    const copy = without(value, ['count']);
    for (let i = 0; i < count; i++) copies.push({ ...entry, key: `${entry.key}.${i}`, value: copy, copyOf: entry.key });
  }
  return withEntries(node, copies);
}

/** The valid `count` of a thing, or null. */
export function countOf(node: Node): number | null {
  const text = textOf(node, 'count');
  if (text === undefined || !/^\d{1,6}$/.test(text)) return null;
  const count = Number(text);
  return count <= mostCopies ? count : null;
}
