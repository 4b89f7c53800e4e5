/**
 * Progress rates of cores that run at the same time: what the mechanism asks once per instant when co-runners change. A
 * rate is an integer over `rateDenominator`; what is missing to solo speed is split into one integer loss per (resource,
 * culprit), by the waits that the steady state names (a convention: only a second run tells what a culprit's absence would
 * save). Solo speed is the steady state of the program alone on its core with the whole cache, warm, and no regulator: what
 * published and measured execution times mean. So a core alone has no loss but what the limits of its own VM cost it; that
 * part is found first (alone with and without them) and names the program itself as culprit.
 *
 * Solutions depend only on who runs, so they are kept and found again by who runs.
 */
import { check } from '../../../engine/check.ts';
import { mulDivFloor } from '../../../engine/time.ts';
import { rateDenominator } from '../../core/progress.ts';
import { splitByWeight } from '../split.ts';
import type { RateChip } from './chip.ts';
import { checkCurve, one, quiet, type RateDemand } from './demand.ts';
import { dramWait, grainsPerPs, type Pools, type Running, type State, solve } from './solve.ts';

/** Resources of losses, in this order. */
export const lossResources = ['cache', 'interconnect', 'dram'] as const;
const width = lossResources.length;

export interface RateSolution {
  /** Per core, 1..rateDenominator; idle cores have `rateDenominator`. */
  readonly rates: readonly number[];
  /** Loss of core i at resource r by core j at [(i * 3 + r) * cores + j]; per core they sum to `rateDenominator - rate`. */
  readonly losses: readonly number[];
  /** Lines of the shared cache per core, in equilibrium. */
  readonly lines: readonly number[];
  /** Lines that the core fetches into the shared cache per second, and all its accesses there. */
  readonly insertionsPerSecond: readonly number[];
  readonly accessesPerSecond: readonly number[];
}

/** What regulators leave of the chip to a VM, on one cluster of cores. */
export interface VmLimits {
  readonly vm: number;
  /** Which part of its lines lies in each pool of the shared cache, 2^-16. */
  readonly shares: readonly number[];
  /** Lines of the whole cache there. */
  readonly cacheLines: number;
  /** DRAM banks that its pages lie in; null for all. */
  readonly banks: readonly number[] | null;
  /** Shortest time between two lines from DRAM for all programs of the VM that run, ps; 0 for none. They share it equally. */
  readonly capPs: number;
}

export interface RateLimits {
  /** Lines per pool of the shared cache. */
  readonly pools: Pools;
  readonly of: readonly VmLimits[];
}

/** One shared cache, nothing regulated: limits of `vms` VMs. */
export function openLimits(cacheLines: number, vms: number): RateLimits {
  const of = Array.from({ length: vms }, (_, vm) => ({ vm, shares: [one], cacheLines, banks: null, capPs: 0 }));
  return { pools: [cacheLines], of };
}

/** What a mechanism asks: the steady state of programs that run at the same time. */
export interface SteadyStates {
  /**
   * @param demands per core the number of the demand that runs there, or -1 (idle, or executing what asks nothing of memory)
   * @param limits  per core the number of the limits that hold there
   */
  solve(demands: readonly number[], limits: readonly number[]): RateSolution;
}

interface Step<T> {
  readonly next: Step<T>[];
  found: T | null;
}

/** Answers by who runs: one step for each core, so that looking one up allocates nothing. */
export class Known<T> {
  readonly #root: Step<T> = { next: [], found: null };

  of(demands: readonly number[], limits: readonly number[], limitCount: number, find: () => T): T {
    let at = this.#root;
    for (let core = 0; core < demands.length; core += 1) {
      const demand = demands[core]!;
      const step = demand < 0 ? 0 : 1 + demand * limitCount + limits[core]!;
      at = at.next[step] ??= { next: [], found: null };
    }
    at.found ??= find();
    return at.found;
  }
}

/** A program alone: time of one access in grains, misses in 2^-16. */
interface Alone {
  readonly period: number;
  readonly misses: number;
}

export class RateModel implements SteadyStates {
  readonly #chip: RateChip;
  readonly #limits: RateLimits;
  readonly #cores: number;
  readonly #demands: RateDemand[] = [];
  /** By demand and limits: without regulators, and within them. */
  readonly #alone = new Map<number, { readonly solo: Alone; readonly limited: Alone }>();
  readonly #known = new Known<RateSolution>();

  constructor(chip: RateChip, limits: RateLimits, cores: number) {
    this.#chip = chip;
    this.#limits = limits;
    this.#cores = cores;
  }

  /** Makes a demand known; gives its number. */
  register(demand: RateDemand): number {
    checkCurve(demand.curve);
    this.#demands.push(demand);
    return this.#demands.length - 1;
  }

  solve(demands: readonly number[], limits: readonly number[]): RateSolution {
    return this.#known.of(demands, limits, this.#limits.of.length, () => this.#solve(demands, limits));
  }

