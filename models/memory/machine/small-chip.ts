/**
 * A small chip for tests and for comparing levels: cores with 4 KiB first levels, a shared second level of 64 KiB, DDR4-like DRAM with round numbers.
 * Tests change what they are about and leave the rest.
 */
import { stream } from '../../../engine/chance.ts';
import { Kernel } from '../../../engine/kernel.ts';
import type { PatternParameters } from '../pattern.ts';
import { PatternSource } from '../pattern-source.ts';
import { type PatternName, patterns } from '../patterns.ts';
import type { RegulatedMachine, Regulator, RegulatorDefinition } from '../regulator.ts';
import type { DramSetup } from './dram.ts';
import { Machine } from './machine.ts';
import type { MachineSetup, PrivateSetup, SharedSetup } from './setup.ts';

export const dram: DramSetup = {
  channels: 1,
  banks: 8,
  rowLines: 128,
  timing: {
    activateToColumnPs: 14_000,
    prechargePs: 14_000,
    columnToDataPs: 14_000,
    activateToPrechargePs: 32_000,
    fourActivatesPs: 30_000,
    burstPs: 4_000,
    writeToReadPs: 21_000,
    refreshIntervalPs: 7_800_000,
    refreshPs: 350_000,
  },
  hitCap: 4,
  drainFrom: 16,
  drainTo: 4,
};
export const shared: SharedSetup = {
  geometry: { sizeBytes: 65536, ways: 16, lineBytes: 64 },
  replacement: 'lru',
  inclusion: 'neither',
  hitPs: 10_000,
  mshrs: 8,
};
export const caches: PrivateSetup = {
  l1i: null,
  l1d: { sizeBytes: 4096, ways: 4, lineBytes: 64 },
  replacement: 'lru',
  write: 'back',
  allocate: true,
  l2: null,
  mshrs: 4,
  prefetcher: null,
  translation: null,
};

/** Accesses of a program that does not end. */
export const endless = 1e9;

export interface Program {
  readonly use: PatternName;
  readonly sizeBytes: number;
  readonly accesses: number;
  readonly owner: number;
  readonly gapPs?: number;
  readonly writes?: number;
  readonly priority?: number;
}

export interface Variant {
  readonly caches?: Partial<PrivateSetup>;
  readonly shared?: Partial<SharedSetup> | null;
  readonly dram?: Partial<DramSetup>;
  readonly interconnect?: Partial<MachineSetup['interconnect']>;
  readonly regulators?: readonly Regulator[];
}

function sourceOf(program: Program): PatternSource {
  const parameters: PatternParameters = {
    sizeBytes: program.sizeBytes,
    stepBytes: 64,
    writeThreshold: Math.floor((program.writes ?? 0) * 2 ** 32),
    hotBytes: 2048,
    hotThreshold: 0.8 * 2 ** 32,
  };
  const pattern = patterns[program.use].create(parameters, stream(1, `vm${program.owner}`));
  return new PatternSource(pattern, program.gapPs ?? 1_000, program.accesses);
}

/** The chip with one program per core, when the first core's program is over, or after `horizonPs`. */
export function run(programs: readonly Program[], variant: Variant = {}, horizonPs = 1e12) {
  const kernel = new Kernel();
  const setup: MachineSetup = {
    owners: 4,
    cores: programs.map((program) => ({
      owner: program.owner,
      source: sourceOf(program),
      caches: { ...caches, ...variant.caches },
      priority: program.priority ?? 0,
    })),
    shared: variant.shared === null ? null : { ...shared, ...variant.shared },
    interconnect: { transferPs: 2_000, arbiter: 'round-robin', ...variant.interconnect },
    dram: { ...dram, ...variant.dram },
    lineBytes: 64,
    regulators: variant.regulators ?? [],
  };
  const machine = new Machine(setup, kernel, { firstKind: 100, corePhase: 0, sharedPhase: 4, firstRank: 10 });
  machine.start();
  kernel.runWhile(() => machine.coreCounts(0).finishedAtPs === null, horizonPs);
  // All programs that end by themselves do.
  if (programs.every(({ accesses }) => accesses < endless)) kernel.run(horizonPs);
  const cores = programs.map((_, core) => machine.coreCounts(core));
  return { machine, cores, shared: machine.sharedCounts, dram: machine.dramCounts, kernel };
}

/** Everything that a run counts, for comparing two runs. */
export function summary(result: ReturnType<typeof run>) {
  return { cores: result.cores, shared: result.shared, dram: result.dram, occupancy: result.machine.occupancy() };
}

/** What regulators are told of this chip. */
export const regulated: RegulatedMachine = {
  vms: ['vm0', 'vm1', 'vm2', 'vm3'],
  cores: 4,
  ways: 16,
  colours: 1,
  banks: 8,
  pagesPerBank: 2,
};

/** Evictions of others' lines. */
export function crossEvictions(evictions: readonly number[], owners = 4): number {
  let sum = 0;
  for (const [i, count] of evictions.entries()) if (Math.floor(i / owners) !== i % owners) sum += count;
  return sum;
}

/** A regulator as the loader would make it. Throws when it finds a problem. */
export function regulator(definition: RegulatorDefinition, options: unknown, machine = regulated): Regulator {
  const parsed = definition.parameters.parse(options) as never;
  const problems = definition.check(parsed, machine);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  return definition.create(parsed, machine);
}
