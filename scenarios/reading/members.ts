/**
 * Reads what a file chooses from a shelf: `use` is resolved first, then the member's own schema reads the rest. A schema of
 * alternatives would say "invalid input" where the member can say what is wrong.
 */
import { z } from 'zod';
import type { Choice, Execution } from '../ecu.ts';
import { ref } from '../words.ts';
import { type At, belowAt, wrong } from './at.ts';
import { expectsKeys, expectsNames, lastKey, notAmong, unknownName } from './findings.ts';
import type { Names } from './names.ts';
import type { Report } from './report.ts';
import { memberOf, policyNames, policyParameters, type Shelf, shelfTable } from './shelf-table.ts';
import { child, isMap, isScalar, type MapNode, type Node, textOf, under } from './tree.ts';

/** Reads a map by a schema, with some keys more. */
type ReadObject = (
  node: Node,
  schema: z.ZodObject,
  at: At,
  extra?: Readonly<Record<string, z.ZodType>>,
) => object | undefined;

export class Members {
  readonly #names: Names;
  readonly #report: Report;
  readonly #nodes: WeakMap<object, MapNode>;
  readonly #readObject: ReadObject;

  /** `nodes` learns which node a value was read from. */
  constructor(names: Names, report: Report, nodes: WeakMap<object, MapNode>, readObject: ReadObject) {
    this.#names = names;
    this.#report = report;
    this.#nodes = nodes;
    this.#readObject = readObject;
  }

  sheet(node: Node, shelf: Shelf, schema: z.ZodObject, at: At): object | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsKeys(at.owner, node, Object.keys(schema.shape)));
    if (this.#use(node, shelf, at) === undefined) return undefined;
    return this.#readObject(node, schema, at);
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

  member(node: Node, shelf: Shelf, at: At): Choice | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsKeys(at.owner, node, ['use']));
    const use = this.#use(node, shelf, at);
    if (use === undefined) return undefined;
    const parameters = memberOf(shelf, use)!.parameters ?? z.strictObject({});
    const named = Object.entries(shelf.refs?.[use] ?? {}).map(([key, kind]) => [key, ref(kind)]);
    const extra = { use: z.string(), ...shelf.common, ...Object.fromEntries(named) };
    // The periodic activation stands at the task itself: `period`, `offset`, `jitter`.
    const path =
      shelf === shelfTable.activations && use === 'periodic' ? at.path.replace(/\.activation$/, '') : at.path;
    const withUse: At = { ...at, path, owner: `${shelf.noun} "${use}"` };
    const read = this.#readObject(withoutPerCore(node), parameters, withUse, extra) as Choice | undefined;
    if (read === undefined) return undefined;
    const { use: _, ...own } = read;
    const choice: Choice = { use, ...own };

    this.#nodes.set(choice, node);
    return choice;
  }

  execution(node: Node, shelf: Shelf, at: At): Execution | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsKeys(at.owner, node, ['use', 'per_core']));
    const perCoreNode = child(node, 'per_core');
    const hasDefault =
      perCoreNode === undefined || [...node.entries.keys()].some((key) => key !== 'per_core' && key !== 'source');
    const chosen = hasDefault ? this.member(node, shelf, at) : null;
    const perCore: [string, Choice][] = [];
    if (perCoreNode !== undefined && !isMap(perCoreNode))
      wrong(this.#report, perCoreNode, at, expectsNames('per_core', perCoreNode));
    for (const { key, keyPlace, value } of isMap(perCoreNode) ? perCoreNode.entries.values() : []) {
      const below = belowAt({ ...at, path: under(at.path, 'per_core') }, key, keyPlace);
      const known = [...this.#names.coreTypes().map(({ name }) => name), ...this.#names.of('accelerator', null).keys()];
      if (!known.includes(key))
        this.#report.add(keyPlace, below.path, unknownName('core type or accelerator', key, known, 'the SoC has none'));
      const one = this.member(value, shelf, below);
      if (one !== undefined) perCore.push([key, one]);
    }
    if (chosen === undefined) return undefined;
    const execution = { default: chosen, perCore: Object.fromEntries(perCore) };
    this.#nodes.set(execution, node);
    return execution;
  }

  perPolicy(node: Node, of: 'level' | 'unit', at: At): object | undefined {
    if (!isMap(node)) return wrong(this.#report, node, at, expectsNames(lastKey(at.path), node));
    const result: [string, unknown][] = [];
    for (const { key, keyPlace, value } of node.entries.values()) {
      const parameters = policyParameters(key, of);
      const below = belowAt(at, key, keyPlace);
      if (parameters === undefined) this.#report.add(keyPlace, below.path, notAmong('policy', key, policyNames('any')));
      else {
        const read = this.#readObject(value, parameters, { ...below, owner: `policy "${key}"` });
        if (read !== undefined) result.push([key, read]);
      }
    }
    return Object.fromEntries(result);
  }
}

function withoutPerCore(node: MapNode): MapNode {
  if (!node.entries.has('per_core')) return node;
  const entries = new Map(node.entries);
  entries.delete('per_core');
  return { ...node, entries };
}
