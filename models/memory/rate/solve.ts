/**
 * The steady state of programs that run at the same time on a chip: for each the time of one access, its lines of the
 * shared cache, and how long it waits for whom. A closed queueing network solved by approximate mean value analysis: a
 * request finds in each queue what the others have there on average, by Little's law (Schweitzer 1979; Bard 1979; Lazowska
 * et al., "Quantitative System Performance", 1984, chapter 6). That bounds waits by what others can have under way, and
 * names for each wait the one who caused it.
 *
 * A fixed number of damped rounds, rounded down to whole numbers at each step: the same digits everywhere. Times are in grains of 1/1024 ps.
 */
import type { RateChip } from './chip.ts';
import { missesAt, one, quiet, type RateDemand } from './demand.ts';
import { divideByAge, divideByChance, type Growth, growthOf } from './occupancy.ts';
import { scaled } from './scaled.ts';

export const grainsPerPs = 1024;
const rounds = 48;

/** One running program and what it may use. */
export interface Running {
  readonly demand: RateDemand;
  /** Which part of its lines lies in each pool of the shared cache, 2^-16; they sum to `one`. */
  readonly shares: readonly number[];
  /** DRAM banks that its pages lie in; null for all of them. */
  readonly banks: readonly number[] | null;
  /** Shortest time between two of its lines from DRAM, ps (a bandwidth cap); 0 for none. */
  readonly capPs: number;
}

export interface State {
  /** Time of one access and the execution before it, grains. */
  readonly periods: number[];
  /** Lines of the shared cache. */
  readonly lines: number[];
  /** Part of accesses that miss, 2^-16. */
  readonly misses: number[];
  /** Wait of one access of i for the transfers of j, grains, at [i * n + j]; j = i is its own queue. */
  readonly interconnectWaits: number[];
  /** Wait of one miss of i for the lines of j on the data bus, grains. */
  readonly busWaits: number[];
  /** Wait of one miss of i for a bank that j has at work, grains. */
  readonly bankWaits: number[];
  /** Time that one miss of i loses because j closed its row, grains. */
  readonly rowWaits: number[];
  /** Misses of i that still find their row open, 2^-16. */
  readonly rowHits: number[];
  /** Characteristic time of each pool, grains. */
  readonly times: number[];
}

/** Lines per pool of the shared cache: a part of it (some ways, some colours) that the same programs may fill. */
export type Pools = readonly number[];

/** Solves the steady state. Programs that never leave their private caches have period 0 and wait for nobody. */
export function solve(chip: RateChip, running: readonly Running[], pools: Pools): State {
  const n = running.length;
  const state: State = {
    periods: running.map(({ demand }) => firstPeriod(chip, demand)),
    lines: new Array<number>(n).fill(0),
    misses: new Array<number>(n).fill(0),
    interconnectWaits: new Array<number>(n * n).fill(0),
    busWaits: new Array<number>(n * n).fill(0),
    bankWaits: new Array<number>(n * n).fill(0),
    rowWaits: new Array<number>(n * n).fill(0),
    rowHits: running.map(({ demand }) => demand.rowHits),
    times: pools.map(() => 0),
  };
  const growths = running.map(({ demand }) => growthOf(demand));
  const inOneBank = bankChances(chip, running);
  for (let round = 0; round < rounds; round++) {
    divide(chip, running, growths, pools, state);
    const everyAccess = () => one;
    const onBus = (i: number) => dramLoad(running[i]!.demand, state.misses[i]!);
    const transfer = chip.transferPs * grainsPerPs;
    const burst = chip.burstPs * grainsPerPs;
    const bank = (i: number) => burst + scaled(chip.rowPs * grainsPerPs, one - state.rowHits[i]!, one);
    waitInQueue(running, state, everyAccess, () => transfer, always, state.interconnectWaits);
    waitInQueue(running, state, onBus, () => burst, always, state.busWaits);
    waitInQueue(running, state, onBus, bank, inOneBank, state.bankWaits);
    loseRows(chip, running, state, inOneBank);
    for (let i = 0; i < n; i++)
      state.periods[i] = Math.floor((state.periods[i]! + nextPeriod(chip, running[i]!, state, i)) / 2);
  }
  return state;
}

/** Lines on the data bus per access, 2^-16: misses and the write-backs that they cause. */
function dramLoad(demand: RateDemand, misses: number): number {
  return misses + scaled(misses, demand.writeBacks, one);
}

function firstPeriod(chip: RateChip, demand: RateDemand): number {
  if (quiet(demand)) return 0;
  return (demand.gapPs + chip.hitPs + chip.dramPs) * grainsPerPs;
}

/** Lines of every program, pool by pool. */
function divide(
  chip: RateChip,
  running: readonly Running[],
  growths: readonly Growth[],
  pools: Pools,
  state: State,
): void {
  state.lines.fill(0);
  state.misses.fill(0);
  for (let pool = 0; pool < pools.length; pool++) {
    const members = running.flatMap(({ demand, shares }, i) => (shares[pool]! > 0 && !quiet(demand) ? [i] : []));
    if (members.length === 0) continue;
    const demands = members.map((i) => running[i]!.demand);
    const periods = members.map((i) => state.periods[i]!);
    const shares = members.map((i) => running[i]!.shares[pool]!);
    const out: number[] = [];
    if (chip.leaving === 'chance') divideByChance(demands, periods, pools[pool]!, out, shares);
    else
      state.times[pool] = divideByAge(
        members.map((i) => growths[i]!),
        periods,
        pools[pool]!,
        out,
        shares,
        state.times[pool],
      );
    for (const [place, i] of members.entries()) {
      state.lines[i]! += scaled(out[place]!, shares[place]!, one);
      state.misses[i]! += scaled(missesAt(demands[place]!.curve, out[place]!), shares[place]!, one);
    }
  }
}

