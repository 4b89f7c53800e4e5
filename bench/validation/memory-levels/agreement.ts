/**
 * The two fidelities against each other: the slow-down of one program beside others, measured on the machine of the access
 * level, and as the rate level predicts it for the same chip. The target is a mean disagreement of 10 % of the slow-down.
 */
import { rateDenominator } from '../../../models/core/progress.ts';
import {
  caches,
  dram,
  endless,
  type Program,
  run,
  shared,
  type Variant,
} from '../../../models/memory/machine/small-chip.ts';
import type { RateChip } from '../../../models/memory/rate/chip.ts';
import { demandOf } from '../../../models/memory/rate/pattern-demand.ts';
import { openLimits, RateModel } from '../../../models/memory/rate/rate-model.ts';
import { ecuFilePairs } from './ecu-files.ts';

const { timing } = dram;
const transferPs = 2_000;
/** Miss registers of the shared level are no limit here: the rate level does not know them. */
const variant: Variant = { shared: { mshrs: 32 } };
const cacheLines = shared.geometry.sizeBytes / 64;
const chip: RateChip = {
  cacheLines,
  leaving: 'age',
  hitPs: transferPs + shared.hitPs,
  transferPs,
  dramPs: timing.columnToDataPs + timing.burstPs,
  rowPs: timing.prechargePs + timing.activateToColumnPs,
  burstPs: timing.burstPs,
  banks: dram.banks,
};

/** Solo time and time beside others on the machine, as a slow-down: 1.5 is half as long again. */
function measured(programs: readonly Program[]): number {
  const [victim] = programs as readonly [Program, ...Program[]];
  const warm = run([{ ...victim, accesses: victim.accesses / 4 }], variant).cores[0]!.finishedAtPs!;
  const soloPs = run([victim], variant).cores[0]!.finishedAtPs! - warm;
  const early = run([{ ...victim, accesses: victim.accesses / 4 }, ...programs.slice(1)], variant).cores[0]!
    .finishedAtPs!;
  const bothPs = run(programs, variant).cores[0]!.finishedAtPs! - early;
  return bothPs / soloPs;
}

function predicted(programs: readonly Program[]): number {
  const model = new RateModel(chip, openLimits(cacheLines, 4), programs.length);
  const core = {
    lineBytes: 64,
    privateLines: caches.l1d.sizeBytes / 64,
    mshrs: caches.mshrs,
    rowLines: dram.rowLines,
    openRows: dram.banks,
  };
  const demands = programs.map(({ use, sizeBytes, writes, gapPs }, i) => {
    const parameters = {
      sizeBytes,
      stepBytes: 64,
      writeThreshold: (writes ?? 0) * 2 ** 32,
      hotBytes: 2048,
      hotThreshold: 0.8 * 2 ** 32,
    };
    return model.register(demandOf(`program ${i}`, use, parameters, { ...core, gapPs: gapPs ?? 1_000 }));
  });
  const { rates } = model.solve(
    demands,
    programs.map(({ owner }) => owner),
  );
  return rateDenominator / rates[0]!;
}

const big = 2 ** 18;
const other = (owner: number, change: Partial<Program> = {}): Program => ({
  use: 'stride',
  sizeBytes: big,
  accesses: endless,
  owner,
  gapPs: 4_000,
  ...change,
});
const cases: readonly (readonly [string, readonly Program[]])[] = [
  [
    'chase in cache beside a stride',
    [{ use: 'chase', sizeBytes: 49152, accesses: 6_000, owner: 0, gapPs: 5_000 }, other(1)],
  ],
  [
    'chase in half the cache beside a small stride',
    [{ use: 'chase', sizeBytes: 32768, accesses: 6_000, owner: 0, gapPs: 5_000 }, other(1, { sizeBytes: 24576 })],
  ],
  [
    'chase beyond the cache beside a stride',
    [{ use: 'chase', sizeBytes: big, accesses: 4_000, owner: 0, gapPs: 5_000 }, other(1)],
  ],
  [
    'chase beyond the cache beside three strides',
    [{ use: 'chase', sizeBytes: big, accesses: 4_000, owner: 0, gapPs: 5_000 }, other(1), other(2), other(3)],
  ],
  [
    'random in cache beside a stride',
    [{ use: 'random', sizeBytes: 49152, accesses: 15_000, owner: 0, gapPs: 10_000 }, other(1)],
  ],
  [
    'random beyond the cache beside random',
    [
      { use: 'random', sizeBytes: big, accesses: 8_000, owner: 0, gapPs: 20_000 },
      other(1, { use: 'random', gapPs: 20_000 }),
    ],
  ],
  ['stride beside stride', [{ use: 'stride', sizeBytes: big, accesses: 8_000, owner: 0, gapPs: 10_000 }, other(1)]],
  [
    'stream beside two strides',
    [{ use: 'stream', sizeBytes: big, accesses: 24_000, owner: 0, gapPs: 2_000 }, other(1), other(2)],
  ],
  [
    'working set beside a stride',
    [{ use: 'working-set', sizeBytes: 49152, accesses: 30_000, owner: 0, gapPs: 5_000 }, other(1)],
  ],
  [
    'working set beside three writers',
    [
      { use: 'working-set', sizeBytes: 49152, accesses: 30_000, owner: 0, gapPs: 5_000 },
      other(1, { writes: 0.5 }),
      other(2, { writes: 0.5 }),
      other(3, { writes: 0.5 }),
    ],
  ],
];

export interface Agreement {
  readonly name: string;
  /** Slow-downs: 1.5 is half as long again. */
  readonly access: number;
  readonly rate: number;
  /** Of the access level's slow-down. */
  readonly error: number;
}

const withError = (row: Omit<Agreement, 'error'>): Agreement => ({
  ...row,
  error: Math.abs(row.rate - row.access) / row.access,
});

/** Patterns on a small chip. */
export const agreement = (): Agreement[] =>
  cases.map(([name, programs]) => withError({ name, access: measured(programs), rate: predicted(programs) }));

/** Whole runs of ECU files on chips of the shelf. */
export const agreementOfFiles = (): Agreement[] => ecuFilePairs().map(withError);

export const meanError = (rows: readonly Agreement[]): number =>
  rows.reduce((sum, { error }) => sum + error, 0) / rows.length;

export function agreementTable(rows: readonly Agreement[]): string[] {
  const times = (x: number): string => `${x.toFixed(3)} x`.padStart(10);
  const percent = (x: number): string => `${(100 * x).toFixed(1)} %`.padStart(9);
  return [
    `${'slow-down of the first program'.padEnd(48)}    access      rate     error`,
    ...rows.map(({ name, access, rate, error }) => `${name.padEnd(48)}${times(access)}${times(rate)}${percent(error)}`),
    `mean error ${percent(meanError(rows)).trim()} of the slow-down, target 10 % ${meanError(rows) <= 0.1 ? 'met' : 'missed'}`,
  ];
}
