/**
 * The unknowns, from the cells of the two calibration programs alone, each from the cell that shows it best:
 *
 * - `kept`: bitcount-large leaves L1 alone, so what a trap still refetches beside it are lines that collide among themselves.
 * - `entryLines`: the guest's lines share that fate. From Jailhouse to Xen the trap's refetched share rises, and the guest's refills
 *   per tick with it: their ratio is the number of lines that the guest's tick has.
 * - `processRefills`: the rest of bitcount-large's added refills, which no tick explains.
 * - `entryLineShare`: what bitcount-large takes longer under Xen and seL4 than under Jailhouse, over the lines that explain it.
 * - `processPs`: the rest of the time of bitcount-large under interference.
 * - `dramPs`: the time of qsort-small under interference.
 * - `reuseScale`: the refills of qsort-small under interference, mean of Jailhouse and Bao (equal times, refills 9 % apart: the noise).
 * - `trapCyclesPerInstruction`: bitcount-large alone under the four hypervisors, least squares.
 * - TLB refills and `walkPs`: both programs alone with 4 KiB pages;
 *   `walkLines`: the time that seL4 adds to qsort-small's.
 */

import { privateLines, psPerUs, sharedLines } from './board.ts';
import { survives } from './chance-curve.ts';
import { contend } from './contention.ts';
import { hypervisors, type Measurement, tickUs } from './measurements.ts';
import { type Calibration, predict, slowDownPercent } from './prediction.ts';
import { type Program, programOf } from './program.ts';

/** Cells that may be read: those of bitcount-large and of qsort-small. */
export interface Calibrators {
  readonly bitcount: Measurement;
  readonly qsort: Measurement;
}

const [jailhouse, xen, bao, seL4] = [0, 1, 2, 3] as const;
const threeSuperpage = [jailhouse, xen, bao];
const halvings = 10;

export function calibrate(cells: Calibrators): Calibration {
  const { bitcount, start } = alone(cells);
  let found: Calibration = start;
  for (let round = 0; round < 4; round++) {
    found = fromBitcount(found, cells, bitcount);
    found = { ...found, reuseScale: scaleOfReuse(found, cells) };
    found = latencies(found, cells);
  }
  return found;
}

/** The calibrators without contention: what 4 KiB pages add. */
function alone(cells: Calibrators): { readonly bitcount: Program; readonly start: Calibration } {
  const bitcount = programOf(cells.bitcount, cells.bitcount, 1);
  const qsort = programOf(cells.qsort, cells.bitcount, 1);
  return { bitcount, start: { ...unknowns, ...pages(cells, bitcount, qsort) } };
}

function scaleOfReuse(found: Calibration, { bitcount, qsort }: Calibrators): number {
  const aim = (qsort.interferenceRefills[jailhouse]! + qsort.interferenceRefills[bao]!) / 2;
  let low = 0;
  let high = 2;
  for (let step = 0; step < halvings; step++) {
    const scale = (low + high) / 2;
    const program = programOf(qsort, bitcount, scale);
    const { guestRefills } = predict(program, hypervisors[jailhouse]!, jailhouse, 'interference', found);
    if (guestRefills < aim) low = scale;
    else high = scale;
  }
  return (low + high) / 2;
}

