/**
 * Contention, from the description: the chip's shared memory as the rate model wants it, what regulators
 * leave of it for each VM, and the demand of each task that says one.
 *
 * Clusters of cores have caches of their own and share interconnect and DRAM. What the sheets leave open is taken from
 * `assumed-timing.ts`.
 */
import { phases } from '../engine/phase.ts';
import { cyclesToPs, mulDivFloor } from '../engine/time.ts';
import type { Task } from '../models/guest/task.ts';
import type { Machine } from '../models/hypervisor/machine.ts';
import type { PatternName } from '../models/memory/patterns.ts';
import { assumedTiming as timing } from '../models/memory/rate/assumed-timing.ts';
import { BudgetGate } from '../models/memory/rate/budget-gate.ts';
import type { RateChip } from '../models/memory/rate/chip.ts';
import { one, type RateDemand } from '../models/memory/rate/demand.ts';
import { demandOf } from '../models/memory/rate/pattern-demand.ts';
import { RateContention, type TaskDemand } from '../models/memory/rate/rate-contention.ts';
import { type RateLimits, RateModel, type VmLimits } from '../models/memory/rate/rate-model.ts';
import { pacedTo } from '../models/memory/rate/traffic.ts';
import { SampledModel, type SampledProgram } from '../models/memory/sampled.ts';
import { limitsOf } from './build-regulation.ts';
import { sampledChip, sampledProgram } from './build-sampled.ts';
import type { Choice, EcuDescription } from './ecu.ts';
import {
  banksOf,
  budgetsOf,
  type Cluster,
  clustersOf,
  demandingTasks,
  type MemorySoc,
  memorySocOf,
  regulatedMachine,
  regulationsOf,
  sampledLevel,
} from './shared-memory.ts';

/** Kind of the kernel's events at which budgets end; the machine has small numbers. */
const gateKind = 64;

/** Null when the file asks for none, or no task says what it does to memory. */
export function buildContention(
  ecu: EcuDescription,
  machine: Machine,
  taskOf: (name: string) => Task,
  nowPs: () => number,
): RateContention | null {
  const demanding = demandingTasks(ecu);
  if (ecu.memory.fidelity === 'none' || demanding.length === 0) return null;
  const soc = memorySocOf(ecu.soc);
  const vms = ecu.vms.map(({ name }) => name);
  const regulations = regulationsOf(ecu.memory.regulators, regulatedMachine(soc, vms));
  const clusters = clustersOf(soc);
  const chip = chipOf(soc, clusters, ecu.soc.cores[0]!.clockHz);
  const limits = limitsOf(regulations, clusters, vms.length, timing.lineBytes.value);
  const rates = new RateModel(chip, limits, machine.pcpus.length);
  const builder = new DemandBuilder(ecu, soc, clusters, chip, rates, limits);
  const demands = demanding.map(({ vm, task }) => {
    const name = `${vm.name}/${task.name}`;
    return { name, demands: builder.demandsOf(name, ecu.vms.indexOf(vm), task.memory!) };
  });
  const vmOf = limits.of.map(({ vm }) => vm);
  const model =
    ecu.memory.fidelity === 'access' && sampledLevel(soc)
      ? new SampledModel(sampledChip(ecu, soc, chip, timing.missesInFlight.value), rates, builder.programs, vmOf)
      : rates;
  const contention = new RateContention({
    model,
    chip,
    ladder: machine.ladder,
    pcpus: machine.pcpus,
    pools: limits.pools,
    gates: budgetsOf(regulations).map((budget) => new BudgetGate(budget, machine.pcpus.length, timing.lineBytes.value)),
    vmNumber: vmNumbers(machine, ecu, taskOf),
    nowPs,
    wakeAt: alarm(machine),
  });
  for (const { name, demands: ofTask } of demands) contention.add(taskOf(name), ofTask);
  return contention;
}

/** Number of a VM in the description by its entity id. */
function vmNumbers(machine: Machine, ecu: EcuDescription, taskOf: (name: string) => Task): (id: number) => number {
  const numbers = new Map<number, number>();
  for (const [number, vm] of ecu.vms.entries()) {
    const first = vm.tasks[0];
    if (first !== undefined) numbers.set(taskOf(`${vm.name}/${first.name}`).vm.id, number);
  }
  for (const { id } of machine.vms) if (!numbers.has(id)) numbers.set(id, -1);
  return (id) => numbers.get(id)!;
}

