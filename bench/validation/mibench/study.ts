/**
 * The whole comparison: all cells of V1 (time lost alone, with large and with 4 KiB pages in stage 2) and V2 (slow-down beside
 * the interferer), predicted and measured, their scores, and the same scores with a part of the model left out.
 * Only cells of programs that did not calibrate are scored.
 */
import { type Assumptions, everything } from './assumptions.ts';
import { type Calibrators, calibrate, calibrateWithoutSharedCache } from './calibration.ts';
import { calibrationPrograms, hypervisorNames, hypervisors, type Measurement, measurements } from './measurements.ts';
import { type Calibration, predict, type Situation, slowDownPercent } from './prediction.ts';
import { programOf } from './program.ts';
import { meanAbsoluteError, meanRelativeErrorPercent, spearman } from './score.ts';

export interface Cell {
  readonly program: string;
  readonly hypervisor: (typeof hypervisorNames)[number];
  readonly situation: Situation;
  readonly measuredPercent: number;
  readonly predictedPercent: number;
  /** Standard deviation of a bare run, % of its time. */
  readonly noisePercent: number;
  /** The guest's L2 refills; only beside the interferer. */
  readonly measuredRefills?: number;
  readonly predictedRefills?: number;
  /** Counts in the score: its program calibrated nothing. */
  readonly scored: boolean;
}

export interface Scores {
  /** V1: mean absolute error in percentage points: of all, of programs above 100 ms. */
  readonly aloneError: number;
  readonly aloneErrorOfLong: number;
  /** V1: mean cost of the hypervisors alone, over all programs; in the order of `hypervisorNames`. */
  readonly aloneMeans: readonly number[];
  /** V2. */
  readonly relativeErrorPercent: number;
  readonly rankCorrelation: number;
  readonly refillErrorPercent: number;
  /** V2: mean relative error of what Xen costs above Jailhouse. */
  readonly xenErrorPercent: number;
}

export interface Control {
  readonly name: string;
  readonly scores: Scores;
}

export interface Study {
  readonly cells: readonly Cell[];
  readonly calibration: Calibration;
  readonly scores: Scores;
  readonly controls: readonly Control[];
}

const measuredIn: Readonly<Record<Situation, (row: Measurement) => readonly number[]>> = {
  solo: ({ soloPercent }) => soloPercent,
  smallPages: ({ smallPagesPercent }) => smallPagesPercent,
  interference: ({ interferencePercent }) => interferencePercent,
};

const longUs = 100_000;

/** The table with its controls. */
export function study(): Study {
  const { calibrators, calibration, cells } = predictions(measurements);
  const control = (name: string, from: Calibration, without: Partial<Assumptions>): Control => ({
    name,
    scores: score(predictAll(measurements, calibrators.bitcount, from, { ...everything, ...without })),
  });
  return {
    cells,
    calibration,
    scores: score(cells),
    controls: [
      control('no shared L2', calibrateWithoutSharedCache(calibrators), { sharedCache: false }),
      control('no prefetcher', calibration, { prefetcher: false }),
      control('fixed cost per trap', calibration, { trapFootprint: false }),
    ],
  };
}

/** Calibrates on the two programs among `rows` and predicts all; a test passes altered rows. */
export function predictions(rows: readonly Measurement[]) {
  const [bitcount, qsort] = calibrationPrograms.map((name) => rows.find((row) => row.name === name)!);
  const calibrators: Calibrators = { bitcount: bitcount!, qsort: qsort! };
  const calibration = calibrate(calibrators);
  return { calibrators, calibration, cells: predictAll(rows, calibrators.bitcount, calibration, everything) };
}

function predictAll(
  rows: readonly Measurement[],
  bitcount: Measurement,
  calibration: Calibration,
  assumptions: Assumptions,
): Cell[] {
  const calibrators: readonly string[] = calibrationPrograms;
  return rows.flatMap((row) => {
    const program = programOf(row, bitcount, calibration.reuseScale);
    return (['solo', 'smallPages', 'interference'] as const).flatMap((situation) =>
      hypervisors.map((hypervisor, at): Cell => {
        const run = predict(program, hypervisor, at, situation, calibration, assumptions);
        const refills = { measuredRefills: row.interferenceRefills[at]!, predictedRefills: run.guestRefills };
        return {
          program: row.name,
          hypervisor: hypervisor.name,
          situation,
          measuredPercent: measuredIn[situation](row)[at]!,
          predictedPercent: slowDownPercent(program, run),
          noisePercent: row.noisePercent,
          ...(situation === 'interference' ? refills : {}),
          scored: !calibrators.includes(row.name),
        };
      }),
    );
  });
}

export function score(cells: readonly Cell[]): Scores {
  const long = new Set(measurements.filter(({ bareUs }) => bareUs >= longUs).map(({ name }) => name));
  const scored = cells.filter((cell) => cell.scored);
  const alone = scored.filter(({ situation }) => situation !== 'interference');
  const beside = scored.filter(({ situation }) => situation === 'interference');
  const theirs = (some: readonly Cell[]) => some.map(({ measuredPercent }) => measuredPercent);
  const ours = (some: readonly Cell[]) => some.map(({ predictedPercent }) => predictedPercent);
  const error = (some: readonly Cell[]) => meanAbsoluteError(theirs(some), ours(some));
  const above = (of: (some: readonly Cell[]) => number[]) => {
    const by = (name: string) => of(beside.filter(({ hypervisor }) => hypervisor === name));
    const jailhouse = by('Jailhouse');
    return by('Xen').map((value, i) => value - jailhouse[i]!);
  };
  return {
    aloneError: error(alone),
    aloneErrorOfLong: error(alone.filter(({ program }) => long.has(program))),
    aloneMeans: hypervisorNames.map((name) => {
      const own = cells.filter(({ hypervisor, situation }) => hypervisor === name && situation === 'solo');
      return ours(own).reduce((sum, value) => sum + value, 0) / own.length;
    }),
    relativeErrorPercent: meanRelativeErrorPercent(theirs(beside), ours(beside)),
    rankCorrelation: spearman(theirs(beside), ours(beside)),
    refillErrorPercent: meanRelativeErrorPercent(
      beside.map(({ measuredRefills }) => measuredRefills!),
      beside.map(({ predictedRefills }) => predictedRefills!),
    ),
    xenErrorPercent: meanRelativeErrorPercent(above(theirs), above(ours)),
  };
}
