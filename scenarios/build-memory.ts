/**
 * Contention at the rate level, from the description: the chip's shared memory as the rate model wants it, what regulators
 * leave of it for each VM, and the demand of each task that says one.
 *
 * Cores that share a last cache form a cluster; clusters have caches of their own and share interconnect and DRAM. What the
 * sheets leave open is taken from `assumed-timing.ts`.
 */
import { check } from '../engine/check.ts';
import { cyclesToPs, mulDivFloor } from '../engine/time.ts';
import type { Task } from '../models/guest/task.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import { type PatternName, patterns } from '../models/memory/patterns.ts';
import { assumedTiming } from '../models/memory/rate/assumed-timing.ts';
import type { RateChip } from '../models/memory/rate/chip.ts';
import { one } from '../models/memory/rate/demand.ts';
import { demandOf } from '../models/memory/rate/pattern-demand.ts';
import { RateContention, type TaskDemand } from '../models/memory/rate/rate-contention.ts';
import { type RateLimits, RateModel } from '../models/memory/rate/rate-model.ts';
import type { Choice, EcuDescription } from './ecu.ts';

/** Resolved parts of the SoC that concern memory; sizes in bytes, rates in bytes/s, times in ps. */
interface Cache {
  readonly name: string;
  readonly level: number;
  readonly kind: 'instruction' | 'data' | 'unified';
  readonly cores: readonly string[];
  readonly shared: boolean;
  readonly size: number;
  readonly line: number;
}
interface Dram {
  readonly peak?: number;
  readonly bandwidth?: number;
  readonly latency?: number;
  readonly channels?: number;
  readonly banks?: number;
}
interface Interconnect {
  readonly bandwidth?: number;
}

/** Cores around one last cache. */
interface Cluster {
  readonly types: readonly string[];
  readonly lines: number;
}

const timing = assumedTiming;

/** Null when the file asks for none, or no task says what it does to memory. */
export function buildContention(
  ecu: EcuDescription,
  machine: Machine,
  taskOf: (name: string) => Task,
  nowPs: () => number,
): RateContention | null {
  const demanding = ecu.vms.flatMap((vm) =>
    vm.tasks.filter(({ memory }) => memory !== null && memory.use in patterns).map((task) => ({ vm, task })),
  );
  if (ecu.memory.fidelity === 'none' || demanding.length === 0) return null;
  const clusters = clustersOf(ecu);
  const chip = chipOf(ecu, clusters);
  const model = new RateModel(chip, limitsOf(ecu, clusters), machine.pcpus.length);
  const contention = new RateContention({
    model,
    ladder: machine.ladder,
    pcpus: machine.pcpus,
    costs: { sharedLinePs: chip.dramPs, privateLinePs: chip.hitPs },
    nowPs,
  });
  for (const { vm, task } of demanding) {
    const name = `${vm.name}/${task.name}`;
    const vmNumber = ecu.vms.indexOf(vm);
    contention.add(taskOf(name), demandsOf(ecu, clusters, chip, model, name, vmNumber, task.memory!));
  }
  return contention;
}

function clustersOf(ecu: EcuDescription): Cluster[] {
  const caches = (ecu.soc.caches ?? []) as readonly Cache[];
  const shared = caches.filter((cache) => cache.shared && cache.kind !== 'instruction');
  const lastLevel = Math.max(0, ...shared.map(({ level }) => level));
  const clusters = shared
    .filter(({ level }) => level === lastLevel)
    .map(({ cores, size, line }): Cluster => ({ types: cores, lines: Math.floor(size / line) }));
  const rest = ecu.soc.cores
    .map(({ name }) => name)
    .filter((name) => !clusters.some(({ types }) => types.includes(name)));
  return rest.length === 0 ? clusters : [...clusters, { types: rest, lines: 0 }];
}

