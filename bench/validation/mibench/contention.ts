/**
 * One program beside the two interfering cores, at the rate level: how long lines of the shared cache live, how many of
 * its own the program loses, and what a refill takes. Uses the steady state of `models/memory/rate`.
 */

import { missesAt, one, type RateDemand } from '../../../models/memory/rate/demand.ts';
import { dramWait, grainsPerPs, solve } from '../../../models/memory/rate/solve.ts';
import { boardChip, interferer, refillPs, sharedHitPs, sharedLines } from './board.ts';
import { chanceCurve } from './chance-curve.ts';
import type { Program } from './program.ts';

export interface Contended {
  /** Fills of the shared cache by all cores, per ps. */
  readonly fillsPerPs: number;
  /** Refills of one run without those of kernel entries: all of the bare run, and the reuse that was lost. */
  readonly refills: number;
  /** One refill with the interferer's traffic in the way. */
  readonly refillPs: number;
}

/** @param entryRefills what kernel and hypervisor fetch from memory beside that, lines per run */
export function contend(program: Program, dramPs: number, entryRefills: number): Contended {
  const demand = demandOf(program, dramPs, entryRefills);
  const running = [demand, sweep, sweep].map((program) => ({ demand: program, shares: [one], banks: null, capPs: 0 }));
  const state = solve(boardChip(dramPs), running, [sharedLines]);
  let fillsPerPs = 0;
  for (let i = 0; i < running.length; i++) {
    fillsPerPs += (state.misses[i]! * grainsPerPs) / one / state.periods[i]!;
  }
  const accesses = accessesOf(program) + entryRefills;
  return {
    fillsPerPs,
    refills: (accesses * missesAt(demand.curve, state.lines[0]!)) / one - entryRefills,
    refillPs: refillPs(dramPs) + (dramWait(state, 0, 1) + dramWait(state, 0, 2)) / grainsPerPs,
  };
}

const accessesOf = ({ reuse }: Program): number => reuse.counts.reduce((sum, count) => sum + count, reuse.never);

/** The program with its kernel's refills, none of which any share of the cache serves. */
function demandOf(program: Program, dramPs: number, entryRefills: number): RateDemand {
  const bare = accessesOf(program);
  const waiting = bare * sharedHitPs + program.bareRefills * (refillPs(dramPs) - sharedHitPs);
  const reuse = { ...program.reuse, never: program.reuse.never + entryRefills };
  return {
    name: program.name,
    gapPs: Math.max(0, Math.floor((program.barePs - waiting) / (bare + entryRefills))),
    overlap: one,
    dependent: true,
    curve: chanceCurve(reuse, 64, sharedLines / 4),
    footprintLines: sharedLines,
    writeBacks: one / 4,
    rowHits: 0,
  };
}

const sweep = interferer();
