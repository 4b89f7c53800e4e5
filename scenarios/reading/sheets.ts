/**
 * Lays the file's `soc:` and `hypervisor:` over the sheets that they choose. Values of a sheet become text like that of a
 * file, with their own source and grade, so that they are read, checked and overridden like everything else.
 */
import { profiles } from '../../models/hypervisor/profiles.ts';
import type { Sourced } from '../../models/parameter.ts';
import { socs } from '../socs.ts';
import { merge } from './merge.ts';
import {
  type Entry,
  entryAt,
  isMap,
  type MapNode,
  mapAt,
  type Node,
  type Place,
  scalarAt,
  textOf,
  withEntries,
} from './tree.ts';

/** Keys of a sheet that are not values. */
const aboutSheet = ['name', 'origin', 'summary', 'footprint'];

/** `root` with sheets underneath; an unknown `use` is left to the reader. Must come before nulls are stripped. */
export function layOverSheets(root: MapNode): MapNode {
  const entries = new Map(root.entries);
  const lay = (key: string, shelf: Readonly<Record<string, object>>, implied: string) => {
    const entry = entries.get(key) ?? entryAt(key, root.place, mapAt({ ...root.place, home: key }, [], implied));
    if (!isMap(entry.value)) return;
    const use = textOf(entry.value, 'use') ?? implied;
    if (!Object.hasOwn(shelf, use)) return;
    entries.set(key, { ...entry, value: merge(sheetNode(shelf[use]!, use, entry.keyPlace, key), entry.value) });
  };
  lay('soc', socs, 'generic-4core');
  lay('hypervisor', profiles, 'none');
  return withEntries(root, entries.values());
}

/** Sheet values as nodes, standing where the file chooses the sheet. */
function sheetNode(sheet: object, use: string, place: Place, path: string): MapNode {
  const at = { ...place, home: path };
  const entries: Entry[] = [entryAt('use', at, scalarAt(at, use))];
  for (const [key, value] of Object.entries(sheet)) {
    if (aboutSheet.includes(key) || value === null || value === undefined) continue;
    entries.push(entryAt(key, at, valueNode(value, at)));
  }
  return mapAt(at, entries);
}

function isSourced(value: object): value is Sourced<unknown> {
  return 'value' in value && 'source' in value && 'grade' in value;
}

function valueNode(value: object, place: Place): Node {
  if (!isSourced(value)) {
    return mapAt(
      place,
      Object.entries(value)
        .filter(([, one]) => one !== null && one !== undefined)
        .map(([key, one]) => entryAt(key, place, valueNode(one as object, place))),
    );
  }
  const { source, grade } = value;
  const scalar = (one: unknown) => ({ ...scalarAt(place, `${one}`), sheet: { source, grade } });
  if (Array.isArray(value.value)) return { kind: 'list', place, items: value.value.map(scalar) };
  return scalar(value.value);
}
