/**
 * A what-if file: levers to try, each a list of changes `path=value` in the words of `--set` and of a claim's `control`.
 *
 *     levers:
 *       no_signature: [boot.stages.sbl.verify.signature=null]
 *       two_media: [media.emmc.read=400 MB/s, boot.stages.driver_up.storage=emmc]
 *
 * What a lever changes is checked when it is tried, against the ECU that it is tried on.
 */

import type { Problem } from './problem.ts';
import { parseOverride } from './reading/override.ts';
import { Report } from './reading/report.ts';
import { isMap, isScalar, type Node, textOf } from './reading/tree.ts';
import { parseText } from './reading/yaml-text.ts';
import { namePattern } from './shape.ts';

export interface WhatIf {
  readonly name: string;
  readonly overrides: readonly string[];
}

export type LoadedWhatIf =
  | { readonly ok: true; readonly levers: readonly WhatIf[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Never throws for any text. */
export function loadWhatIf(file: string, text: string): LoadedWhatIf {
  const report = new Report([file]);
  const root = parseText(file, text, report);
  const levers: WhatIf[] = [];
  if (root !== null) {
    for (const { key, keyPlace } of root.entries.values())
      if (key !== 'levers')
        report.add(keyPlace, '', { message: `unknown key "${key}"`, help: ['allowed: levers'], allowed: ['levers'] });
    const map = root.entries.get('levers')?.value;
    if (map === undefined) {
      // A misspelt key says it all.
      if (root.entries.size === 0)
        report.add(root.place, '', {
          message: 'a what-if file lacks "levers"',
          help: ['levers: {name: [path=value]}'],
        });
    } else if (!isMap(map))
      report.add(map.place, 'levers', { message: '"levers" expects names', help: ['levers: {name: [path=value]}'] });
    else
      for (const { key, keyPlace, value } of map.entries.values()) levers.push(leverOf(key, keyPlace, value, report));
  }
  return report.count > 0 ? { ok: false, problems: report.sorted() } : { ok: true, levers };
}

function leverOf(name: string, place: Node['place'], value: Node, report: Report): WhatIf {
  const path = `levers.${name}`;
  if (!namePattern.test(name))
    report.add(place, path, { message: `"${name}" is no name`, help: ['a letter, then letters, digits, "_", "-"'] });
  const items = isScalar(value) ? [value] : value.kind === 'list' ? value.items : [];
  if (items.length === 0)
    report.add(value.place, path, { message: `lever "${name}" expects a list of path=value`, help: [] });
  const overrides = items.flatMap((item) => {
    const text = textOf(item);
    if (text === undefined) {
      report.add(item.place, path, { message: `lever "${name}" expects path=value`, help: [] });
      return [];
    }
    return parseOverride(text, item.place, report) === null ? [] : [text];
  });
  return { name, overrides };
}
