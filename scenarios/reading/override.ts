/**
 * Paths into an ECU file: `vms.cluster.vcpus.main.budget=4ms`. Keys are joined by dots, a step goes by its `name` (or its
 * index), a copy by its number. The same words serve `--set` and the `control` of a claim: the value is YAML, laid over what
 * stands there by the merge rule; `null` removes.
 */
import { z } from 'zod';
import { suggestion } from '../problem.ts';
import { ecuShape, withCommonKeys } from '../shape.ts';
import { isLoose, type Mark, marksOf, unwrap } from '../words.ts';
import { lastKey } from './findings.ts';
import { toLongForm } from './long-form.ts';
import { merge } from './merge.ts';
import type { Finding, Report } from './report.ts';
import { memberOf, policyNames, policyParameters, shelfTable } from './shelf-table.ts';
import {
  type Entry,
  entryAt,
  isMap,
  type MapNode,
  mapAt,
  type Node,
  type Place,
  textOf,
  under,
  withEntries,
} from './tree.ts';
import { parseValue } from './yaml-text.ts';

export const overrideFile = '--set';

/** One `path=value`, taken apart. */
export interface Override {
  readonly keys: readonly string[];
  readonly value: Node;
  readonly place: Place;
}

/** Takes `path=value` apart; null when it cannot be read (reported at `place`). */
export function parseOverride(text: string, place: Place, report: Report): Override | null {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  if (equals < 0 || path === '') {
    report.add(place, place.home, {
      message: `expects path=value, found "${text}"`,
      help: ['for example vms.cluster.vcpus.main.budget=4ms; null removes'],
    });
    return null;
  }
  const start = { line: place.line - 1, column: place.column + equals, home: path, scope: null };
  const value = parseValue(place.file, text.slice(equals + 1), report, start);
  return value === null
    ? null
    : { keys: path.split('.').map((key) => key.trim()), value, place: { ...place, home: path } };
}

/** Applies the overrides in order; returns those that mean one copy of a `count` and must wait for the copies. */
export function applyOverrides(
  root: MapNode,
  overrides: readonly Override[],
  report: Report,
): { root: MapNode; waiting: readonly Override[] } {
  const waiting: Override[] = [];
  let current = root;
  for (const override of overrides) {
    const outcome = new Descent(override, report).into(current, ecuShape, 0, '', false);
    if (outcome === 'waits') waiting.push(override);
    else if (isFinding(outcome)) report.add(override.place, override.place.home, outcome);
    else if (isMap(outcome)) current = outcome;
  }
  return { root: current, waiting };
}

/** Reports a path that leads nowhere in the finished tree. */
export function checkPath(root: MapNode, override: Override, report: Report): void {
  const outcome = new Descent(override, report).into(root, ecuShape, 0, '', false);
  if (outcome !== 'waits' && isFinding(outcome)) report.add(override.place, override.place.home, outcome);
}

function isFinding(outcome: Node | Finding): outcome is Finding {
  return 'message' in outcome;
}

type Outcome = Node | Finding | 'waits';

class Descent {
  readonly #override: Override;
  readonly #report: Report;

  constructor(override: Override, report: Report) {
    this.#override = override;
    this.#report = report;
  }