/** An event that only makes an instant. */
function alarm({ kernel }: Machine): (atPs: number) => void {
  let slot = -1;
  return (atPs) => {
    if (slot === -1) {
      kernel.handle(gateKind, () => undefined);
      slot = kernel.slot(phases.replenishment, 0, gateKind, 0);
    }
    kernel.arm(slot, atPs);
  };
}

function chipOf(soc: MemorySoc, clusters: readonly Cluster[], clockHz: number): RateChip {
  const { dram, interconnect } = soc;
  const lineBytes = timing.lineBytes.value;
  const bandwidth = dram.bandwidth ?? dram.peak ?? timing.bandwidthBytesPerSecond.value;
  const factor = timing.interconnectFactor.value;
  return {
    cacheLines: clusters.reduce((sum, { lines }) => sum + lines, 0),
    leaving: 'age',
    hitPs: cyclesToPs(timing.sharedHitCycles.value, clockHz),
    transferPs: mulDivFloor(lineBytes, 1e12, interconnect.bandwidth ?? factor * (dram.peak ?? bandwidth)),
    dramPs: dram.latency ?? timing.dramLatencyPs.value,
    rowPs: timing.rowPs.value,
    burstPs: mulDivFloor(lineBytes, 1e12, bandwidth),
    banks: banksOf(soc),
  };
}

class DemandBuilder {
  readonly #ecu: EcuDescription;
  readonly #soc: MemorySoc;
  readonly #clusters: readonly Cluster[];
  readonly #chip: RateChip;
  readonly #model: RateModel;
  readonly #limits: RateLimits;
  /** By number of the demand: the same as accesses. */
  readonly programs: SampledProgram[] = [];

  constructor(
    ecu: EcuDescription,
    soc: MemorySoc,
    clusters: readonly Cluster[],
    chip: RateChip,
    model: RateModel,
    limits: RateLimits,
  ) {
    this.#ecu = ecu;
    this.#soc = soc;
    this.#clusters = clusters;
    this.#chip = chip;
    this.#model = model;
    this.#limits = limits;
  }

  /** What the task asks of memory, by core type. */
  demandsOf(name: string, vm: number, memory: Choice): TaskDemand[] {
    const lineBytes = timing.lineBytes.value;
    return this.#ecu.soc.cores.map(({ name: type, clockHz }) => {
      const cluster = this.#clusters.findIndex(({ types }) => types.includes(type));
      const number = vm * this.#clusters.length + cluster;
      const limits = this.#limits.of[number]!;
      const privateLines = privateLinesOf(this.#soc, type);
      const gapPs = cyclesToPs(timing.cyclesPerAccess.value, clockHz);
      const { base, paced: demand } = this.#demandOf(name, memory, privateLines, gapPs, limits);
      const use = memory.use as PatternName;
      this.programs.push(sampledProgram(use, patternOf(memory), this.#soc, type, this.#clusters, gapPs, base, demand));
      return {
        number: this.#model.register(demand),
        demand,
        limits: number,
        shares: limits.shares,
        privateLines: Math.min(privateLines, Math.ceil(patternOf(memory).sizeBytes / lineBytes)),
      };
    });
  }

  #demandOf(
    name: string,
    memory: Choice,
    privateLines: number,
    gapPs: number,
    { cacheLines, banks }: VmLimits,
  ): { readonly base: RateDemand; readonly paced: RateDemand } {
    const lineBytes = timing.lineBytes.value;
    const { parallel, traffic } = memory as { parallel?: number; traffic?: number };
    const mshrs = Math.min(timing.missesInFlight.value, parallel ?? Number.POSITIVE_INFINITY);
    const demand = demandOf(name, memory.use as PatternName, patternOf(memory), {
      lineBytes,
      privateLines,
      gapPs,
      mshrs,
      rowLines: Math.floor(timing.rowBytes.value / lineBytes),
      openRows: banks === null ? this.#chip.banks : banks.length,
    });
    const waiting = { ...demand, dependent: demand.dependent || mshrs === 1, overlap: Math.max(one, demand.overlap) };
    const paced = traffic === undefined ? waiting : pacedTo(this.#chip, waiting, cacheLines, lineBytes, traffic);
    return { base: demand, paced };
  }
}

/** Data lines that a core of this type keeps for itself: its largest private data cache. */
function privateLinesOf({ caches }: MemorySoc, type: string): number {
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
