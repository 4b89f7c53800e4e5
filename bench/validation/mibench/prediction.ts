/**
 * Predicts one run of a program under a hypervisor, alone or beside the interferer, from its bare counters, the board and
 * what two other programs calibrated.
 *
 * Alone: per tick the hypervisor's instructions, its lines that come back from the L2 and the guest's lines that they
 * pushed out of L1; with 4 KiB pages in stage 2 more TLB refills, each a longer walk.
 * Beside the interferer: the same, but lines that have left L1 have left the L2 as well with a chance that grows with the time since
 * they were used; and the program's own reuse, and what any process does between exec and exit, miss more often.
 * Times in ps, refills per run; a run gets longer, so it gets more ticks: found by repetition.
 */

import { type Assumptions, everything } from './assumptions.ts';
import { cyclePs, linefills, privateLines, psPerUs, refillPs, sharedHitPs, sharedLines } from './board.ts';
import { contend } from './contention.ts';
import { type Between, displacedBy, type EntryPath, type EntryRefills, refillsOfEntry } from './entry-footprint.ts';
import { type HypervisorCounters, tickUs } from './measurements.ts';
import type { Program } from './program.ts';

/** What was calibrated on two programs (`calibration.ts`). */
export interface Calibration {
  /** From the miss of the L2 to the data with the row open, nobody in the way. */
  readonly dramPs: number;
  /** First-level misses per instruction that come back, board over profile. */
  readonly reuseScale: number;
  /** Lines that one entry of the guest's kernel touches: tick, page fault, system call. */
  readonly entryLines: number;
  /** Per hypervisor: part of the entry's and the trap's lines that survive in L1 until the next if the program leaves it alone. */
  readonly kept: readonly number[];
  /** Refills that the life of a process adds under interference, with `processEntries` entries. */
  readonly processRefills: number;
  readonly processEntries: number;
  /** What they cost; some overlap, others follow on each other and on TLB refills, so this is no multiple of one refill. */
  readonly processPs: number;
  /** What a line that an entry or trap fetches again costs, of a refill that is waited for in full: code comes in order. */
  readonly entryLineShare: number;
  /** Cycles per instruction of a trap, first-level misses apart. */
  readonly trapCyclesPerInstruction: number;
  /** TLB refills that 4 KiB pages in stage 2 add to the life of a process, and to each entry above `processEntries`. */
  readonly processTlbRefills: number;
  readonly entryTlbRefills: number;
  /** What such a refill costs alone. */
  readonly walkPs: number;
  /** Lines that it fetches from memory under interference. */
  readonly walkLines: number;
  /** Without shared cache: what each bare refill takes longer under interference; else 0. */
  readonly addedRefillPs: number;
}

export interface Run {
  readonly ps: number;
  /** Refills of the guest. */
  readonly guestRefills: number;
  readonly hypervisorRefillsPerTrap: number;
  /** Refills of kernel and hypervisor that contention adds to the bare run's. */
  readonly entryRefills: number;
}

export type Situation = 'solo' | 'smallPages' | 'interference';

const tickPs = tickUs * psPerUs;
const rounds = 8;

export function slowDownPercent(program: Program, run: Run): number {
  return ((run.ps - program.barePs) * 100) / program.barePs;
}

export function predict(
  program: Program,
  hypervisor: HypervisorCounters,
  at: number,
  situation: Situation,
  calibration: Calibration,
  assumptions: Assumptions = everything,
): Run {
  if (situation === 'interference') return interfered(program, hypervisor, at, calibration, assumptions);
  const alone = aloneWith(program, hypervisor, calibration.kept[at]!, calibration);
  const pages = situation === 'smallPages' || hypervisor.smallPagesOnly;
  const walks = pages ? addedTlbRefills(program, calibration) * calibration.walkPs : 0;
  return { ...alone, ps: alone.ps + walks };
}

/** TLB refills that 4 KiB pages in stage 2 add. */
export function addedTlbRefills({ entries }: Program, calibration: Calibration): number {
  const { processTlbRefills, processEntries, entryTlbRefills } = calibration;
  return processTlbRefills + (entries - processEntries) * entryTlbRefills;
}

/** The user's first-level misses per ps. */
const missRate = ({ reuse, barePs }: Program): number =>
  reuse.counts.reduce((sum, count) => sum + count, reuse.never) / barePs;

function between(program: Program, intervalPs: number, sharedFillsPerPs: number): Between {
  return {
    privateLines,
    privateFills: missRate(program) * intervalPs,
    sharedLines,
    sharedFills: sharedFillsPerPs * intervalPs,
  };
}