/** How often a request of i and one of j meet in the same server: `met` of `all` times. */
interface Meeting {
  readonly met: number;
  readonly all: number;
}
const once: Meeting = { met: 1, all: 1 };
const always = (): Meeting => once;

/** For each pair, how often a line of i and a line of j lie in one bank when each is in any of its own. */
function bankChances(chip: RateChip, running: readonly Running[]): (i: number, j: number) => Meeting {
  const n = running.length;
  const chances = running.flatMap(({ banks: left }) =>
    running.map(({ banks: right }): Meeting => {
      if (left === null || right === null) return { met: 1, all: chip.banks };
      return { met: left.filter((bank) => right.includes(bank)).length, all: left.length * right.length };
    }),
  );
  return (i, j) => chances[i * n + j]!;
}

/**
 * Waits in one queue, or in several that a request meets one of by chance (`meeting`): what j has there, on average, in
 * front of a request of i. j has `load` lines per period there, each for its wait and its `service`, but no more than it
 * overlaps.
 */
function waitInQueue(
  running: readonly Running[],
  state: State,
  load: (j: number) => number,
  service: (j: number) => number,
  meeting: (i: number, j: number) => Meeting,
  waits: number[],
): void {
  const n = running.length;
  const inQueue = running.map(({ demand }, j) => {
    if (quiet(demand) || state.periods[j] === 0) return 0;
    let wait = 0;
    for (let k = 0; k < n; k++) wait += waits[j * n + k]!;
    const present = scaled(wait + service(j), load(j), Math.max(1, state.periods[j]!));
    return Math.min(present, demand.overlap);
  });
  for (let i = 0; i < n; i++) {
    const { demand } = running[i]!;
    for (let j = 0; j < n; j++) {
      let found = quiet(demand) ? 0 : inQueue[j]!;
      // A request does not find itself in the queue, only the others of its own program.
      if (i === j) found = scaled(found, Math.max(0, demand.overlap - one), Math.max(one, demand.overlap));
      const { met, all } = meeting(i, j);
      const next = scaled(service(j), found * met, one * all);
      waits[i * n + j] = Math.floor((waits[i * n + j]! + next) / 2);
    }
  }
}

/**
 * Rows that others close: between two misses of i in a row come the lines of others in proportion to their traffic, each
 * in i's bank by chance. A row survives with 1 / (1 + those in the same bank per miss).
 */
function loseRows(
  chip: RateChip,
  running: readonly Running[],
  state: State,
  meeting: (i: number, j: number) => Meeting,
): void {
  const n = running.length;
  for (let i = 0; i < n; i++) {
    const { demand } = running[i]!;
    const own = state.misses[i]!;
    const others = running.map((other, j) => {
      if (j === i || own === 0 || quiet(other.demand)) return 0;
      // Lines of j per miss of i, 2^-16.
      const perAccess = scaled(
        dramLoad(other.demand, state.misses[j]!),
        state.periods[i]!,
        Math.max(1, state.periods[j]!),
      );
      const { met, all } = meeting(i, j);
      return scaled(perAccess, one * met, own * all);
    });
    const all = others.reduce((sum, lines) => sum + lines, 0);
    const lost = scaled(demand.rowHits, all, all + one);
    state.rowHits[i] = demand.rowHits - lost;
    const loss = scaled(chip.rowPs * grainsPerPs, lost, one);
    for (let j = 0; j < n; j++) state.rowWaits[i * n + j] = all === 0 ? 0 : scaled(loss, others[j]!, all);
  }
}

/**
 * Part of independent accesses that find all miss registers taken, 2^-16: Erlang's loss formula for `latency / gap` offered
 * to as many servers as accesses overlap (Erlang 1917). An access without pause before it always does.
 */
function blocked(gap: number, latency: number, overlap: number): number {
  if (gap === 0) return one;
  let part = one;
  for (let servers = 1; servers * one <= overlap; servers++) {
    const offered = scaled(latency, part, gap);
    part = scaled(offered, one, servers * one + offered);
  }
  return part;
}

/** What one miss of i loses to j in DRAM, grains. */
export function dramWait(state: State, i: number, j: number): number {
  const at = i * state.periods.length + j;
  return state.busWaits[at]! + state.bankWaits[at]! + state.rowWaits[at]!;
}

/** Time of one access with the present waits. */
function nextPeriod(chip: RateChip, { demand, capPs }: Running, state: State, i: number): number {
  if (quiet(demand)) return 0;
  const n = state.periods.length;
  let interconnect = 0;
  let dram = (chip.dramPs + scaled(chip.rowPs, one - demand.rowHits, one)) * grainsPerPs;
  for (let j = 0; j < n; j++) {
    interconnect += state.interconnectWaits[i * n + j]!;
    dram += dramWait(state, i, j);
  }
  const latency = chip.hitPs * grainsPerPs + interconnect + scaled(dram, state.misses[i]!, one);
  const gap = demand.gapPs * grainsPerPs;
  const waiting = scaled(latency, one, demand.overlap);
  const period = gap + (demand.dependent ? waiting : scaled(waiting, blocked(gap, latency, demand.overlap), one));
  return Math.max(period, scaled(capPs * grainsPerPs, state.misses[i]!, one));
}
