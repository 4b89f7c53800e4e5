/**
 * An ECU file as a tree of maps, lists and scalars that remember where they stand. Scalars keep their characters: what a
 * text means (a time, a count, a name) is decided by the schema that reads it, so `4.10` stays `4.10`. Trees are
 * immutable; merging and copying share nodes, so inherited text still knows its own line.
 */
import type { Grade } from '../../models/parameter.ts';

/** A stretch of one line of a text. */
export interface Place {
  /** As the user named it; `--set` for overrides, `sheet zcu104` for a sheet. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Path of keys where it stands in its own text. */
  readonly home: string;
}

interface NodeBase {
  readonly place: Place;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** Characters of a plain scalar, or the content of a quoted one. */
  readonly text: string;
  readonly plain: boolean;
  /** `null`, `~` or nothing. */
  readonly isNull: boolean;
  /** Already reported: whoever reads it keeps silent. */
  readonly broken: boolean;
  /** Name of the nearest `source:` around it in its own text. */
  readonly scope: string | null;
  /** Set for values of sheets. */
  readonly sheet: { readonly source: string; readonly grade: Grade } | null;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

export interface Entry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: Node;
  /** Inside `{ }` without a colon: `{text: one, two}` has the entry `two`. */
  readonly bare: boolean;
  /** For `bare`: the entry before it is a plain text, which a comma may have ended. */
  readonly afterText: boolean;
  /** Made by `count`: the name without number. */
  readonly copyOf: string | null;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  /** `use` that counts where none is written. */
  readonly impliedUse: string | null;
  /** Held a key that nobody knows (reported): what seems to be missing may be that key. */
  readonly hasStrangers?: boolean;
}

export type Node = ScalarNode | ListNode | MapNode;

export function isMap(node: Node | undefined): node is MapNode {
  return node?.kind === 'map';
}
export function isScalar(node: Node | undefined): node is ScalarNode {
  return node?.kind === 'scalar';
}

export function child(node: Node | undefined, key: string): Node | undefined {
  return isMap(node) ? node.entries.get(key)?.value : undefined;
}

/** Text of the scalar under `key`, or undefined. */
export function textOf(node: Node | undefined, key?: string): string | undefined {
  const found = key === undefined ? node : child(node, key);
  return isScalar(found) && !found.isNull && !found.broken ? found.text : undefined;
}

/** A scalar that stands nowhere of its own: a short form written out, or a default. */
export function scalarAt(place: Place, text: string, like?: ScalarNode): ScalarNode {
  return {
    kind: 'scalar',
    place,
    text,
    plain: like?.plain ?? true,
    isNull: false,
    broken: false,
    scope: like?.scope ?? null,
    sheet: like?.sheet ?? null,
  };
}

export function mapAt(place: Place, entries: readonly Entry[] = [], impliedUse: string | null = null): MapNode {
  return { kind: 'map', place, entries: new Map(entries.map((entry) => [entry.key, entry])), impliedUse };
}

export function entryAt(key: string, keyPlace: Place, value: Node): Entry {
  return { key, keyPlace, value, bare: false, afterText: false, copyOf: null };
}

/** The same map with other entries. */
export function withEntries(map: MapNode, entries: Iterable<Entry>): MapNode {
  return { ...map, entries: new Map([...entries].map((entry) => [entry.key, entry])) };
}

/** `path` with one key more. */
export function under(path: string, key: string | number): string {
  return path === '' ? `${key}` : `${path}.${key}`;
}
