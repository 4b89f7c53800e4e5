/**
 * From the texts of an ECU file to its description, or to everything that is wrong with it. The way: parse the main text
 * and those that it stands on (`base`), write out short forms, merge, apply overrides, lay over sheets, resolve `like`,
 * copy by `count`, read by the shape, check what must hold between values, resolve. Files are not touched here: texts
 * come through `read`.
 */
import { digestOf } from './digest.ts';
import type { EcuDescription } from './ecu.ts';
import { migrate } from './migrate.ts';
import { notSimulatedYet } from './not-simulated-yet.ts';
import type { Problem } from './problem.ts';
import { checkAdmission } from './reading/admission.ts';
import { toLongForm } from './reading/long-form.ts';
import { kernelOf } from './reading/machine-rules.ts';
import { merge, strip } from './reading/merge.ts';
import { applyOverrides, type Override, overrideFile, parseOverride } from './reading/override.ts';
import { readEcu } from './reading/reader.ts';
import { expandCounts, resolveLikes } from './reading/repeat.ts';
import { Report } from './reading/report.ts';
import { resolveEcu } from './reading/resolve.ts';
import { checkRules } from './reading/rules.ts';
import { layOverSheets } from './reading/sheets.ts';
import { child, isMap, isScalar, type MapNode, mapAt, textOf, withEntries } from './reading/tree.ts';
import { parseText } from './reading/yaml-text.ts';
import { ecuShape } from './shape.ts';
import { withAssumedTiming } from './shared-memory.ts';

export interface Texts {
  /** The main text's path as the user gave it; its text too when it is at hand, else `read` is asked for it. */
  readonly main: string | { readonly path: string; readonly text: string };
  /** Text of a path, or null when there is none. A base is asked for by its path beside the text that names it. */
  readonly read: (name: string) => string | null;
}

export interface LoadOptions {
  /** `path=value`, the last wins. */
  readonly overrides?: readonly string[];
}

export type Loaded =
  | { readonly ok: true; readonly ecu: EcuDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Never throws for any text: what is wrong comes back as problems, by place. */
export function load(texts: Texts, options: LoadOptions = {}): Loaded {
  const main = typeof texts.main === 'string' ? texts.main : texts.main.path;
  const report = new Report([main]);
  const root = mergedTexts(texts, report);
  if (root === null) return { ok: false, problems: report.sorted() };
  const overrides = (options.overrides ?? []).flatMap((text, index) => {
    const place = { file: overrideFile, line: index + 1, column: 1, length: Math.max(1, text.length), home: '' };
    const override = parseOverride(text, place, report);
    return override === null ? [] : [override];
  });
  const finished = finish(root, overrides, report);
  if (finished === null) return { ok: false, problems: report.sorted() };
  const read = readEcu(finished, report);
  checkRules(read, report);
  if (report.count > 0) return { ok: false, problems: report.sorted() };
  const described = withAssumedTiming(resolveEcu(read, nameOf(main)));
  checkAdmission(described, read, report);
  if (report.count > 0) return { ok: false, problems: report.sorted() };
  const warnings = [
    ...notSimulatedYet(described),
    ...described.vms.flatMap((vm) =>
      vm.interrupts
        .filter(({ arrival }) => arrival === null)
        .map(({ name }) => ({
          path: `vms.${vm.name}.interrupts.${name}`,
          message: 'has no "arrival": it never comes',
        })),
    ),
    ...described.vms.flatMap(({ name, kernel }) => {
      const definition = kernelOf(read.ecu.vms[name]!);
      return (definition?.warnings(kernel as never) ?? []).map((message) => ({ path: `vms.${name}.kernel`, message }));
    }),
  ];
  return { ok: true, ecu: { ...described, warnings, origin: main, sha256: digestOf(described) } };
}

/** Merged, copied and laid over sheets; null when there are too many copies (reported). */
function finish(root: MapNode, overrides: readonly Override[], report: Report): MapNode | null {
  // Overrides may reach into a sheet, and may choose another one.
  const set = applyOverrides(layOverSheets(root), overrides, report);
  const liked = resolveLikes(layOverSheets(set.root), ecuShape, report);
  const copied = expandCounts(strip(liked), ecuShape, report);
  if (copied === null) return null;
  const copies = applyOverrides(copied, set.waiting, report);
  return strip(copies.root);
}

/** The main text laid over its bases, in long form. */
function mergedTexts(texts: Texts, report: Report): MapNode | null {
  const chain: { name: string; root: MapNode }[] = [];
  const { main } = texts;
  let next: string | null = typeof main === 'string' ? main : main.path;
  while (next !== null) {
    const name: string = next;
    const text = chain.length === 0 && typeof main !== 'string' ? main.text : texts.read(name);
    if (text === null) {
      const base = child(chain.at(-1)?.root, 'base')?.place ?? { file: name, line: 1, column: 1, length: 1, home: '' };
      report.add(base, base.home, { message: `there is no file "${name}"` });
      return null;
    }
    const parsed = parseText(name, text, report);
    const root: MapNode | null = parsed === null ? null : inVersion(parsed, chain.length > 0, report);
    if (root === null) return null;
    chain.push({ name, root });
    next = baseOf(name, root);
    if (next === null || chain.every((one) => one.name !== next)) continue;
    const circle = [...chain.map((one) => one.name), next].join(' <- ');
    const finding = { message: `a file stands on itself: ${circle}`, help: ['one of them must stand on its own'] };
    report.add(child(root, 'base')!.place, 'base', finding);
    return null;
  }
  const forms = chain.map(({ root }) => {
    const form = toLongForm(root, ecuShape, '', 'the file', report);
    return isMap(form) ? form : mapAt(root.place);
  });
  const merged = forms.reduceRight((below, above) => merge(below, above) as MapNode);
  return withEntries(
    merged,
    [...merged.entries.values()].filter(({ key }) => key !== 'base'),
  );
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A written version that is not known is reported alone: its keys may mean anything. */
function inVersion(root: MapNode, isBase: boolean, report: Report): MapNode | null {
  const node = child(root, 'bulkhead');
  if (node === undefined && (isBase || root.entries.has('base'))) return root;
  if (!isScalar(node) || node.broken || !/^\d{1,9}$/.test(node.text)) return root;
  const migrated = migrate(root, Number(node.text));
  if (!('message' in migrated)) return migrated;
  report.add(node.place, 'bulkhead', migrated);
  return null;
}

/** Name of the base, relative names resolved against the folder of the text that names it. */
function baseOf(file: string, root: MapNode): string | null {
  const base = textOf(root, 'base');
  if (base === undefined) return null;
  if (base.startsWith('/')) return base;
  const parts = file.split('/').slice(0, -1);
  for (const part of base.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** File name without folder and ending. */
function nameOf(main: string): string {
  return fileOf(main).replace(/\.ya?ml$/, '');
}