const unknowns: Calibration = {
  dramPs: 190_000,
  reuseScale: 1,
  entryLines: 0,
  kept: [0, 0, 0, 0],
  processRefills: 0,
  processPs: 0,
  entryLineShare: 1,
  processEntries: 0,
  trapCyclesPerInstruction: 1,
  processTlbRefills: 0,
  entryTlbRefills: 0,
  walkPs: 0,
  walkLines: 0,
  addedRefillPs: 0,
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Slope of the line through the origin that fits best. */
function slope(x: readonly number[], y: readonly number[]): number {
  const products = x.map((value, i) => value * y[i]!);
  const squares = x.map((value) => value * value);
  return mean(products) / mean(squares);
}

/** Stage 2 in 4 KiB pages: how many TLB refills more, and what each costs. */
function pages({ bitcount, qsort }: Calibrators, few: Program, many: Program): Partial<Calibration> {
  const added = (cell: Measurement) => mean(cell.smallPagesTlbRefills) - cell.bareTlbRefills;
  const addedPs = (cell: Measurement) =>
    mean(threeSuperpage.map((at) => cell.smallPagesPercent[at]! - cell.soloPercent[at]!)) *
    (cell.bareUs / 100) *
    psPerUs;
  return {
    processTlbRefills: added(bitcount),
    processEntries: few.entries,
    entryTlbRefills: (added(qsort) - added(bitcount)) / (many.entries - few.entries),
    walkPs: slope([added(bitcount), added(qsort)], [addedPs(bitcount), addedPs(qsort)]),
  };
}

/** All that bitcount-large tells; it has no reuse worth scaling. */
function fromBitcount(start: Calibration, cells: Calibrators, bitcount: Program): Calibration {
  let found = { ...start, ...footprints(start, cells.bitcount, bitcount) };
  found = { ...found, trapCyclesPerInstruction: trapCycles(found, cells.bitcount, bitcount) };
  found = { ...found, ...refills(found, cells.bitcount, bitcount) };
  return { ...found, ...times(found, cells.bitcount, bitcount) };
}

function footprints(found: Calibration, cell: Measurement, program: Program): Partial<Calibration> {
  const ticks = cell.bareUs / tickUs;
  const tickPs = tickUs * psPerUs;
  const added = cell.interferenceRefills[jailhouse]! - cell.bareRefills;
  const { fillsPerPs } = contend(program, found.dramPs, added);
  const lostShared = 1 - survives(sharedLines, fillsPerPs * tickPs);
  const accesses = program.reuse.counts.reduce((sum, count) => sum + count, program.reuse.never);
  const stay = survives(privateLines, accesses / ticks);
  const refetched = hypervisors.map(
    (one) => one.interferenceRefillsPerTrapBitcountLarge / one.interferenceRefillsPerTrap,
  );
  const moreOfGuest = (cell.interferenceRefills[xen]! - cell.interferenceRefills[jailhouse]!) / ticks;
  const entryLines = moreOfGuest / (refetched[xen]! - refetched[jailhouse]!);
  const kept = refetched.map((share) => Math.min(1, Math.max(0, (1 - share / lostShared) / stay)));
  return { entryLines, kept };
}

/** Least squares over the hypervisors: what instructions must cost for the time lost alone. */
function trapCycles(found: Calibration, cell: Measurement, program: Program): number {
  const free = { ...found, trapCyclesPerInstruction: 0 };
  const perCycle = hypervisors.map(
    (_, at) => costPercent({ ...found, trapCyclesPerInstruction: 1 }, at, program) - costPercent(free, at, program),
  );
  const left = hypervisors.map((_, at) => cell.soloPercent[at]! - costPercent(free, at, program));
  return Math.max(0, slope(perCycle, left));
}

const costPercent = (found: Calibration, at: number, program: Program): number =>
  slowDownPercent(program, predict(program, hypervisors[at]!, at, 'solo', found));

function refills(found: Calibration, cell: Measurement, program: Program): Partial<Calibration> {
  const { guestRefills } = predict(program, hypervisors[jailhouse]!, jailhouse, 'interference', found);
  return { processRefills: found.processRefills + cell.interferenceRefills[jailhouse]! - guestRefills };
}

/** What a line of an entry costs, from what Xen and seL4 cost more than Jailhouse; what a process costs, from the rest. */
function times(found: Calibration, cell: Measurement, program: Program): Partial<Calibration> {
  const percent = (at: number, from: Calibration) =>
    slowDownPercent(program, predict(program, hypervisors[at]!, at, 'interference', from));
  const free = { ...found, entryLineShare: 0 };
  const full = { ...found, entryLineShare: 1 };
  const above = (of: (at: number) => number) => [xen, seL4].map((at) => of(at) - of(jailhouse));
  const lines = above((at) => percent(at, full) - percent(at, free));
  const left = above((at) => cell.interferencePercent[at]! - percent(at, free));
  const entryLineShare = Math.min(1, Math.max(0, slope(lines, left)));
  const missing = cell.interferencePercent[jailhouse]! - percent(jailhouse, { ...found, entryLineShare });
  return { entryLineShare, processPs: found.processPs + (missing * program.barePs) / 100 };
}

/**
 * The latency with which qsort-small's time comes out under Jailhouse, and the lines per walk with which what seL4 adds to
 * it does; times are linear in both but for the gaps.
 */
function latencies(found: Calibration, { bitcount, qsort }: Calibrators): Calibration {
  const program = programOf(qsort, bitcount, found.reuseScale);
  const percent = (at: number, from: Calibration) =>
    slowDownPercent(program, predict(program, hypervisors[at]!, at, 'interference', from));
  const cell = qsort.interferencePercent;
  const stepPs = 20_000;
  const here = percent(jailhouse, found);
  const there = percent(jailhouse, { ...found, dramPs: found.dramPs + stepPs });
  const tuned = {
    ...found,
    dramPs: Math.round(found.dramPs + (stepPs * (cell[jailhouse]! - here)) / (there - here)),
  };
  const none = percent(seL4, { ...tuned, walkLines: 0 });
  const each = percent(seL4, { ...tuned, walkLines: 1 }) - none;
  return { ...tuned, walkLines: Math.max(0, (cell[seL4]! - none) / each) };
}

/** Nobody evicts anybody: all of the slow-down is what each bare refill takes longer, least squares over both programs. */
export function calibrateWithoutSharedCache(cells: Calibrators): Calibration {
  const { bitcount, start } = alone(cells);
  const tuned = { ...start, trapCyclesPerInstruction: trapCycles(start, cells.bitcount, bitcount) };
  const addedPs = ({ interferencePercent, soloPercent, bareUs }: Measurement) =>
    (interferencePercent[jailhouse]! - soloPercent[jailhouse]!) * (bareUs / 100) * psPerUs;
  const both = [cells.bitcount, cells.qsort];
  return {
    ...tuned,
    addedRefillPs: slope(
      both.map(({ bareRefills }) => bareRefills),
      both.map(addedPs),
    ),
  };
}