  /** The tree with the value in place, from key number `depth` on. */
  into(node: Node | undefined, schema: z.ZodType, depth: number, path: string, isNamed: boolean): Outcome {
    const { keys, value } = this.#override;
    const key = keys[depth];
    if (key === undefined) return this.#put(node, value, schema, path, isNamed);
    const marks = marksOf(schema);
    const { inner } = unwrap(schema);
    if (marks.named !== undefined) return this.#name(node, inner as z.ZodRecord, depth, path);
    if (inner instanceof z.ZodArray) return this.#item(node, inner, depth, path);
    const shape = this.#shapeAt(node, inner, marks, isNamed);
    if (shape === null || !Object.hasOwn(shape, key)) {
      return this.#nowhere(key, path, shape === null ? [] : Object.keys(shape));
    }
    if (key === 'use' && marks.member !== undefined && depth === keys.length - 1) {
      // Another member replaces the whole map.
      const chosen = mapAt({ ...value.place, home: path }, [entryAt('use', value.place, value)], marks.implied ?? null);
      return merge(node, chosen);
    }
    return this.#set(node, key, depth, path, (below) =>
      this.into(below, shape[key]!, depth + 1, under(path, key), false),
    );
  }

  /** Keys that can stand in this map; null when it is none. */
  #shapeAt(node: Node | undefined, inner: z.ZodType, marks: Mark, isNamed: boolean): Record<string, z.ZodType> | null {
    const finish = (own: Record<string, z.ZodType>) => (isNamed ? withCommonKeys(own) : own);
    if (inner instanceof z.ZodObject) return finish(inner.shape as Record<string, z.ZodType>);
    if (marks.perPolicy !== undefined) {
      const of = marks.perPolicy;
      return Object.fromEntries(
        policyNames('any').map((name) => [name, policyParameters(name, of) ?? z.looseObject({})]),
      );
    }
    if (marks.keys !== undefined)
      return isMap(node) ? mapValues(node, (inner as z.ZodRecord).valueType as z.ZodType) : {};
    if (marks.member === undefined) return null;
    const shelf = shelfTable[marks.member];
    const use = textOf(node, 'use') ?? marks.implied;
    const parameters = use === undefined ? undefined : memberOf(shelf, use)?.parameters;
    const own = (parameters?.shape ?? {}) as Record<string, z.ZodType>;
    const perCore = marks.member === 'executions' && isMap(node) ? { per_core: perCoreShape(node, marks) } : {};
    const loose = parameters !== undefined && isLoose(parameters) && isMap(node) ? mapValues(node, z.unknown()) : {};
    return finish({ use: z.string(), ...loose, ...shelf.common, ...own, ...perCore });
  }

  #name(node: Node | undefined, schema: z.ZodRecord, depth: number, path: string): Outcome {
    const { keys, value } = this.#override;
    const key = keys[depth]!;
    const thing = schema.valueType as z.ZodType;
    const names = isMap(node) ? [...node.entries.values()] : [];
    const next = keys[depth + 1];
    const isNumber = next !== undefined && /^\d+$/.test(next);
    const copy = isNumber ? names.find((entry) => entry.key === `${key}.${next}`) : undefined;
    if (copy !== undefined) {
      const below = under(path, copy.key);
      return this.#set(node, copy.key, depth, path, (one) => this.into(one, thing, depth + 2, below, true));
    }
    const found = names.find((entry) => entry.key === key) ?? names.find((entry) => entry.copyOf === key);
    if (found !== undefined && isNumber)
      return found.copyOf === null
        ? 'waits'
        : this.#nowhere(
            `${key}.${next}`,
            path,
            names.map((one) => one.key),
          );
    const isNew = depth === keys.length - 1 && !(value.kind === 'scalar' && value.isNull);
    if (found === undefined && !isNew)
      return this.#nowhere(
        key,
        path,
        names.map((entry) => entry.copyOf ?? entry.key),
      );
    const name = found?.key ?? key;
    return this.#set(node, name, depth, path, (below) => this.into(below, thing, depth + 1, under(path, name), true));
  }

  #item(node: Node | undefined, schema: z.ZodArray, depth: number, path: string): Outcome {
    const key = this.#override.keys[depth]!;
    const items = node?.kind === 'list' ? node.items : [];
    const names = items.map((item, index) => textOf(item, 'name') ?? `${index}`);
    const index = names.includes(key) ? names.indexOf(key) : /^\d+$/.test(key) ? Number(key) : -1;
    if (node?.kind !== 'list' || index < 0 || index >= items.length) return this.#nowhere(key, path, names);
    const below = this.into(items[index], schema.element as z.ZodType, depth + 1, under(path, index), false);
    if (below === 'waits' || isFinding(below)) return below;
    return { ...node, items: items.map((item, i) => (i === index ? below : item)) };
  }

  /** `node` with another value under `key`; a map is made where none is. */
  #set(
    node: Node | undefined,
    key: string,
    depth: number,
    path: string,
    change: (below: Node | undefined) => Outcome,
  ): Outcome {
    const { place } = this.#override;
    if (node !== undefined && !isMap(node) && !(node.kind === 'scalar' && node.isNull)) {
      return node.kind === 'scalar' && node.broken ? node : this.#nowhere(this.#override.keys[depth]!, path, []);
    }
    const map = isMap(node) ? node : mapAt({ ...place, home: path });
    const entry: Entry | undefined = map.entries.get(key);
    const below = change(entry?.value);
    if (below === 'waits' || isFinding(below)) return below;
    const changed = entry === undefined ? entryAt(key, place, below) : { ...entry, value: below };
    return withEntries(map, new Map(map.entries).set(key, changed).values());
  }

  #put(node: Node | undefined, value: Node, schema: z.ZodType, path: string, isNamed: boolean): Node {
    const owner = isNamed ? `"${lastKey(path)}"` : path === '' ? 'the file' : `"${lastKey(path)}"`;
    return merge(node, toLongForm(value, schema, path, owner, this.#report, isNamed));
  }

  #nowhere(key: string, path: string, known: readonly string[]): Finding {
    const inside = path === '' ? 'the file' : `"${lastKey(path)}"`;
    const message = `the path "${this.#override.keys.join('.')}" leads nowhere: no "${key}" in ${inside}`;
    const words = [...new Set(known)];
    return words.length === 0 ? { message, help: [] } : { message, ...suggestion('known', key, words) };
  }
}

function mapValues(node: MapNode, schema: z.ZodType): Record<string, z.ZodType> {
  return Object.fromEntries([...node.entries.keys()].map((key) => [key, schema]));
}

function perCoreShape(node: MapNode, marks: Mark): z.ZodType {
  const perCore = node.entries.get('per_core')?.value;
  const one = z.custom().meta({ ...marks });
  return z.object(isMap(perCore) ? mapValues(perCore, one) : {});
}