function chipOf(ecu: EcuDescription, clusters: readonly Cluster[]): RateChip {
  const dram = (ecu.soc.dram ?? {}) as Dram;
  const interconnect = (ecu.soc.interconnect ?? {}) as Interconnect;
  const lineBytes = timing.lineBytes.value;
  const bandwidth = dram.bandwidth ?? dram.peak ?? timing.bandwidthBytesPerSecond.value;
  return {
    cacheLines: clusters.reduce((sum, { lines }) => sum + lines, 0),
    leaving: 'age',
    hitPs: cyclesToPs(timing.sharedHitCycles.value, ecu.soc.cores[0]!.clockHz),
    transferPs: mulDivFloor(lineBytes, 1e12, interconnect.bandwidth ?? 2 * (dram.peak ?? bandwidth)),
    dramPs: dram.latency ?? timing.dramLatencyPs.value,
    rowPs: timing.rowPs.value,
    burstPs: mulDivFloor(lineBytes, 1e12, bandwidth),
    banks: dram.banks ?? timing.banks.value * (dram.channels ?? 1),
  };
}

/** Limits are numbered vm * clusters + cluster: a pool per cluster, a cap per VM. */
function limitsOf(ecu: EcuDescription, clusters: readonly Cluster[]): RateLimits {
  const caps = ecu.vms.map(({ name }) => capPsOf(ecu, name));
  const numbers = ecu.vms.flatMap((_, vm) => clusters.map((_cluster, cluster) => ({ vm, cluster })));
  return {
    pools: clusters.map(({ lines }) => lines),
    poolOf: numbers.map(({ cluster }) => cluster),
    capPs: numbers.map(({ vm }) => caps[vm]!),
  };
}

/** Shortest time between two lines under the tightest share of a bandwidth regulator; 0 without one. */
function capPsOf(ecu: EcuDescription, vm: string): number {
  let capPs = 0;
  for (const regulator of ecu.memory.regulators) {
    const share = (regulator['shares'] as Readonly<Record<string, number>> | undefined)?.[vm];
    if (typeof share === 'number' && share > 0)
      capPs = Math.max(capPs, mulDivFloor(timing.lineBytes.value, 1e12, share));
  }
  return capPs;
}

function demandsOf(
  ecu: EcuDescription,
  clusters: readonly Cluster[],
  chip: RateChip,
  model: RateModel,
  name: string,
  vm: number,
  memory: Choice,
): TaskDemand[] {
  const lineBytes = timing.lineBytes.value;
  return ecu.soc.cores.map(({ name: type, clockHz }) => {
    const cluster = clusters.findIndex(({ types }) => types.includes(type));
    check(cluster !== -1, `core type ${type} belongs to no cluster`);
    const privateLines = privateLinesOf(ecu, type);
    const parameters = patternOf(memory);
    const demand = demandOf(name, memory.use as PatternName, parameters, {
      lineBytes,
      privateLines,
      gapPs: cyclesToPs(timing.cyclesPerAccess.value, clockHz),
      mshrs: timing.missesInFlight.value,
      rowLines: Math.floor(timing.rowBytes.value / lineBytes),
      openRows: chip.banks,
    });
    return {
      demand: model.register(demand),
      limits: vm * clusters.length + cluster,
      pool: cluster,
      privateLines: Math.min(privateLines, Math.ceil(parameters.sizeBytes / lineBytes)),
      overlap: Math.max(one, demand.overlap),
    };
  });
}

/** Data lines that a core of this type keeps for itself: its largest private data cache. */
function privateLinesOf(ecu: EcuDescription, type: string): number {
  const caches = (ecu.soc.caches ?? []) as readonly Cache[];
  const own = caches.filter((cache) => !cache.shared && cache.kind !== 'instruction' && cache.cores.includes(type));
  return Math.max(1, ...own.map(({ size, line }) => Math.floor(size / line)));
}

/** The pattern's parameters, whichever member of the shelf of demands it is. */
function patternOf(memory: Choice) {
  const number = (key: string, byDefault: number) =>
    typeof memory[key] === 'number' ? (memory[key] as number) : byDefault;
  return {
    sizeBytes: number('size', 0),
    stepBytes: number('step', 64),
    writeThreshold: Math.floor(number('writes', 0) * 2 ** 32),
    hotBytes: number('hot_size', 0),
    hotThreshold: Math.floor(number('hot', 0) * 2 ** 32),
  };
}
