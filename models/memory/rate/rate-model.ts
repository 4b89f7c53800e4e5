/**
 * Progress rates of cores that run at the same time: what the mechanism asks once per instant when co-runners change. A
 * rate is an integer over `rateDenominator`; what is missing to solo speed is split into one integer loss per (resource,
 * culprit), by the waits that the steady state names (a convention: only a second run tells what a culprit's absence would
 * save). Solo speed is the steady state of the program alone with the whole cache, so a core alone has no loss.
 *
 * Solutions depend only on who runs, so they are kept and found again by who runs.
 */
import { check } from '../../../engine/check.ts';
import { mulDivFloor } from '../../../engine/time.ts';
import { rateDenominator } from '../../core/progress.ts';
import { splitByWeight } from '../split.ts';
import type { RateChip } from './chip.ts';
import { checkCurve, missesAt, one, quiet, type RateDemand } from './demand.ts';
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
  /** Lines that the core puts into the shared cache per second. */
  readonly insertionsPerSecond: readonly number[];
}

/** What regulators leave of the chip for each core. */
export interface RateLimits {
  /** Lines per pool of the shared cache; one pool of all lines without partition. */
  readonly pools: Pools;
  /** Pool of each VM. */
  readonly poolOf: readonly number[];
  /** Shortest time between two lines from DRAM per VM, ps; 0 for none. */
  readonly capPs: readonly number[];
}

export class RateModel {
  readonly #chip: RateChip;
  readonly #limits: RateLimits;
  readonly #cores: number;
  readonly #demands: RateDemand[] = [];
  readonly #solo = new Map<string, { readonly period: number; readonly misses: number }>();
  readonly #known = new Map<string, RateSolution>();

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

  /**
   * @param demands per core the number of the demand that runs there, or -1 (idle, or executing what asks nothing of memory)
   * @param vms     per core the VM that runs there
   */
  solve(demands: readonly number[], vms: readonly number[]): RateSolution {
    const key = demands.map((demand, core) => (demand < 0 ? '' : `${demand}.${vms[core]}`)).join();
    let solution = this.#known.get(key);
    if (solution === undefined) {
      solution = this.#solve(demands, vms);
      this.#known.set(key, solution);
    }
    return solution;
  }

  #solve(demands: readonly number[], vms: readonly number[]): RateSolution {
    check(demands.length === this.#cores, 'a solution is asked for all cores');
    const active = demands.flatMap((demand, core) => (demand >= 0 && !quiet(this.#demands[demand]!) ? [core] : []));
    const running = active.map((core) => this.#running(demands[core]!, vms[core]!));
    const state = solve(this.#chip, running, this.#limits.pools);
    const rates = new Array<number>(this.#cores).fill(rateDenominator);
    const losses = new Array<number>(this.#cores * width * this.#cores).fill(0);
    const lines = new Array<number>(this.#cores).fill(0);
    const insertionsPerSecond = new Array<number>(this.#cores).fill(0);
    for (const [i, core] of active.entries()) {
      const solo = this.#soloOf(demands[core]!, vms[core]!);
      const period = Math.max(solo.period, state.periods[i]!);
      const lost = rateDenominator - Math.max(1, mulDivFloor(rateDenominator, solo.period, period));
      const weights = this.#weights(running, state, i, solo.misses);
      const shares: number[] = [];
      if (splitByWeight(lost, weights, weights.length, shares)) {
        rates[core] = rateDenominator - lost;
        for (let resource = 0; resource < width; resource++) {
          for (const [j, culprit] of active.entries()) {
            losses[(core * width + resource) * this.#cores + culprit] = shares[resource * active.length + j]!;
          }
        }
      }
      lines[core] = state.lines[i]!;
      insertionsPerSecond[core] = mulDivFloor(
        1e12 * grainsPerPs,
        state.misses[i]!,
        one * Math.max(1, state.periods[i]!),
      );
    }
    return { rates, losses, lines, insertionsPerSecond };
  }

  #running(demand: number, vm: number): Running {
    const { poolOf, capPs } = this.#limits;
    return { demand: this.#demands[demand]!, pool: poolOf[vm]!, capPs: capPs[vm]! };
  }

  /** The program alone on the chip, within its VM's partition and cap. */
  #soloOf(demand: number, vm: number): { readonly period: number; readonly misses: number } {
    const key = `${demand}.${vm}`;
    let solo = this.#solo.get(key);
    if (solo === undefined) {
      const { periods, misses } = solve(this.#chip, [this.#running(demand, vm)], this.#limits.pools);
      solo = { period: periods[0]!, misses: misses[0]! };
      this.#solo.set(key, solo);
    }
    return solo;
  }

  /** What one access of i loses to each j, per resource: in the order of losses, own queue left out. */
  #weights(running: readonly Running[], state: State, i: number, soloMisses: number): number[] {
    const n = running.length;
    const weights = new Array<number>(width * n).fill(0);
    const { dramPs, rowPs } = this.#chip;
    const misses = state.misses[i]!;
    const extra = mulDivFloor((dramPs + rowPs) * grainsPerPs, Math.max(0, misses - soloMisses), one);
    const insertions = running.map(({ demand, pool }, j) =>
      j === i || pool !== running[i]!.pool
        ? 0
        : mulDivFloor(missesAt(demand.curve, state.lines[j]!), 2 ** 30, Math.max(1, state.periods[j]!)),
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
