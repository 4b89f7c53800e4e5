/**
 * The import map of a page that loads `dist/` as it is: every package that the compiled modules of the lower floors name, and
 * where the package says that its browser module stands.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shelf.ts';

const conditions = ['browser', 'import', 'default'];

/** By specifier: URL path below the root of the repository. */
export function importMap(): Readonly<Record<string, string>> {
  const specifiers = new Set<string>();
  for (const floor of ['engine', 'models', 'scenarios']) {
    for (const entry of readdirSync(join(root, 'dist', floor), { recursive: true, encoding: 'utf8' })) {
      if (!entry.endsWith('.js')) continue;
      const text = readFileSync(join(root, 'dist', floor, entry), 'utf8');
      for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^'"\n]*['"]([@a-z][\w@./-]*)['"];?$/gm)) {
        specifiers.add(specifier!);
      }
    }
  }
  return Object.fromEntries([...specifiers].sort().map((specifier) => [specifier, locationOf(specifier)]));
}

function locationOf(specifier: string): string {
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const description = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
    readonly exports?: Target;
    readonly module?: string;
    readonly main?: string;
  };
  const subpath = `.${specifier.slice(name.length)}`;
  const exported = description.exports;
  const target =
    typeof exported === 'object' && subpath in exported
      ? chosen(exported[subpath]!)
      : subpath === '.'
        ? (chosen(exported ?? '') ?? description.module ?? description.main)
        : subpath;
  return `/node_modules/${name}/${target!.replace(/^\.\//, '')}`;
}

type Target = string | { readonly [condition: string]: Target };

/** The first of the conditions that leads to a file. */
function chosen(target: Target): string | undefined {
  if (typeof target === 'string') return target === '' ? undefined : target;
  for (const condition of conditions) {
    const next = target[condition];
    const found = next === undefined ? undefined : chosen(next);
    if (found !== undefined) return found;
  }
  return undefined;
}
