/**
 * The access level for whole runs, from the description: the chip as the memory machine wants it, and each demand as a
 * program of accesses. What no sheet says is taken from `assumed-timing.ts`.
 */
import { mulDivFloor } from '../engine/time.ts';
import type { PatternParameters } from '../models/memory/pattern.ts';
import type { PatternName } from '../models/memory/patterns.ts';
import { assumedTiming as timing } from '../models/memory/rate/assumed-timing.ts';
import type { RateChip } from '../models/memory/rate/chip.ts';
import { quiet, type RateDemand } from '../models/memory/rate/demand.ts';
import type { RegulatedMachine, Regulator } from '../models/memory/regulator.ts';
import type { SampledChip, SampledProgram } from '../models/memory/sampled.ts';
import type { Choice, EcuDescription } from './ecu.ts';
import { type Cluster, lastCacheOf, type MemorySoc, regulatedMachine, regulatorNamed } from './shared-memory.ts';

const wordBytes = 8;
const pageBytes = 4096;

export function sampledChip(ecu: EcuDescription, soc: MemorySoc, chip: RateChip, missesInFlight: number): SampledChip {
  const lineBytes = timing.lineBytes.value;
  const last = lastCacheOf(soc);
  const vms = ecu.vms.map(({ name }) => name);
  const machine = regulatedMachine(soc, vms);
  const channels = soc.dram.channels ?? 1;
  // Banks of all channels and the bandwidth of all are what the sheet says; what no equal channels can have is one channel.
  const divides = chip.banks % channels === 0 && isPowerOfTwo(chip.banks / channels);
  const parts = divides ? channels : 1;
  return {
    shared:
      last === null
        ? null
        : {
            geometry: { sizeBytes: last.size, ways: last.ways, lineBytes: last.line },
            replacement: 'lru',
            inclusion: 'neither',
            hitPs: Math.max(0, chip.hitPs - chip.transferPs),
            mshrs: missesInFlight * machine.cores,
          },
    dram: {
      channels: parts,
      banks: chip.banks / parts,
      rowLines: Math.max(1, Math.floor((machine.pagesPerBank * pageBytes) / lineBytes / parts)),
      timing: {
        activateToColumnPs: Math.ceil(chip.rowPs / 2),
        prechargePs: Math.floor(chip.rowPs / 2),
        columnToDataPs: Math.max(0, chip.dramPs - chip.burstPs * parts),
        activateToPrechargePs: timing.activateToPrechargePs.value,
        fourActivatesPs: timing.fourActivatesPs.value,
        burstPs: chip.burstPs * parts,
        writeToReadPs: timing.writeToReadPs.value,
        refreshIntervalPs: timing.refreshIntervalPs.value,
        refreshPs: timing.refreshPs.value,
      },
      hitCap: timing.rowHitsInARow.value,
      drainFrom: timing.writesQueued.value,
      drainTo: Math.floor(timing.writesQueued.value / 4),
    },
    transferPs: chip.transferPs,
    lineBytes,
    regulators: (running) =>
      regulatorsFor(
        ecu.memory.regulators,
        machine,
        running.map((vm) => vms[vm]!),
      ),
  };
}

const isPowerOfTwo = (n: number): boolean => n >= 1 && (n & (n - 1)) === 0;

/** Budgets are kept by the mechanism of the run; all else acts in the machine, where an owner is a core and has its VM's shares. */
function regulatorsFor(chosen: readonly Choice[], machine: RegulatedMachine, owners: readonly string[]): Regulator[] {
  return chosen.flatMap((choice) => {
    const definition = regulatorNamed(choice.use);
    if (definition === undefined || definition.regulate(choice as never, machine).budget !== undefined) return [];
    const regulator = definition.create(choice as never, { ...machine, vms: owners });
    const { admit } = regulator;
    if (admit === undefined) return [regulator];
    const firstOf = owners.map((vm) => owners.indexOf(vm));
    return [
      {
        ...regulator,
        admit: (core: number, owner: number, bytes: number, atPs: number) =>
          admit.call(regulator, core, firstOf[owner]!, bytes, atPs),
      },
    ];
  });
}

/** @param gapPs execution before an access at full density; `base` has the pause that follows from it, `paced` the real one */
export function sampledProgram(
  use: PatternName,
  parameters: PatternParameters,
  soc: MemorySoc,
  coreType: string,
  clusters: readonly Cluster[],
  gapPs: number,
  base: RateDemand,
  paced: RateDemand,
): SampledProgram {
  const lineBytes = timing.lineBytes.value;
  const own = soc.caches
    .filter((cache) => !cache.shared && cache.kind !== 'instruction' && cache.cores.includes(coreType))
    .sort((left, right) => right.size - left.size)[0];
  const lines = Math.min(
    Math.ceil(parameters.sizeBytes / lineBytes),
    2 * Math.max(1, ...clusters.map((one) => one.lines)),
  );
  const perLine = use === 'stream' ? lineBytes / wordBytes : 1;
  const cold = use === 'working-set' ? 2 ** 32 - parameters.hotThreshold : 2 ** 32;
  return {
    use,
    parameters,
    gapPs: base.gapPs === 0 ? gapPs : mulDivFloor(gapPs, paced.gapPs, base.gapPs),
    dependent: paced.dependent,
    caches: {
      l1i: null,
      l1d:
        own === undefined
          ? { sizeBytes: lineBytes, ways: 1, lineBytes }
          : { sizeBytes: own.size, ways: own.ways, lineBytes: own.line },
      replacement: 'lru',
      write: 'back',
      allocate: true,
      l2: null,
      mshrs: Math.max(1, Math.floor(paced.overlap / 65536)),
      prefetcher: null,
      translation: null,
    },
    accessesPerPass: mulDivFloor(lines * perLine, 2 ** 32, Math.max(2 ** 22, cold)),
    quiet: quiet(paced),
  };
}
