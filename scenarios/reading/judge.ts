/**
 * What the rules between values share: where a value stands, how a finding is reported, and three checks that several of
 * them need. A rule looks only at what could be read: a value that is missing because it was wrong is nobody's second
 * problem.
 */
import type { Execution } from '../ecu.ts';
import type { FileEcu, FileVm } from '../shape.ts';
import { pcpusOf, placedPools, typeOfPcpus } from './placement.ts';
import type { ReadEcu } from './reader.ts';
import type { Finding, Report } from './report.ts';
import { isMap, isScalar, type Node } from './tree.ts';

export class Judge {
  readonly read: ReadEcu;
  readonly ecu: FileEcu;
  readonly report: Report;

  constructor(read: ReadEcu, report: Report) {
    this.read = read;
    this.ecu = read.ecu;
    this.report = report;
  }

  /** Text under `key` of a value that was read from a map; the map itself without a key. */
  node(value: object, key?: string, index?: number): Node | undefined {
    const map = this.read.nodeOf(value);
    const node = key === undefined ? map : map?.entries.get(key)?.value;
    return index !== undefined && node?.kind === 'list' ? node.items[index] : node;
  }

  add(node: Node | undefined, finding: Finding, path?: string): void {
    if (node !== undefined && !(isScalar(node) && node.broken))
      this.report.add(node.place, path ?? node.place.home, finding);
  }

  addAtKey(value: object, key: string, finding: Finding): void {
    const entry = this.read.nodeOf(value)?.entries.get(key);
    if (entry !== undefined) this.report.add(entry.keyPlace, entry.keyPlace.home, finding);
  }

  written(value: object, key: string): boolean {
    return this.read.nodeOf(value)?.entries.has(key) === true;
  }

  text(value: object, key: string): string {
    const node = this.node(value, key);
    return isScalar(node) ? node.text.replace(/\s*@\s*\S*$/, '') : key;
  }

  /** A budget (or quota) needs a period that holds it. */
  supply(value: { readonly [key: string]: unknown }, key: 'budget' | 'quota', owner: string, processors = 1): void {
    const amount = value[key];
    const { period } = value;
    if (typeof amount !== 'number') return;
    if (period === undefined && !this.written(value, 'period')) {
      this.add(this.node(value, key), {
        message: `${key} of ${owner} has no period`,
        help: [`write "period" beside "${key}"`],
      });
    } else if (typeof period === 'number' && amount > period * processors) {
      const message = `${key} ${this.text(value, key)} of ${owner} is larger than its period ${this.text(value, 'period')}`;
      this.add(this.node(value, key), {
        message,
        help: [
          processors === 1
            ? `a ${key} is at most one period`
            : `a ${key} is at most one period on each of ${processors} vCPUs`,
        ],
      });
    }
  }

  /** Every core type that the work may run on has an execution time. */
  coverage(
    execution: Execution,
    node: Node | undefined,
    owner: string,
    vmName: string,
    vm: FileVm,
    on: readonly string[],
  ): void {
    if (execution.default !== null) return;
    const types = typeOfPcpus(this.read.names);
    const pool = placedPools(this.ecu, this.read.names).find(({ name }) => name === (vm.pool ?? 'default'));
    const meanings = this.read.names.of('vcpu', vmName);
    const pcpus = on
      .flatMap((name) => meanings.get(name) ?? [])
      .flatMap((name) => pcpusOf(vm.vcpus?.[name], pool, this.read.names));
    const missing = [...new Set(pcpus.map((pcpu) => types[pcpu]!))].filter(
      (type) => execution.perCore[type] === undefined,
    );
    if (
      missing.length === 0 ||
      (isMap(node) && [...node.entries.values()].some(({ value }) => this.report.has(value.place)))
    )
      return;
    this.add(node, {
      message: `${owner} may run on core type "${missing[0]}", for which it has no execution time`,
      help: [timesOf(execution)],
    });
  }

  /** Circles of a graph with one successor for each node. */
  circles(
    message: string,
    next: ReadonlyMap<string, string>,
    at: (name: string) => Node | undefined,
    help: string,
  ): void {
    const done = new Set<string>();
    for (const start of next.keys()) {
      const path: string[] = [];
      let name: string | undefined = start;
      while (name !== undefined && !done.has(name) && !path.includes(name)) {
        path.push(name);
        name = next.get(name);
      }
      if (name !== undefined && path.includes(name)) {
        const circle = [...path.slice(path.indexOf(name)), name];
        this.add(at(circle.at(-2)!), { message: `${message}: ${circle.join(' <- ')}`, help: [help] });
      }
      for (const one of path) done.add(one);
    }
  }
}

/** The name without the number of a copy. */
export function bare(name: string): string {
  return name.replace(/\.\d+$/, '');
}

export function timesOf(execution: Execution): string {
  const has = Object.keys(execution.perCore);
  return has.length === 0 ? 'it has none' : `it has: ${has.join(', ')}`;
}