  #solve(demands: readonly number[], limits: readonly number[]): RateSolution {
    check(demands.length === this.#cores, 'a solution is asked for all cores');
    const active = demands.flatMap((demand, core) => (demand >= 0 && !quiet(this.#demands[demand]!) ? [core] : []));
    const running = this.#running(
      active.map((core) => demands[core]!),
      active.map((core) => limits[core]!),
    );
    const state = solve(this.#chip, running, this.#limits.pools);
    const rates = new Array<number>(this.#cores).fill(rateDenominator);
    const losses = new Array<number>(this.#cores * width * this.#cores).fill(0);
    const lines = new Array<number>(this.#cores).fill(0);
    const insertionsPerSecond = new Array<number>(this.#cores).fill(0);
    const accessesPerSecond = new Array<number>(this.#cores).fill(0);
    for (const [i, core] of active.entries()) {
      const { solo, limited } = this.#aloneOf(demands[core]!, limits[core]!);
      const at = core * width * this.#cores;
      const period = Math.max(limited.period, state.periods[i]!);
      const ownLoss = rateDenominator - rateOf(solo.period, limited.period);
      const lost = rateDenominator - rateOf(solo.period, period);
      rates[core] = rateDenominator - ownLoss;
      // Alone in its partition it misses more, or the cap holds it back.
      losses[at + (limited.misses > solo.misses ? 0 : 2) * this.#cores + core] = ownLoss;
      const weights = this.#weights(running, state, i, limited.misses);
      const shares: number[] = [];
      if (splitByWeight(lost - ownLoss, weights, weights.length, shares)) {
        rates[core] = rateDenominator - lost;
        for (let resource = 0; resource < width; resource++) {
          for (const [j, culprit] of active.entries())
            losses[at + resource * this.#cores + culprit]! += shares[resource * active.length + j]!;
        }
      }
      lines[core] = state.lines[i]!;
      const grains = Math.max(1, state.periods[i]!);
      insertionsPerSecond[core] = mulDivFloor(1e12 * grainsPerPs, state.misses[i]!, one * grains);
      accessesPerSecond[core] = mulDivFloor(1e12, grainsPerPs, grains);
    }
    return { rates, losses, lines, insertionsPerSecond, accessesPerSecond };
  }

  #running(demands: readonly number[], limits: readonly number[]): Running[] {
    return demands.map((demand, i) => {
      const { vm, shares, banks, capPs } = this.#limits.of[limits[i]!]!;
      const ofVm = limits.filter((other) => this.#limits.of[other]!.vm === vm).length;
      return { demand: this.#demands[demand]!, shares, banks, capPs: capPs * ofVm };
    });
  }

  #aloneOf(demand: number, limits: number): { readonly solo: Alone; readonly limited: Alone } {
    const key = demand * this.#limits.of.length + limits;
    let alone = this.#alone.get(key);
    if (alone === undefined) {
      const { cacheLines } = this.#limits.of[limits]!;
      const open: Running = { demand: this.#demands[demand]!, shares: [one], banks: null, capPs: 0 };
      const solo = this.#alonePeriod(open, [cacheLines]);
      const limited = this.#alonePeriod(this.#running([demand], [limits])[0]!, this.#limits.pools);
      alone = { solo, limited: limited.period > solo.period ? limited : solo };
      this.#alone.set(key, alone);
    }
    return alone;
  }

  #alonePeriod(running: Running, pools: Pools): Alone {
    const { periods, misses } = solve(this.#chip, [running], pools);
    return { period: periods[0]!, misses: misses[0]! };
  }

  /** What one access of i loses to each j, per resource: in the order of losses, own queue left out. */
  #weights(running: readonly Running[], state: State, i: number, aloneMisses: number): number[] {
    const n = running.length;
    const weights = new Array<number>(width * n).fill(0);
    const { dramPs, rowPs } = this.#chip;
    const misses = state.misses[i]!;
    const extra = mulDivFloor((dramPs + rowPs) * grainsPerPs, Math.max(0, misses - aloneMisses), one);
    const insertions = running.map(({ shares }, j) =>
      j === i
        ? 0
        : mulDivFloor(
            mulDivFloor(state.misses[j]!, common(shares, running[i]!.shares), one),
            2 ** 30,
            Math.max(1, state.periods[j]!),
          ),
    );
    const evictions: number[] = [];
    splitByWeight(extra, insertions, n, evictions);
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      weights[j] = evictions[j]!;
      weights[n + j] = state.interconnectWaits[i * n + j]!;
      weights[2 * n + j] = mulDivFloor(dramWait(state, i, j), misses, one);
    }
    return weights;
  }
}

const rateOf = (soloPeriod: number, period: number): number =>
  Math.max(1, mulDivFloor(rateDenominator, soloPeriod, Math.max(1, period)));

/** How often a line of one falls where the other has lines too, 2^-16. */
function common(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (const [pool, share] of left.entries()) if (right[pool]! > 0) sum += share;
  return sum;
}
