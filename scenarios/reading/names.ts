/**
 * Who is who in one ECU: for each kind of reference the names that exist, in the order of the file, and what a name means. The
 * bare name of a counted thing means all its copies. Inside its VM a task is `needle`, elsewhere `cluster/needle`.
 */
import { reservedNames } from '../shape.ts';
import type { RefKind } from '../words.ts';
import { policyNames } from './shelf-table.ts';
import { child, isMap, isScalar, type MapNode, type Node, textOf } from './tree.ts';

/** Names of one kind, each with the things that it means. */
export type Meanings = ReadonlyMap<string, readonly string[]>;

export class Names {
  readonly #root: MapNode;
  readonly #cache = new Map<string, Meanings>();

  /** `root` with all copies made. */
  constructor(root: MapNode) {
    this.#root = root;
  }

  /** Meanings of the names that `kind` knows; `vm` is the VM around the reference. */
  of(kind: RefKind, vm: string | null): Meanings {
    const key = localKinds[kind] === undefined ? kind : `${kind} ${vm}`;
    let meanings = this.#cache.get(key);
    if (meanings === undefined) {
      meanings = this.#collect(kind, vm);
      this.#cache.set(key, meanings);
    }
    return meanings;
  }

  /** Number of pCPUs of each core type, types sorted by name; a count that cannot be read is left out. */
  coreTypes(): readonly { readonly name: string; readonly count: number }[] {
    const cores = child(child(this.#root, 'soc'), 'cores');
    if (!isMap(cores)) return [];
    return [...cores.entries.values()]
      .map(({ key, value }) => ({ name: key, count: Number(/^\d{1,3}/.exec(textOf(value, 'count') ?? '')?.[0] ?? 0) }))
      .sort((a, b) => compareNames(a.name, b.name));
  }

  /** True when names of this kind are lost because their map is wrong (reported): then no reference to them is judged. */
  areLost(kind: RefKind, vm: string | null): boolean {
    const isLost = (node: Node | undefined) => isScalar(node) && node.broken;
    if (kind === 'pcpu' && this.coreTypes().length === 0) return true;
    const local = localKinds[kind];
    if (local !== undefined) return isLost(this.#vm(vm)) || isLost(child(this.#vm(vm), local));
    const global = globalKinds[kind];
    if (global !== undefined) {
      return global.some((_, index) => isLost(global.slice(0, index + 1).reduce<Node | undefined>(child, this.#root)));
    }
    const parts = partsOf[kind] ?? [];
    if (parts.some((part) => this.areLost(part, vm))) return true;
    const vms = child(this.#root, 'vms');
    const inner = kind === 'load' ? ['vcpus'] : ['tasks', 'vcpus'];
    if (!parts.includes('vm') || !isMap(vms)) return false;
    return [...vms.entries.values()].some(
      ({ value }) => isLost(value) || inner.some((key) => isLost(child(value, key))),
    );
  }

  #collect(kind: RefKind, vm: string | null): Meanings {
    const local = localKinds[kind];
    if (local !== undefined) return meaningsOf(child(this.#vm(vm), local), local === 'vcpus' ? ['main'] : []);
    const global = globalKinds[kind];
    if (global !== undefined) return meaningsOf(global.reduce<Node | undefined>(child, this.#root));
    switch (kind) {
      case 'any-task':
        return this.#inVms('tasks');
      case 'task-or-stage':
        return joined(this.#inVms('tasks'), this.of('stage', null));
      case 'chain-link':
        return joined(this.#inVms('tasks'), this.of('channel', null));
      case 'channel-or-medium':
        return joined(this.of('channel', null), this.of('medium', null));
      case 'back-end':
        return joined(plain(reservedNames), this.of('vm', null));
      case 'pool':
        return joined(plain(['default']), meaningsOf(child(child(this.#root, 'hypervisor'), 'pools')));
      case 'policy':
        return plain(policyNames('hypervisor'));
      case 'pcpu':
        return this.#pcpus();
      case 'load':
        return joined(this.of('vm', null), this.#inVms('vcpus', ['main']), plain(this.#pcpuNames()));
      case 'victim':
      case 'place':
        return joined(
          this.#inVms('tasks'),
          this.of('vm', null),
          this.#inVms('vcpus', ['main']),
          this.of('channel', null),
          this.of('chain', null),
          kind === 'place' ? this.#inVms('devices') : plain([]),
        );
      default:
        return plain([]);
    }
  }

  #vm(name: string | null): Node | undefined {
    return name === null ? undefined : child(child(this.#root, 'vms'), name);
  }

  #inVms(container: string, fallback: readonly string[] = []): Meanings {
    const result = new Map<string, string[]>();
    for (const [vmName, vms] of this.of('vm', null)) {
      for (const vm of vms) {
        for (const [name, things] of meaningsOf(child(this.#vm(vm), container), fallback)) {
          const key = `${vmName}/${name}`;
          result.set(key, [...(result.get(key) ?? []), ...things.map((thing) => `${vm}/${thing}`)]);
        }
      }
    }
    return result;
  }

  #pcpuNames(): string[] {
    const total = this.coreTypes().reduce((sum, { count }) => sum + count, 0);
    return Array.from({ length: total }, (_, index) => `pcpu${index}`);
  }

  /** Numbers and core types. */
  #pcpus(): Meanings {
    const result = new Map<string, string[]>();
    let next = 0;
    for (const { name, count } of this.coreTypes()) {
      const numbers = Array.from({ length: count }, (_, index) => `${next + index}`);
      result.set(name, numbers);
      next += count;
    }
    for (let number = 0; number < next; number++) result.set(`${number}`, [`${number}`]);
    return result;
  }
}

/** Kinds that live inside a VM, and the key of the VM that holds them. */
const localKinds: Partial<Record<RefKind, string>> = {
  task: 'tasks',
  vcpu: 'vcpus',
  group: 'groups',
  resource: 'resources',
  interrupt: 'interrupts',
  device: 'devices',
};

/** Kinds that are one map of the file. */
const globalKinds: Partial<Record<RefKind, readonly string[]>> = {
  source: ['sources'],
  vm: ['vms'],
  channel: ['channels'],
  medium: ['media'],
  accelerator: ['soc', 'accelerators'],
  stage: ['boot', 'stages'],
  milestone: ['boot', 'milestones'],
  chain: ['chains'],
  requirement: ['requirements'],
};

/** Kinds that a mixed kind is made of. */
const partsOf: Partial<Record<RefKind, readonly RefKind[]>> = {
  'any-task': ['vm'],
  'task-or-stage': ['vm', 'stage'],
  'chain-link': ['vm', 'channel'],
  'channel-or-medium': ['channel', 'medium'],
  'back-end': ['vm'],
  load: ['vm'],
  victim: ['vm', 'channel', 'chain'],
  place: ['vm', 'channel', 'chain'],
};

/** What a kind is called in messages. */
export const nounOf: Readonly<Record<RefKind, string>> = {
  source: 'source',
  vm: 'VM',
  vcpu: 'vCPU',
  task: 'task',
  'any-task': 'task',
  group: 'group',
  resource: 'resource',
  interrupt: 'interrupt',
  device: 'device',
  channel: 'channel',
  medium: 'medium',
  'channel-or-medium': 'channel or medium',
  accelerator: 'accelerator',
  pcpu: 'pCPU or core type',
  policy: 'policy',
  pool: 'pool',
  'back-end': 'VM or back-end place',
  stage: 'boot stage',
  'task-or-stage': 'task or boot stage',
  milestone: 'milestone',
  chain: 'chain',
  'chain-link': 'task',
  requirement: 'requirement',
  load: 'VM, vCPU or pCPU',
  victim: 'task, VM, vCPU, channel or chain',
  place: 'task, VM, vCPU, channel or chain',
};

function plain(names: readonly string[]): Meanings {
  return new Map(names.map((name) => [name, [name]]));
}

function meaningsOf(node: Node | undefined, fallback: readonly string[] = []): Meanings {
  if (!isMap(node)) return plain(fallback);
  const result = new Map<string, string[]>();
  for (const { key, copyOf } of node.entries.values()) {
    if (copyOf !== null) result.set(copyOf, [...(result.get(copyOf) ?? []), key]);
    result.set(key, [key]);
  }
  return result;
}

function joined(...all: readonly Meanings[]): Meanings {
  return new Map(all.flatMap((meanings) => [...meanings]));
}

/** Order of named things: by code units, then by the number after the dot. */
export function compareNames(a: string, b: string): number {
  const [baseA, numberA] = splitName(a);
  const [baseB, numberB] = splitName(b);
  if (baseA !== baseB) return baseA < baseB ? -1 : 1;
  return numberA - numberB;
}

function splitName(name: string): [string, number] {
  const match = /^(.*)\.(\d+)$/.exec(name);
  return match === null ? [name, -1] : [match[1]!, Number(match[2])];
}

/** Values by name as an array sorted by name. */
export function byName<T extends object>(map: Readonly<Record<string, T>> | undefined): (T & { name: string })[] {
  return Object.entries(map ?? {})
    .map(([name, value]) => ({ name, ...value }))
    .sort((a, b) => compareNames(a.name, b.name));
}

/** What the names mean, in the order of names, each once. */
export function expanded(
  written: readonly string[] | undefined,
  kind: RefKind,
  vm: string | null,
  names: Names,
): string[] {
  const meanings = names.of(kind, vm);
  return [...new Set((written ?? []).flatMap((name) => meanings.get(name) ?? []))].sort(compareNames);
}
