/**
 * The one merge rule, JSON Merge Patch (RFC 7396): maps merge by key, lists and scalars replace, null removes. Two
 * additions: short forms are written out before (`long-form.ts`), and another `use` replaces the whole map.
 *
 * Nulls stay in the result as long as something lower may come underneath (a sheet, a sibling); `strip` takes them out
 * at the end.
 */
import { type Entry, isMap, isScalar, type MapNode, type Node, textOf, withEntries } from './tree.ts';

/** `above` laid over `below`. */
export function merge(below: Node | undefined, above: Node): Node {
  if (!isMap(above) || !isMap(below)) return above;
  const use = textOf(above, 'use');
  if (use !== undefined && use !== (textOf(below, 'use') ?? below.impliedUse ?? use)) return above;
  const entries = new Map<string, Entry>(below.entries);
  for (const [key, entry] of above.entries) {
    entries.set(key, { ...entry, value: merge(below.entries.get(key)?.value, entry.value) });
  }
  const hasStrangers = above.hasStrangers === true || below.hasStrangers === true;
  return { ...above, entries, impliedUse: above.impliedUse ?? below.impliedUse, hasStrangers };
}

/** Without the nulls, and without what they removed. */
export function strip(node: MapNode): MapNode;
export function strip(node: Node): Node;
export function strip(node: Node): Node {
  if (!isMap(node)) return node;
  const entries: Entry[] = [];
  for (const entry of node.entries.values()) {
    if (isScalar(entry.value) && entry.value.isNull && !entry.value.broken) continue;
    entries.push({ ...entry, value: strip(entry.value) });
  }
  return withEntries(node, entries);
}
