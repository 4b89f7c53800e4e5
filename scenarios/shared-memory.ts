/**
 * The chip's shared memory as regulators and the rate level see it, from the `soc` of a description: clusters of cores
 * around one last cache, its ways and page colours, DRAM banks; and which numbers had to be assumed for it.
 *
 * Cores that share a last cache form a cluster; core types without one form a last cluster that has none. What the sheet
 * leaves open is taken from `assumed-timing.ts`. Sizes are bytes.
 */
import { patterns } from '../models/memory/patterns.ts';
import { assumedTiming } from '../models/memory/rate/assumed-timing.ts';
import type {
  MemoryBudget,
  RateRegulation,
  RegulatedMachine,
  RegulatorDefinition,
} from '../models/memory/regulator.ts';
import { regulators } from '../models/memory/regulators.ts';
import { formatQuantity, type QuantityKind } from '../models/parameter.ts';
import type { Choice, EcuDescription, Provenance, Soc, Task, Vm } from './ecu.ts';

/** Parts of a resolved SoC that concern memory; rates in bytes/s, times in ps. */
export interface MemorySoc {
  readonly cores: readonly { readonly name: string; readonly count: number }[];
  readonly caches: readonly SocCache[];
  readonly dram: SocDram;
  readonly interconnect: { readonly bandwidth?: number };
}
export interface SocCache {
  readonly name: string;
  readonly level: number;
  readonly kind: 'instruction' | 'data' | 'unified';
  readonly cores: readonly string[];
  readonly shared: boolean;
  readonly size: number;
  readonly ways: number;
  readonly line: number;
}
export interface SocDram {
  readonly peak?: number;
  readonly bandwidth?: number;
  readonly latency?: number;
  readonly channels?: number;
  readonly banks?: number;
}

/** Cores around one last cache; without one, `lines`, `ways` and `sizeBytes` are 0. */
export interface Cluster {
  readonly types: readonly string[];
  readonly lines: number;
  readonly ways: number;
  readonly sizeBytes: number;
}

/** The memory side of a resolved SoC. */
export function memorySocOf({ cores, caches, dram, interconnect }: Soc): MemorySoc {
  return {
    cores,
    caches: (caches ?? []) as readonly SocCache[],
    dram: (dram ?? {}) as SocDram,
    interconnect: (interconnect ?? {}) as MemorySoc['interconnect'],
  };
}

/** Tasks whose demand the rate level knows, in the order of the description. */
export const demandingTasks = ({ vms }: { readonly vms: readonly Vm[] }): { readonly vm: Vm; readonly task: Task }[] =>
  vms.flatMap((vm) =>
    vm.tasks.filter(({ memory }) => memory !== null && memory.use in patterns).map((task) => ({ vm, task })),
  );

/** Smallest page of the Armv8-A cores of the shelf: what a page colour is made of. */
const pageBytes = 4096;

export function clustersOf({ caches, cores }: MemorySoc): Cluster[] {
  const shared = caches.filter((cache) => cache.shared && cache.kind !== 'instruction');
  const lastLevel = Math.max(0, ...shared.map(({ level }) => level));
  const clusters = shared
    .filter(({ level }) => level === lastLevel)
    .map(
      ({ cores: types, size, line, ways }): Cluster => ({
        types,
        lines: Math.floor(size / line),
        ways,
        sizeBytes: size,
      }),
    );
  const rest = cores.map(({ name }) => name).filter((name) => !clusters.some(({ types }) => types.includes(name)));
  return rest.length === 0 ? clusters : [...clusters, { types: rest, lines: 0, ways: 0, sizeBytes: 0 }];
}

/** Whether whole runs at the access level are possible: the memory machine has one last cache, or none. */
export const sampledLevel = (soc: MemorySoc): boolean => clustersOf(soc).length === 1;

export function lastCacheOf({ caches }: MemorySoc): SocCache | null {
  const shared = caches.filter((cache) => cache.shared && cache.kind !== 'instruction');
  return shared.sort((left, right) => right.level - left.level)[0] ?? null;
}

export const banksOf = ({ dram }: MemorySoc): number => dram.banks ?? assumedTiming.banks.value * (dram.channels ?? 1);