function aloneWith(program: Program, hypervisor: HypervisorCounters, kept: number, calibration: Calibration): Run {
  const { trapsPerTick, soloRefillsPerTrap } = hypervisor;
  const path: EntryPath = { lines: hypervisor.interferenceRefillsPerTrap, kept };
  const since = between(program, tickPs / trapsPerTick, 0);
  const trap = refillsOfEntry(path, since);
  const memoryPs = refillPs(calibration.dramPs) - sharedHitPs;
  const trapPs =
    instructionsPs(hypervisor, calibration) +
    (2 * trap.intoPrivate - Math.min(trap.intoPrivate, soloRefillsPerTrap)) * sharedHitPs +
    soloRefillsPerTrap * (memoryPs + sharedHitPs);
  const traps = (program.barePs / tickPs) * trapsPerTick;
  return {
    ps: program.barePs + traps * trapPs,
    guestRefills: program.bareRefills,
    hypervisorRefillsPerTrap: soloRefillsPerTrap,
    entryRefills: 0,
  };
}

function instructionsPs(hypervisor: HypervisorCounters, calibration: Calibration): number {
  return hypervisor.instructionsPerTrap * calibration.trapCyclesPerInstruction * cyclePs;
}

function interfered(
  program: Program,
  hypervisor: HypervisorCounters,
  at: number,
  calibration: Calibration,
  assumptions: Assumptions,
): Run {
  const alone = aloneWith(program, hypervisor, calibration.kept[at]!, calibration);
  const walks = hypervisor.smallPagesOnly ? addedTlbRefills(program, calibration) : 0;
  const solo = alone.ps + walks * calibration.walkPs;
  if (!assumptions.sharedCache) {
    return { ...alone, ps: solo + program.bareRefills * calibration.addedRefillPs };
  }
  let run: Run = { ...alone, ps: solo };
  for (let round = 0; round < rounds; round++) {
    const last = run.ps;
    run = interferedRound(program, hypervisor, at, calibration, assumptions, run, solo, walks);
    if (Math.abs(run.ps - last) * 100_000 < last) break;
  }
  return run;
}

function interferedRound(
  program: Program,
  hypervisor: HypervisorCounters,
  at: number,
  calibration: Calibration,
  assumptions: Assumptions,
  last: Run,
  soloPs: number,
  walks: number,
): Run {
  const ticks = last.ps / tickPs;
  const traps = ticks * hypervisor.trapsPerTick;
  const shared = contend(program, calibration.dramPs, last.entryRefills);
  const footprint = assumptions.trapFootprint;
  const guestPath = { lines: calibration.entryLines, kept: calibration.kept[footprint ? at : 0]! };
  const sinceTick = between(program, tickPs, shared.fillsPerPs);
  const tick = refillsOfEntry(guestPath, sinceTick);
  const trap = refillsOfEntry({ lines: hypervisor.interferenceRefillsPerTrap, kept: calibration.kept[at]! }, sinceTick);
  const other = otherEntry(program, calibration, shared.fillsPerPs, last.ps);
  const others = program.entries - calibration.processEntries;
  // Each trap of a tick above the first meets the guest in its tick handler and pushes out as many lines as it brings in.
  const inTick = footprint ? (hypervisor.trapsPerTick - 1) * trap.fromMemory : 0;
  const both = { intoPrivate: tick.intoPrivate + trap.intoPrivate, fromMemory: 0 };
  const hot = ticks * displacedBy(both, program.hotLines, sinceTick).fromMemory + others * other.hot;
  const ofEntries = ticks * (tick.fromMemory + inTick) + others * other.path;
  const ofWalks = walks * calibration.walkLines;
  const reuse = shared.refills - program.bareRefills;
  const trapRefills = footprint ? trap.fromMemory : hypervisor.soloRefillsPerTrap;
  const ofTraps = traps * Math.max(0, trapRefills - hypervisor.soloRefillsPerTrap);
  const waited = hot + ofWalks + (program.streams && assumptions.prefetcher ? reuse / linefills : reuse);
  const memoryPs =
    calibration.processPs +
    (waited + (ofEntries + ofTraps) * calibration.entryLineShare) * shared.refillPs +
    program.bareRefills * (shared.refillPs - refillPs(calibration.dramPs));
  const longer = (ticks - program.barePs / tickPs) * hypervisor.trapsPerTick * instructionsPs(hypervisor, calibration);
  const ofKernel = calibration.processRefills + ofEntries + hot + ofWalks;
  return {
    ps: soloPs + memoryPs + longer,
    guestRefills: program.bareRefills + ofKernel + reuse,
    hypervisorRefillsPerTrap: trapRefills,
    entryRefills: Math.max(0, ofKernel + traps * trapRefills),
  };
}

/** What one entry that is no tick fetches from memory: its own lines and the program's. */
function otherEntry(program: Program, calibration: Calibration, fillsPerPs: number, runPs: number) {
  const since = between(program, runPs / Math.max(1, program.entries), fillsPerPs);
  const entry: EntryRefills = refillsOfEntry({ lines: calibration.entryLines, kept: calibration.kept[0]! }, since);
  return { path: entry.fromMemory, hot: displacedBy(entry, program.hotLines, since).fromMemory };
}