/** What regulators may know; where clusters differ, the smallest last cache decides. */
export function regulatedMachine(soc: MemorySoc, vms: readonly string[]): RegulatedMachine {
  const caches = clustersOf(soc).filter(({ ways }) => ways > 0);
  const least = (of: (cluster: Cluster) => number) => (caches.length === 0 ? 1 : Math.min(...caches.map(of)));
  return {
    vms,
    cores: soc.cores.reduce((sum, { count }) => sum + count, 0),
    ways: least(({ ways }) => ways),
    colours: Math.max(1, Math.floor(least(({ sizeBytes, ways }) => sizeBytes / ways) / pageBytes)),
    banks: banksOf(soc),
    pagesPerBank: Math.max(1, Math.floor((assumedTiming.rowBytes.value * (soc.dram.channels ?? 1)) / pageBytes)),
  };
}

/** The member of the shelf that a regulator of the file chooses. */
export const regulatorNamed = (use: string): RegulatorDefinition | undefined =>
  Object.hasOwn(regulators, use) ? (regulators[use as keyof typeof regulators] as RegulatorDefinition) : undefined;

/** What all regulators of the file leave to each VM, in their order. */
export function regulationsOf(chosen: readonly Choice[], machine: RegulatedMachine): RateRegulation[] {
  return chosen.flatMap((choice) => {
    const definition = regulatorNamed(choice.use);
    return definition === undefined ? [] : [definition.regulate(choice as never, machine)];
  });
}

export const budgetsOf = (regulations: readonly RateRegulation[]): MemoryBudget[] =>
  regulations.flatMap(({ budget }) => (budget === undefined ? [] : [budget]));

/** The description with those numbers among its sources, when the rate level uses them. */
export function withAssumedTiming<Ecu extends Pick<EcuDescription, 'memory' | 'provenance' | 'soc' | 'vms'>>(
  ecu: Ecu,
): Ecu {
  if (ecu.memory.fidelity === 'none' || demandingTasks(ecu).length === 0) return ecu;
  const soc = memorySocOf(ecu.soc);
  const provenance = [...ecu.provenance, ...assumedOf(soc, ecu.memory.fidelity === 'access' && sampledLevel(soc))];
  return { ...ecu, provenance: provenance.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) };
}

/** Numbers that the rate level takes from `assumed-timing.ts` on this chip, for the list of sources. */
export function assumedOf({ dram, interconnect }: MemorySoc, access: boolean): Provenance[] {
  const open: Readonly<Record<keyof typeof assumedTiming, boolean>> = {
    sharedHitCycles: true,
    dramLatencyPs: dram.latency === undefined,
    rowPs: true,
    banks: dram.banks === undefined,
    bandwidthBytesPerSecond: dram.bandwidth === undefined && dram.peak === undefined,
    interconnectFactor: interconnect.bandwidth === undefined,
    missesInFlight: true,
    cyclesPerAccess: true,
    rowBytes: true,
    lineBytes: true,
    activateToPrechargePs: access,
    fourActivatesPs: access,
    writeToReadPs: access,
    refreshIntervalPs: access,
    refreshPs: access,
    rowHitsInARow: access,
    writesQueued: access,
  };
  return (Object.keys(open) as (keyof typeof open)[])
    .filter((key) => open[key])
    .map((key) => {
      const { value, source, grade } = assumedTiming[key];
      const kind = kinds[key];
      return {
        path: `memory.timing.${key}`,
        value: kind === null ? `${value}` : formatQuantity(kind, value),
        source,
        grade,
      };
    });
}

const kinds: Readonly<Record<keyof typeof assumedTiming, QuantityKind | null>> = {
  sharedHitCycles: 'cycles',
  dramLatencyPs: 'time',
  rowPs: 'time',
  banks: null,
  bandwidthBytesPerSecond: 'rate',
  interconnectFactor: null,
  missesInFlight: null,
  cyclesPerAccess: 'cycles',
  rowBytes: 'size',
  lineBytes: 'size',
  activateToPrechargePs: 'time',
  fourActivatesPs: 'time',
  writeToReadPs: 'time',
  refreshIntervalPs: 'time',
  refreshPs: 'time',
  rowHitsInARow: null,
  writesQueued: null,
};
